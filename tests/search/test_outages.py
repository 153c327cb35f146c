"""The search server goes away, refuses, and comes back: nothing is lost, and everybody is told."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest

from kb.access import Audience
from kb.publication import log, projections
from kb.publication.queries import Candidate, authorize
from kb.search import queries
from kb.search.engine import IndexName, IndexUnavailable, ServerUnreachable, open_engine
from kb.search.engines import elastic_bulk
from kb.search.projection import FallbackProjection
from tests.search import library
from tests.search.engines import opensearch_place, removed_afterwards
from tests.search.go_between import GoBetween, standing, until
from tests.search.samples import CHINESE, head, keys, put, reader
from tests.servers import opensearch, private

PUBLISHED, AWAY_SECONDS, LAG_SECONDS = 20, 3.0, 30.0
PUBLISHED_LONG, AWAY_SECONDS_LONG = 300, 60.0


@pytest.fixture
def between(settings: Any) -> Iterator[GoBetween]:
    with standing(opensearch_place()) as one:
        settings.SEARCH_URL = f"opensearch://{one.address}/granule-test-{one.port}"
        with removed_afterwards(settings.SEARCH_URL):
            yield one
            one.come()


@pytest.fixture
def fallback(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `kb.startup` registers it where the setting is made."""
    settings.SEARCH_FALLBACK_URL = f"tantivy://{tmp_path}/fallback"
    monkeypatch.setattr(projections, "_projections", dict(projections._projections))
    projections.register(FallbackProjection())


@pytest.fixture
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_bulk, "FIRST_PAUSE_SECONDS", 0.001)


def search(text: str) -> queries.SearchPage:
    return queries.search(scope=reader(), text=text, locale=CHINESE)


def indexed(text: str, url: str) -> set[str]:
    index = IndexName(CHINESE, Audience.PUBLIC)
    return set(keys(open_engine(url), text, index=index, limit=1_000))


def publish_through(going: Any, coming: Any, *, count: int, seconds: float, settings: Any) -> None:
    """Publishes so many, the server away for so long in the middle; then waits for the index."""
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "first", "第一个问题")
    until(_catches_up, within=LAG_SECONDS)
    assert {r.key for r in search("第一个").results} == {"first"}
    going()
    took: list[float] = []
    started, degraded, read = time.monotonic(), 0, 0
    for number in range(count):
        begun = time.monotonic()
        library.publish(cards, f"a{number}", f"编号{number}问题")
        took.append(time.monotonic() - begun)
        read += len(authorize(scope=reader(), candidates=[Candidate(f"a{number}", CHINESE)]))
        projections.catch_up()
        page = search(f"编号{number}问题")
        degraded += page.degraded and f"a{number}" in {result.key for result in page.results}
        time.sleep(max(0.0, started + seconds * (number + 1) / count - time.monotonic()))
    assert read == degraded == count
    with pytest.raises(ServerUnreachable):
        projections.lag("search")
    coming()
    waited = until(_catches_up, within=LAG_SECONDS)
    expected = {"first"} | {f"a{number}" for number in range(count)}
    assert indexed("问题", settings.SEARCH_URL) == expected
    usual, slowest = quantiles(took, n=20)[-1], max(took)
    print(
        f"{count} published (p95 {usual * 1000:.0f} ms, slowest {slowest * 1000:.0f} ms), {read} "
        f"read by key, {degraded} found and marked, 0 lost, lag 0 after {waited:.1f} s"
    )


def _catches_up() -> bool:
    """As the clock does each second."""
    projections.catch_up()
    try:
        return projections.lag("search") == 0
    except IndexUnavailable:
        return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fallback")
def test_publishing_and_reading_go_on_and_search_says_so(between: GoBetween, settings: Any) -> None:
    publish_through(
        between.go, between.come, count=PUBLISHED, seconds=AWAY_SECONDS, settings=settings
    )
    until(lambda: not search("编号1问题").degraded, within=LAG_SECONDS)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fallback")
def test_the_server_is_killed_and_comes_back_after_a_minute(settings: Any) -> None:
    if opensearch.find() is None:
        pytest.skip(opensearch.WHAT_TO_DO)
    with private.directory("opensearch", below=opensearch.fast_place()) as place:
        port = private.free_port()
        with ExitStack() as server:

            def come() -> None:
                server.enter_context(opensearch.running(port=port, place=place))

            come()
            settings.SEARCH_URL = f"opensearch://{private.HOST}:{port}/granule-test-killed"
            publish_through(
                server.close,
                come,
                count=PUBLISHED_LONG,
                seconds=AWAY_SECONDS_LONG,
                settings=settings,
            )


@pytest.mark.django_db
def test_without_a_fallback_search_says_what_is_the_matter(between: GoBetween) -> None:
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "loss", "银行卡丢了怎么办")
    library.catch_up()
    between.go()
    with pytest.raises(ServerUnreachable):
        search("银行卡")
    with pytest.raises(ServerUnreachable):
        library.catch_up()
    between.come()
    assert {result.key for result in search("银行卡").results} == {"loss"}
    assert projections.lag("search") == 0 and log.head() > 0


@pytest.mark.usefixtures("quick_pauses")
def test_what_a_busy_server_refuses_is_sent_again(between: GoBetween, settings: Any) -> None:
    between.refused = 0.1
    engine = open_engine(settings.SEARCH_URL)
    for batch in range(10):
        put(engine, *(head(f"k{batch}.{n}", f"问题{batch}") for n in range(20)))
    put(engine, gone=[f"k0.{n}" for n in range(20)])
    expected = {f"k{batch}.{n}" for batch in range(1, 10) for n in range(20)}
    assert {one.key for one in engine.held()} == expected
    assert len(keys(engine, "问题", limit=500)) == len(expected)
    assert between.items_refused > 20
    print(
        f"{between.items_refused} documents and {between.requests_refused} requests refused, "
        f"0 of {len(expected)} lost"
    )


@pytest.mark.usefixtures("quick_pauses")
def test_a_server_that_stays_busy_is_not_asked_for_ever(between: GoBetween, settings: Any) -> None:
    engine = open_engine(settings.SEARCH_URL)
    put(engine, head("a", "挂失"))
    before = engine.position()
    between.refused = 1.0
    with pytest.raises(ServerUnreachable):
        put(engine, head("b", "挂失"))
    between.refused = 0.0
    assert engine.position() == before
    put(engine, head("b", "挂失"))
    assert keys(engine, "挂失") == ["a", "b"]


def test_what_was_written_once_comes_late_and_twice_and_changes_nothing(
    between: GoBetween, settings: Any
) -> None:
    """The requests themselves are sent again, in any order, after the answers have gone."""
    engine = open_engine(settings.SEARCH_URL)
    for number in range(50):
        put(engine, head(f"k{number % 25}", f"问题{number}", tier=Audience(number % 3)))
    put(engine, gone=[f"k{number}" for number in range(0, 25, 2)])
    before, position = set(engine.held()), engine.position()
    late = between.written * 2
    between._dice.shuffle(late)
    for request in late:
        status, _said = between.forward("POST", "/_bulk?require_alias=true&refresh=true", request)
        assert status == 200
    assert set(engine.held()) == before and engine.position() == position
    assert {one.key for one in before} == {f"k{number}" for number in range(1, 25, 2)}
    print(f"{len(late)} late writes, 0 changes")
