"""A campaign ends at midnight. Nobody has to press anything, and nobody says it at 00:00:01."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests import library
from tests.library import block

MIDNIGHT = datetime(2127, 1, 1, tzinfo=UTC)
BLINK = timedelta(microseconds=1)
SetClock = Callable[[datetime], None]
URL = "/api/v1/answers/cards.gift"


@pytest.fixture
def answer(cards: Any) -> Any:
    return library.publish_answer(
        cards, "cards.gift", "办卡有礼物吗？",
        block("answer", "新办信用卡免首年年费。", slot="main"),
        block("note", "年底前办卡送水杯。", slot="gift", valid_to=MIDNIGHT),
    )  # fmt: skip


def test_the_gift_is_gone_at_midnight_on_every_channel(
    client: Client, keys: Any, answer: Any, set_clock: SetClock
) -> None:
    for code, key in keys.items():
        set_clock(MIDNIGHT - BLINK)
        assert "水杯" in client.get(URL, headers=key).json()["text"], code
        set_clock(MIDNIGHT)
        assert "水杯" not in client.get(URL, headers=key).json()["text"], code


class Subscriber:
    """Keeps a copy and obeys `valid_until`; after the last fetch its line is dead."""

    def __init__(self) -> None:
        self.copy: dict[str, Any] = {}

    def fetch(self, client: Client, key: dict[str, str]) -> None:
        self.copy = client.get(URL, headers=key).json()

    def text_at(self, moment: datetime) -> str | None:
        until = self.copy["valid_until"]
        return None if until and moment >= datetime.fromisoformat(until) else self.copy["text"]


def test_a_subscriber_who_has_stopped_fetching_says_it_no_more(
    client: Client, keys: Any, answer: Any, set_clock: SetClock
) -> None:
    subscriber = Subscriber()
    set_clock(MIDNIGHT - timedelta(hours=3))
    subscriber.fetch(client, keys["wechat"])

    assert "水杯" in (subscriber.text_at(MIDNIGHT - BLINK) or "")
    assert subscriber.text_at(MIDNIGHT) is None


def test_the_feed_tells_of_the_edge_though_nothing_ran(
    client: Client, keys: Any, answer: Any, set_clock: SetClock, stopped_projections: None
) -> None:
    set_clock(MIDNIGHT - timedelta(hours=1))
    feed = client.get("/api/v1/changes", headers=keys["sms"]).json()
    set_clock(MIDNIGHT + timedelta(seconds=1))

    later = client.get(f"/api/v1/changes?after={feed['next']}", headers=keys["sms"]).json()

    assert [(c["op"], c["key"]) for c in later["changes"]] == [("upsert", "cards.gift")]
    assert datetime.fromisoformat(later["changes"][0]["at"]) == MIDNIGHT


def test_a_copy_is_never_allowed_to_outlive_the_edge(
    client: Client, keys: Any, answer: Any, set_clock: SetClock
) -> None:
    set_clock(MIDNIGHT - timedelta(seconds=5))
    for key in keys.values():
        caching = client.get(URL, headers=key)["Cache-Control"]
        assert "no-cache" in caching or "no-store" in caching
