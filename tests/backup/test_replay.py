"""What every channel says follows from the log: played again into a database without any of it, it
comes out byte for byte the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kb.authoring.announcements import one_announcement
from kb.authoring.models import KnowledgePage
from kb.backup import operations
from kb.document import Document
from kb.publication import bell, lane, log, projections
from kb.publication.marks import next_marks
from kb.publication.models import Live, Publication
from tests.authoring.making import draft_answer, element, place, published_fact, published_shared

pytestmark = pytest.mark.django_db(transaction=True)
VERSIONS = 5
STORED = """
SELECT key, locale, channel, choice, live_id, parked, CAST(body AS text) FROM channels_rendition
ORDER BY key, locale, channel, choice, live_id
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(bell, "ring", lambda: None)
    settings.MEDIA_ROOT = str(tmp_path / "media")


def fill_log(rows: int) -> None:
    """Answers in several versions, some with labels, values by region, and shared elements, and
    some withdrawn in between."""
    fact, shared = published_fact(), published_shared()
    with one_announcement():
        pages = [draft_answer(f"cards.{n:05}", live=True).pk for n in range(rows // VERSIONS)]
    version = 0
    while log.head() < rows:
        version += 1
        with one_announcement():
            for number, page in enumerate(KnowledgePage.objects.filter(pk__in=pages)):
                page.elements = json.dumps(elements_of(number, version, shared))
                page.live = (number + version) % 7 != 0
                page.save()
    fact.value = "300"
    fact.save()
    while lane.drain():
        pass


def elements_of(number: int, version: int, shared: Any) -> list[dict[str, Any]]:
    block = f"00000000-0000-4000-8000-{number:012}"
    made = [element(text=f"第{version}版，年费 {{{{ card.fee }}}}。", block=block)]
    if number % 3 == 0:
        made.append(element("note", "北京另收。", regions=["beijing"]))
    if number % 5 == 0:
        made.append(place(shared))
    return made


def stored() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(STORED)
        return list(cursor.fetchall())


def follows_from_the_log() -> int:
    """Documents and marks of all that is live, made from the log alone."""
    marks: dict[tuple[str, str], Any] = {}
    documents: dict[tuple[str, str], Any] = {}
    for row in Publication.objects.filter(kind__in=["publish", "withdraw"]).order_by("seq"):
        answer = (row.key, row.locale)
        found = [Document.from_json(one) for one in row.documents]
        before = marks.get(answer, ())
        marks[answer] = next_marks(before, found, seq=row.seq, at=row.at) if found else ()
        documents[answer] = row.documents
    for row in Live.objects.all():
        answer = (row.key, row.locale)
        assert row.document in documents[answer]
        assert row.marks == [mark.to_json() for mark in marks[answer]]
    assert Live.objects.count() == sum(map(len, documents.values()))
    return Live.objects.count()


def play_again(rows: int, path: Path) -> None:
    fill_log(rows)
    projections.catch_up()
    before = stored()
    live = follows_from_the_log()
    target, manifest = operations.backup(path, now=timezone.now(), step=lambda _: None)
    restored = operations.restore(target, replace=True, step=lambda _: None)
    assert restored.findings.is_well
    after = stored()
    assert len(before) > live and after == before
    projections.rebuild("renditions")
    assert stored() == before
    size = sum(len(row[-1].encode()) for row in before)
    print(
        f"{manifest.head} rows of the log played again twice: {len(before)} renditions, "
        f"{size} bytes, byte-equal; {live} live rows follow from the log"
    )


def test_three_hundred_rows_played_again(tmp_path: Path) -> None:
    play_again(300, tmp_path)


@pytest.mark.long
def test_ten_thousand_rows_played_again(tmp_path: Path) -> None:
    play_again(10_000, tmp_path)
