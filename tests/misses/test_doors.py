"""Every door tells what was asked there and what came of it, once, and is none the slower or the
more fragile for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.feedback.misses import counting
from kb.feedback.misses.calls import Call, Outcome
from kb.publication import projections
from tests import library
from tests.library import block

FEE, UNKNOWN = "补卡多少钱？", "纪念币几点开售"
DOORS = ("search", "answers", "desk", "help")


@pytest.fixture
def bank(db: None) -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "补一张卡收15元。"))
    library.publish_answer(
        cards,
        "cards.estate",
        "亲人去世存款怎么取？",
        block("answer", "请到网点。", person_only=True),
    )
    projections.catch_up()
    return cards


@pytest.fixture
def api(bank: Any) -> dict[str, str]:
    return library.key_for("wechat", audience="customer", rate_per_minute=100_000)


@pytest.fixture
def desk(bank: Any) -> Client:
    client = Client()
    client.force_login(library.staff("agent-7", "Agents"))
    return client


def counted() -> list[Call]:
    """What waits to be written, oldest first."""
    calls = list(counting._waiting.calls)
    counting.forget()
    return calls


def ask(door: str, text: str, *, client: Client, desk: Client, api: dict[str, str]) -> Any:
    if door == "search":
        return client.get("/api/v1/search", {"q": text}, headers=api)
    if door == "answers":
        body = {"text": text}
        return client.post("/api/v1/answers", body, content_type="application/json", headers=api)
    if door == "desk":
        return desk.get("/desk/results/", {"q": text}, headers={"HX-Request": "true"})
    return client.get("/help/zh-Hans/search/", {"q": text})


def outcomes(door: str, text: str, **clients: Any) -> list[str]:
    ask(door, text, **clients)
    return [call.outcome.value for call in counted()]


@pytest.mark.parametrize(
    ("door", "found", "nothing", "channel", "audience"),
    [
        ("search", "found", "nothing", "wechat", 1),
        ("answers", "answered", "nothing", "wechat", 1),
        ("desk", "found", "nothing", "agent_desk", 2),
        ("help", "found", "nothing", "web", 0),
    ],
)
def test_each_door_counts_with_its_channel_and_audience(
    client: Client, desk: Client, api: Any, door: str, found: str, nothing: str, channel: str,
    audience: int,
) -> None:  # fmt: skip
    clients = {"client": client, "desk": desk, "api": api}
    ask(door, FEE, **clients)
    ask(door, UNKNOWN, **clients)
    calls = counted()
    assert [call.outcome.value for call in calls] == [found, nothing]
    assert {(call.channel, call.audience, call.locale) for call in calls} == {
        (channel, audience, "zh-Hans")
    }


def test_who_wants_a_person_or_must_have_one_misses_no_knowledge(
    client: Client, desk: Client, api: Any
) -> None:
    clients = {"client": client, "desk": desk, "api": api}
    assert outcomes("answers", "转人工", **clients) == ["to_person"]
    assert outcomes("answers", "亲人去世存款怎么取？", **clients) == ["to_person"]


def test_completions_and_further_pages_are_no_questions(client: Client, api: Any) -> None:
    client.get("/api/v1/suggest", {"q": "补"}, headers=api)
    assert counted() == []
    first = client.get("/api/v1/search", {"q": "怎么", "limit": 1}, headers=api).json()
    if first["next"]:
        client.get(
            "/api/v1/search", {"q": "怎么", "limit": 1, "cursor": first["next"]}, headers=api
        )
    assert len(counted()) == 1


def test_what_is_refused_is_no_question(client: Client, desk: Client, api: Any) -> None:
    for door in DOORS:
        for text in ("", " ", "长" * 2001):
            ask(door, text, client=client, desk=desk, api=api)
    assert counted() == []


def test_an_answer_opened_from_a_search_is_told(client: Client, desk: Client) -> None:
    desk.get("/desk/answers/cards.fee/", {"q": FEE}, headers={"HX-Request": "true"})
    referer = "http://testserver/help/zh-Hans/search/?q=%E8%A1%A5%E5%8D%A1"
    client.get("/help/zh-Hans/answers/cards.fee/", headers={"Referer": referer})
    told = [(c.outcome, c.channel, c.text) for c in counted()]
    assert told == [(Outcome.OPENED, "agent_desk", FEE), (Outcome.OPENED, "web", "补卡")]


@pytest.mark.parametrize(
    "referer", ["", "http://[", "http://elsewhere/help/zh-Hans/search/?q=a", "http://testserver/",
                "http://testserver/help/zh-Hans/search/", "\x00"],
)  # fmt: skip
def test_other_ways_to_an_answer_are_no_clicks(client: Client, bank: Any, referer: str) -> None:
    reply = client.get("/help/zh-Hans/answers/cards.fee/", headers={"Referer": referer})
    assert reply.status_code == 200 and counted() == []


def test_verdicts_are_counted_without_words(client: Client, api: Any) -> None:
    for verdict in ("helpful", "wrong"):
        body = {"key": "cards.fee", "verdict": verdict, "comment": "说说"}
        client.post("/api/v1/feedback", body, content_type="application/json", headers=api)
    assert [(c.outcome.value, c.text) for c in counted()] == [("helpful", ""), ("unhelpful", "")]


def test_a_seat_tells_sessions_apart_and_names_nobody(desk: Client, client: Client) -> None:
    other = Client()
    other.force_login(library.staff("agent-8", "Agents"))
    for agent in (desk, desk, other):
        agent.get("/desk/results/", {"q": FEE}, headers={"HX-Request": "true"})
    seats = [call.seat for call in counted()]
    assert Counter(seats).most_common() == [(seats[0], 2), (seats[2], 1)]
    session = desk.cookies["sessionid"].value
    assert all(session not in seat and "agent" not in seat for seat in seats)


def least_queries(door: str, **clients: Any) -> int:
    """Of three: what is kept for a while may run out in between, and is read again."""
    numbers = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            ask(door, UNKNOWN, **clients)
        numbers.append(len(queries))
    return min(numbers)


@pytest.mark.parametrize("door", DOORS)
def test_counting_asks_the_database_nothing_and_fails_no_reader(
    client: Client, desk: Client, api: Any, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = {"client": client, "desk": desk, "api": api}
    usual = ask(door, UNKNOWN, **clients)
    with_it = least_queries(door, **clients)
    with monkeypatch.context() as patch:
        patch.setattr(counting, "count", lambda call: None)
        without = least_queries(door, **clients)
    assert with_it == without
    monkeypatch.setattr(counting, "MOST_WAITING", 0)
    assert ask(door, UNKNOWN, **clients).status_code == usual.status_code
