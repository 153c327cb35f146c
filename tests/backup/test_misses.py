"""What customers asked is in no backup: it would be kept longer than it may be. What people decided
about it is, and `verify` looks at neither."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kb.backup import operations
from kb.backup.databases import find_program
from kb.feedback.misses import deciding, queries
from kb.feedback.misses.deciding import Decision
from kb.feedback.misses.models import MissEvent, MissGroup
from tests import database, library
from tests.authoring.making import published_answer
from tests.misses.asking import EVERYBODY, NOON, ask, seen, tick, wish

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "纪念币几点开售canary"


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


def inside(path: Path) -> bytes:
    """Every byte of the backup, unpacked as its database's own programs would."""
    found = b""
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            data = archive.extractfile(member)
            found += data.read() if data else b""
            if member.name.endswith(".gz") and data:
                data.seek(0)
                found += gzip.decompress(data.read())
            if member.name.endswith(".dump"):
                found += _rows_of_dump(path, member.name)
    return found


def _rows_of_dump(path: Path, name: str) -> bytes:
    import subprocess

    with tarfile.open(path) as archive:
        source = archive.extractfile(name)
        assert source is not None
        done = subprocess.run(
            [find_program("pg_restore"), "--data-only", "--file=-"],
            input=source.read(), capture_output=True, check=True,
        )  # fmt: skip
    return done.stdout


def test_questions_stay_out_and_decisions_go_along(tmp_path: Path) -> None:
    published_answer("cards.loss")
    ask(WORDS)
    tick(NOON)
    group = seen()[0]
    user = library.staff("supervisor-1", "Supervisors")
    decision = Decision(group.name, group.locale, user, timezone.now(), calls=1)
    deciding.ignore(decision, why="不归我们管")

    path, _manifest = operations.backup(tmp_path, now=timezone.now(), step=lambda _: None)
    content = inside(path)
    assert b"cards.loss" in content and "不归我们管".encode() in content
    assert WORDS.encode() not in content and b"canary" not in content

    MissEvent.objects.all().delete()
    MissGroup.objects.all().delete()
    restored = operations.restore(path, replace=True, step=lambda _: None)
    assert restored.findings.is_well
    assert MissGroup.objects.get().events.get().note == "不归我们管"
    # A file beside the library is left as it is; tables in it begin anew.
    counted = queries.tallies(sight=EVERYBODY, wish=wish())
    assert counted == ({} if database.on_postgres else {"nothing": 1})
    ask(WORDS)
    tick(NOON)
    assert seen()[0].name == group.name and MissGroup.objects.get().state == "ignored"
