"""Eight processes publish at once by every way there is; whoever reads the log as it grows is given
every row, once, in order."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.publication import log, verification
from kb.publication.models import Publication
from tests import database
from tests.publication.parallel_writers import Outcome

ROOT = Path(__file__).resolve().parents[2]
IN_A_HURRY, AT_LENGTH, SEEDS = 48, 2000, (1, 2, 3, 4, 5)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Run:
    outcome: Outcome
    head: int
    publications: int


def run(*, seed: int, publications: int, place: Path) -> Run:
    environment = os.environ | {
        "DATABASE_URL": database.address(),
        "VAR_DIR": str(place),
        # Without a broker the bell would be answered inside each publication.
        "CELERY_BROKER_URL": "memory://",
    }
    command = [sys.executable, "-m", "tests.publication.parallel_writers"]
    told = subprocess.run(
        [*command, str(seed), str(publications)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=2000,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-3000:]
    published = Publication.objects.filter(kind="publish").count()
    return Run(Outcome(**json.loads(told.stdout)), log.head(), published)


def assert_nothing_is_lost(run: Run, *, publications: int) -> None:
    outcome = run.outcome
    assert outcome.failed == []
    assert outcome.published == publications == run.publications
    assert outcome.seen == list(range(1, run.head + 1))
    assert [found.line for found in verification.differences()] == []


def test_nothing_is_skipped(tmp_path: Path) -> None:
    found = run(seed=1, publications=IN_A_HURRY, place=tmp_path)
    print(f"{IN_A_HURRY} publications by 8 processes in {found.outcome.seconds} s")
    assert_nothing_is_lost(found, publications=IN_A_HURRY)


@pytest.mark.long
@database.only_postgres("SQLite lets one process write at a time")
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_skipped_at_length(tmp_path: Path, seed: int) -> None:
    found = run(seed=seed, publications=AT_LENGTH, place=tmp_path)
    skipped = found.head - len(set(found.outcome.seen))
    print(
        f"seed {seed}: {found.outcome.published} publications by 8 processes in "
        f"{found.outcome.seconds} s, {skipped} of {found.head} rows skipped, "
        f"{found.outcome.deadlocks} deadlocks met, {len(found.outcome.failed)} writers failed"
    )
    assert_nothing_is_lost(found, publications=AT_LENGTH)
