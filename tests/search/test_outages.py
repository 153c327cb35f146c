"""The search server goes away, refuses, and comes back: nothing is lost, and everybody is told."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import pytest
from django.test import Client

from kb.access import Audience
from kb.publication import log, projections
from kb.search.engine import IndexName, ServerUnreachable, open_engine
from kb.search.engines import elastic_bulk
from tests.library import key_for
from tests.search import library
from tests.search.go_between import GoBetween, until
from tests.search.samples import CHINESE, head, keys, put
from tests.servers import opensearch, private

PUBLISHED, AWAY_SECONDS, LAG_SECONDS = 20, 3.0, 30.0
PUBLISHED_LONG, AWAY_SECONDS_LONG = 300, 60.0
# What a reader by key may wait while the server is away, in 19 cases of 20: well below the two
# seconds that a search waits for a server, and enough on a machine that is busy with other things.
READ_SECONDS_LONG = 1.0


@pytest.fixture
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_bulk, "FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def api(no_rate_limit: None) -> Callable[[str], int]:
    """Reads by key, over the API; the status of each read."""
    client, headers = Client(SERVER_NAME="localhost"), key_for("web")

    def read(key: str) -> int:
        return client.get(f"/api/v1/answers/{key}", headers=headers).status_code

    return read


def indexed(text: str, url: str) -> set[str]:
    index = IndexName(CHINESE, Audience.PUBLIC)
    return set(keys(open_engine(url), text, index=index, limit=1_000))


@dataclass
class Outage:
    """What was done while the server was away, and how long each thing took."""

    published: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    degraded: int = 0

    def publish_and_read(self, number: int, *, cards: Any, api: Callable[[str], int]) -> None:
        began = time.monotonic()
        library.publish(cards, f"a{number}", f"编号{number}问题")
        self.published.append(time.monotonic() - began)
        began = time.monotonic()
        self.statuses.append(api(f"a{number}"))
        self.read.append(time.monotonic() - began)
        projections.catch_up()
        page = library.search(f"编号{number}问题")
        self.degraded += page.degraded and f"a{number}" in {one.key for one in page.results}

    def __str__(self) -> str:
        return (
            f"{len(self.published)} published ({_said(self.published)}), {len(self.statuses)} read "
            f"by key over the API ({_said(self.read)}), {self.degraded} found and marked"
        )


def _said(took: list[float]) -> str:
    return f"p95 {usual(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms"


def usual(took: list[float]) -> float:
    return quantiles(took, n=20)[-1]


def publish_through(
    going: Any, coming: Any, *, count: int, seconds: float, api: Callable[[str], int], url: str
) -> Outage:
    """Publishes so many, the server away for so long in the middle; then waits for the index."""
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "first", "第一个问题")
    until(library.catches_up, within=LAG_SECONDS)
    assert {r.key for r in library.search("第一个").results} == {"first"}
    going()
    outage, started = Outage(), time.monotonic()
    for number in range(count):
        outage.publish_and_read(number, cards=cards, api=api)
        time.sleep(max(0.0, started + seconds * (number + 1) / count - time.monotonic()))
    assert outage.statuses == [200] * count and outage.degraded == count
    with pytest.raises(ServerUnreachable):
        projections.lag("search")
    coming()
    waited = until(library.catches_up, within=LAG_SECONDS)
    expected = {"first"} | {f"a{number}" for number in range(count)}
    assert indexed("问题", url) == expected
    print(f"{outage}, 0 lost, lag 0 after {waited:.1f} s")
    return outage


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fallback")
def test_publishing_and_reading_go_on_and_search_says_so(
    between: GoBetween, settings: Any, api: Callable[[str], int]
) -> None:
    times = {"count": PUBLISHED, "seconds": AWAY_SECONDS}
    publish_through(between.go, between.come, api=api, url=settings.SEARCH_URL, **times)
    until(lambda: not library.search("编号1问题").degraded, within=LAG_SECONDS)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("fallback")
def test_the_server_is_killed_and_comes_back_after_a_minute(
    settings: Any, api: Callable[[str], int]
) -> None:
    if opensearch.find() is None:
        pytest.skip(opensearch.WHAT_TO_DO)
    times = {"count": PUBLISHED_LONG, "seconds": AWAY_SECONDS_LONG}
    with private.directory("opensearch", below=opensearch.fast_place()) as place:
        port = private.free_port()
        with ExitStack() as server:

            def come() -> None:
                server.enter_context(opensearch.running(port=port, place=place))

            come()
            settings.SEARCH_URL = f"opensearch://{private.HOST}:{port}/granule-test-killed"
            outage = publish_through(server.close, come, api=api, url=settings.SEARCH_URL, **times)
    assert usual(outage.read) <= READ_SECONDS_LONG


@pytest.mark.django_db
def test_without_a_fallback_search_says_what_is_the_matter(between: GoBetween) -> None:
    cards = library.topic("cards", "银行卡")
    library.publish(cards, "loss", "银行卡丢了怎么办")
    library.catch_up()
    between.go()
    with pytest.raises(ServerUnreachable):
        library.search("银行卡")
    with pytest.raises(ServerUnreachable):
        library.catch_up()
    between.come()
    assert {result.key for result in library.search("银行卡").results} == {"loss"}
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
