"""A publisher killed at any statement loses nothing that was answered as done, and does nothing by
half: what is live is what the log says, and what the pages say."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from kb.authoring.models import KnowledgePage
from kb.publication import log, verification
from kb.publication.models import Live, Publication
from tests.authoring.making import draft_answer, element, make_user
from tests.backup.working import environment
from tests.publication.test_what_is_live_follows_from_the_log import folded, live

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


def draft(count: int) -> set[str]:
    """Six of ten go out alone, three in threes together, one by workflow."""
    author = make_user("author", "Editors")
    make_user("approver", "Approvers")
    keys = []
    with transaction.atomic():
        for number in range(count):
            kind = ["alone"] * 6 + ["bulk"] * 3 + ["approved"]
            key = f"{kind[number % 10]}.{number:04}"
            draft_answer(key, element(text=f"第{number}个答案。"), user=author)
            keys.append(key)
    return set(keys)


def kill(kills: int, *, seed: int, most: int) -> set[str]:
    """What the publisher, in all its lives, was told is done."""
    program = "tests.publication.killed_publisher"
    command = [sys.executable, "-m", program, *map(str, (seed, kills, most))]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=1500
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = done.stdout.split("\n")
    assert f"killed {kills}" in lines
    return {line.removeprefix("done ") for line in lines if line.startswith("done ")}


def publish_and_kill(answers: int, kills: int, *, seed: int, most: int) -> None:
    keys = draft(answers)
    acknowledged = kill(kills, seed=seed, most=most)
    rows = list(Publication.objects.filter(kind="publish").values_list("key", flat=True))
    assert acknowledged - set(rows) == set(), "lost"
    assert sorted(rows) == sorted(keys), "each exactly once"
    assert live() == folded(), "half"
    assert set(Live.objects.values_list("key", flat=True)) == keys
    assert not KnowledgePage.objects.filter(live=False).exists()
    numbers = list(Publication.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, log.head() + 1))
    assert list(verification.differences()) == []
    print(
        f"{kills} kills while {answers} answers were published once each: "
        f"{len(acknowledged)} acknowledged, 0 lost, 0 half, {log.head()} rows without a gap"
    )


def test_killed_twelve_times() -> None:
    publish_and_kill(answers=40, kills=12, seed=1, most=120)


@pytest.mark.long
def test_killed_two_hundred_times() -> None:
    publish_and_kill(answers=2_000, kills=200, seed=2, most=400)
