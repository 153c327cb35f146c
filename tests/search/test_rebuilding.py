"""An index that is built anew while people ask and editors publish: nobody sees half of it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kb.publication import projections
from kb.search.engine import ENGINES, Change, RebuildRefused, SearchEngine, open_engine
from kb.search.engines import elastic
from tests.search import library
from tests.search.engines import empty_index
from tests.search.go_between import until
from tests.search.samples import CHINESE, head, keys, put

ANSWERS = 60
QUERIES, PUBLISHED = 200, 20
QUERIES_LONG, PUBLISHED_LONG = 2_000, 200


@pytest.fixture(params=sorted(ENGINES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_index(request.param, directory=tmp_path) as made:
        yield made


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on a busy machine may take its time; what is tried here is the switch."""
    monkeypatch.setattr(elastic, "SEARCH_SECONDS", 60.0)


class Asking(threading.Thread):
    """Asks the same again and again, and keeps each different answer."""

    def __init__(self, engine: SearchEngine) -> None:
        super().__init__(daemon=True)
        self.engine = engine
        self.asked, self.seen = 0, set[frozenset[str]]()
        self.failed: list[Exception] = []
        self.may_end = False

    def run(self) -> None:
        while not self.may_end:
            try:
                found = keys(self.engine, "挂失", limit=1_000)
                self.seen.add(frozenset(found))
            except Exception as error:
                self.failed.append(error)
            self.asked += 1


def asked_by(several: list[Asking]) -> int:
    return sum(one.asked for one in several)


def seen_by(several: list[Asking]) -> set[frozenset[str]]:
    return set().union(*(one.seen for one in several))


def rebuild_while_asked(url: str, *, queries: int, published: int) -> None:
    """Half of the queries are answered before the switch, while the next index is filled, and
    half after it."""
    engine = open_engine(url)
    put(engine, *(head(f"k{n}", "挂失") for n in range(ANSWERS)))
    old = frozenset(keys(engine, "挂失", limit=1_000))
    asking = [Asking(engine) for _ in range(2)]
    engine.reset()
    for one in asking:
        one.start()
    for start in range(0, ANSWERS, 20):
        put(engine, *(head(f"k{n}", "挂失") for n in range(start, start + 20)))
    for number in range(published):
        put(engine, head(f"new{number}", "挂失"), gone=[f"k{number % ANSWERS}"])
    until(lambda: asked_by(asking) >= queries // 2, within=300)
    before = asked_by(asking)
    assert engine.is_rebuilding and seen_by(asking) == {old}
    engine.finish_rebuild()
    after = asked_by(asking)
    new = frozenset(keys(engine, "挂失", limit=1_000))
    until(lambda: asked_by(asking) >= after + queries // 2, within=300)
    for one in asking:
        one.may_end = True
        one.join(timeout=60)
    assert [one.failed for one in asking] == [[], []]
    assert seen_by(asking) == {old, new} and old != new
    print(
        f"{asked_by(asking)} queries, {before} of them before the switch, while {published} were "
        "published: 0 failed, each saw old or new"
    )


@pytest.mark.usefixtures("patient")
def test_each_query_sees_the_old_index_or_the_new_one(url: str) -> None:
    rebuild_while_asked(url, queries=QUERIES, published=PUBLISHED)


@pytest.mark.long
@pytest.mark.usefixtures("patient")
def test_each_of_many_queries_sees_the_old_index_or_the_new_one(url: str) -> None:
    rebuild_while_asked(url, queries=QUERIES_LONG, published=PUBLISHED_LONG)


@pytest.fixture
def published(url: str, settings: Any, db: None) -> SearchEngine:
    settings.SEARCH_URL = url
    cards = library.topic("cards", "银行卡")
    for key in ("loss", "fee", "limit"):
        library.publish(cards, key, f"银行卡{key}")
    library.catch_up()
    return open_engine(url)


def test_one_difference_and_nobody_is_moved(
    published: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One answer does not get into the new index, however often it is written."""
    write = type(published).write

    def losing(self: SearchEngine, changes: Any, **position: Any) -> None:
        kept = [Change(c.key, c.locale) if c.key == "fee" else c for c in changes]
        write(self, kept, **position)

    monkeypatch.setattr(type(published), "write", losing)
    with pytest.raises(RebuildRefused, match="search-missing"):
        projections.rebuild("search")
    monkeypatch.undo()
    assert sorted(keys(published, "银行卡")) == ["fee", "limit", "loss"]
    assert not published.is_rebuilding and projections.lag("search") == 0
    projections.rebuild("search")
    assert sorted(keys(published, "银行卡")) == ["fee", "limit", "loss"]


def test_what_was_lost_on_the_way_is_written_before_the_switch(published: SearchEngine) -> None:
    search = projections.get("search")
    search.reset()
    search.cursor()
    search.apply(projections.entries_after(0, limit=100))
    seen = published.position()
    published.write([Change("fee", CHINESE)], seen=seen, epoch=seen.epoch, seq=seen.seq)
    assert search.cursor() == seen.seq and not published.is_rebuilding
    assert sorted(keys(published, "银行卡")) == ["fee", "limit", "loss"]
    assert list(search.differences(as_of=timezone.now())) == []
