"""Which doors count an answer as asked for, and which do not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.feedback.misses import answered, counting
from kb.publication import projections
from tests import library
from tests.library import block

FEE = "补卡多少钱？"
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def bank(db: None) -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "补一张卡收15元。"))
    projections.catch_up()
    return cards


@pytest.fixture
def api() -> dict[str, str]:
    return library.key_for("wechat", audience="customer")


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(library.staff("agent-7", "Agents"))
    return client


def counted() -> dict[tuple[str, str, str, int], int]:
    """What waits to be written."""
    found = {(a.name, a.locale, a.channel, a.audience): n for a, n in answered._asked.items()}
    counting.forget()
    return found


def ask(client: Client, api: dict[str, str], **more: Any) -> Any:
    body = {"text": FEE} | more
    return client.post("/api/v1/answers", body, content_type="application/json", headers=api)


def test_a_page_of_the_help_centre_however_it_was_found(client: Client) -> None:
    client.get("/help/zh-Hans/answers/cards.fee/")
    client.get("/help/zh-Hans/answers/cards.fee/", headers={"Referer": "https://elsewhere.test/"})
    assert counted() == {("cards.fee", "zh-Hans", "web", 0): 2}


def test_an_answer_that_is_not_there_is_not_counted(client: Client, api: Any) -> None:
    client.get("/help/zh-Hans/answers/cards.none/")
    client.get("/api/v1/answers/cards.none", headers=api)
    ask(client, api, text="纪念币几点开售")
    assert counted() == {}


def test_the_desk_counts_once_a_contact(desk: Client) -> None:
    for _ in range(3):
        desk.get("/desk/answers/cards.fee/", headers=PART)
    assert counted() == {("cards.fee", "zh-Hans", "agent_desk", 2): 1}
    assert desk.post("/desk/contacts/next/").status_code < 400
    desk.get("/desk/answers/cards.fee/", headers=PART)
    assert counted() == {("cards.fee", "zh-Hans", "agent_desk", 2): 1}


@pytest.mark.parametrize("way", ["news", "reading"])
def test_what_is_read_to_learn_is_asked_by_nobody(desk: Client, way: str) -> None:
    desk.get(f"/desk/answers/cards.fee/?{way}=1", headers=PART)
    assert counted() == {}


def test_a_question_that_is_answered_by_the_api(client: Client, api: Any) -> None:
    assert ask(client, api).json()["decision"] == "answer"
    assert counted() == {("cards.fee", "zh-Hans", "wechat", 1): 1}
    # “Thank you, that was it.”
    ask(client, api, context={"solved": True})
    assert counted() == {}


def test_a_read_by_key_but_not_the_question_whether_a_copy_holds(client: Client, api: Any) -> None:
    first = client.get("/api/v1/answers/cards.fee", headers=api)
    assert counted() == {("cards.fee", "zh-Hans", "wechat", 1): 1}
    headers = api | {"If-None-Match": first["ETag"]}
    assert client.get("/api/v1/answers/cards.fee", headers=headers).status_code == 304
    assert counted() == {}


def test_lists_and_completions_are_no_answers(client: Client, desk: Client, api: Any) -> None:
    client.get("/api/v1/search", {"q": FEE}, headers=api)
    client.get("/api/v1/suggest", {"q": "补"}, headers=api)
    client.get("/help/zh-Hans/search/", {"q": FEE})
    desk.get("/desk/results/", {"q": FEE}, headers=PART)
    assert counted() == {}


def test_a_thousand_reads_are_one_row(client: Client) -> None:
    for _ in range(50):
        client.get("/help/zh-Hans/answers/cards.fee/")
    assert len(answered._asked) == 1
    assert counting.flush() and not answered.is_waiting()


def test_too_many_different_ones_are_let_go(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(answered, "MOST_WAITING", 0)
    assert client.get("/help/zh-Hans/answers/cards.fee/").status_code == 200
    assert counted() == {}
