"""Where a reader may not go, no choice leads: not by a word, a number, an order or a search."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.contacts.models import ContactStep
from kb.authoring.models import KnowledgePage
from kb.publication import projections
from tests import library
from tests.guides.conftest import (
    ASKED,
    CUSTOMERS,
    INSIDE,
    LOST,
    REPLACE,
    SECRET_CHOICE,
    SECRET_QUESTION,
    Bank,
)
from tests.library import block, guide, question

API = f"/api/v1/answers/{LOST}"
HELP = f"/help/zh-Hans/answers/{LOST}/"


def read(channel: str, address: str, **wish: Any) -> Any:
    return Client().get(address, headers=library.key_for(channel, **wish))


def guide_in(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.content
    parts = response.json()["parts"]
    return next(part["guide"] for part in parts if part["kind"] == "guide")


def choices_of(found: dict[str, Any]) -> dict[str, list[str]]:
    return {q["id"]: [c["text"] for c in q["choices"]] for q in found["questions"]}


@pytest.mark.parametrize("channel", ["web", "sms", "wechat"])
def test_the_public_is_offered_what_it_may_read_and_told_of_nothing_else(
    cards: Bank, channel: str
) -> None:
    response = read(channel, API)
    assert choices_of(guide_in(response)) == {
        "where": ["境内", "境外", "找到了"],
        "kind": ["普通卡"],
    }
    said = response.content.decode()
    for hidden in (SECRET_CHOICE, SECRET_QUESTION, "白金", "客户卡", INSIDE, CUSTOMERS):
        assert hidden not in said


def test_customers_and_agents_are_offered_more(cards: Bank) -> None:
    customers = choices_of(guide_in(read("web", API, audience="customer")))
    assert customers["kind"] == ["普通卡", "客户卡"]
    assert "secret" not in customers
    agents = choices_of(guide_in(read("agent_desk", API, audience="agent")))
    assert agents["where"] == ["境内", "境外", "找到了", SECRET_CHOICE]
    assert agents["secret"] == ["今年"]


def test_ids_of_choices_tell_no_place(cards: Bank) -> None:
    found = guide_in(read("web", API))
    ids = [choice["id"] for q in found["questions"] for choice in q["choices"]]
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in ids)
    assert len(set(ids)) == len(ids)


def test_hidden_choices_are_found_by_no_search(cards: Bank) -> None:
    projections.catch_up()
    for text in (SECRET_CHOICE, SECRET_QUESTION, "白金卡", "客户卡"):
        found = read("web", f"/api/v1/search?q={text}").content.decode()
        assert "白金" not in found
        assert "客户卡" not in found
    hits = read("web", f"/api/v1/search?q={SECRET_QUESTION}").json()["results"]
    assert [one["key"] for one in hits] == []


def test_a_base_without_the_hidden_answer_looks_the_same(cards: Bank) -> None:
    before = read("web", API).json()
    page = KnowledgePage.objects.get(key=INSIDE)
    page.unpublish()
    after = read("web", API).json()
    assert after == before


def test_a_goal_that_is_withdrawn_is_gone_on_the_very_next_read(cards: Bank) -> None:
    assert "普通卡" in str(guide_in(read("web", API)))
    KnowledgePage.objects.get(key=REPLACE).unpublish()
    now = choices_of(guide_in(read("web", API)))
    assert now == {"where": ["境外", "找到了"]}
    page = Client().get(HELP).content.decode()
    assert "境内" not in page
    assert "境外" in page


def test_it_may_be_kept_no_longer_than_where_it_leads(cards: Bank) -> None:
    assert read("web", API).json()["valid_until"] is None
    end = timezone.now() + timedelta(hours=3)
    library.rewrite(
        cards.pages[REPLACE],
        block("answer", "到网点补卡。"),
        block("note", "活动期内免费。", valid_to=end),
    )
    told = read("web", API).json()["valid_until"]
    assert told is not None
    assert told[:16] == end.isoformat()[:16]


def test_an_element_is_led_to_only_by_who_sees_it(cards: Bank) -> None:
    library.rewrite(
        cards.pages[LOST],
        block("answer", "先挂失。", slot="main"),
        block("note", "专席电话。", slot="how", audience="agent"),
        guide(question("where", "在哪里？", {"境内": "person", "专席": "element:how"})),
    )
    assert choices_of(guide_in(read("web", API))) == {"where": ["境内"]}
    inside = choices_of(guide_in(read("agent_desk", API, audience="agent")))
    assert inside == {"where": ["境内", "专席"]}


def test_where_nothing_is_left_a_person_takes_over_and_it_is_said(cards: Bank) -> None:
    library.rewrite(
        cards.pages[LOST],
        block("answer", "先挂失。", slot="main"),
        guide(question("where", SECRET_QUESTION, {SECRET_CHOICE: f"answer:{INSIDE}"})),
    )
    response = read("web", API)
    assert guide_in(response) == {"questions": []}
    said = response.content.decode()
    assert "人工" in said
    assert SECRET_QUESTION not in said
    page = Client().get(HELP).content.decode()
    assert "人工" in page
    assert SECRET_QUESTION not in page
    step = read("web", f"{API}/guides/{cards.guide}").json()
    assert (step["question"], step["end"]) == (None, {"type": "person"})


def test_a_program_walks_step_by_step_in_its_channels_words(cards: Bank) -> None:
    address = f"{API}/guides/{cards.guide}"
    first = read("sms", address).json()
    assert first["text"] == "卡是在哪里丢的？ 1.境内 2.境外 3.找到了"
    assert first["walk"] == ""
    inside = first["question"]["choices"][0]["id"]
    second = read("sms", f"{address}?walk={inside}").json()
    assert second["trail"] == [{"question": "卡是在哪里丢的？", "choice": "境内", "walk": ""}]
    assert second["question"]["id"] == "kind"
    goal = second["question"]["choices"][0]
    assert goal["goal"] == {"type": "answer", "value": REPLACE, "title": "怎么补卡？"}
    end = read("sms", f"{address}?walk={inside}.{goal['id']}").json()
    assert (end["question"], end["text"]) == (None, "怎么补卡？")
    element = first["question"]["choices"][2]["id"]
    assert "在手机银行点挂失。" in read("sms", f"{address}?walk={element}").json()["text"]


def test_a_step_that_is_not_offered_is_as_unknown_as_one_that_is_not_there(cards: Bank) -> None:
    address = f"{API}/guides/{cards.guide}"
    inside = guide_in(read("agent_desk", API, audience="agent"))
    hidden = next(c["id"] for c in inside["questions"][0]["choices"] if c["text"] == SECRET_CHOICE)
    answers = [read("web", f"{address}?walk={walk}") for walk in (hidden, "0a0b0c0d")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json() | {"instance": answers[0].json()["instance"]}
    assert read("web", f"{address}?walk=../x").status_code == 400
    other = library.element_id(cards.pages[LOST], "main")
    assert read("web", f"{API}/guides/{other}").status_code == 404


def test_help_pages_go_from_link_to_link(cards: Bank) -> None:
    """Without a script: every step is an address."""
    client = Client()
    page = client.get(HELP).content.decode()
    assert "卡是在哪里丢的？" in page
    second = client.get(_link(page, "境内")).content.decode()
    assert "是哪种卡？" in second
    assert "境内" in second  # what was said stays
    end = client.get(_link(second, "普通卡"))
    told = end.content.decode()
    assert end.status_code == 200
    assert "到网点补卡。" in told
    for kept in (ASKED, "境内", "普通卡"):
        assert kept in told
    assert "普通卡" not in client.get(_link(second, "返回上一问")).content.decode()


def test_a_way_that_is_gone_begins_where_it_holds(cards: Bank) -> None:
    page = Client().get(f"{HELP}?walk={LOST}:0a0b0c0d").content.decode()
    assert "卡是在哪里丢的？" in page
    hidden = guide_in(read("agent_desk", API, audience="agent"))["questions"][0]["choices"][3]["id"]
    other = Client().get(f"{HELP}?walk={LOST}:{hidden}").content.decode()
    assert other == page


def _link(page: str, text: str) -> str:
    found = re.search(rf'<a href="([^"]+)"[^>]*>{text}<', page)
    assert found, text
    return found[1].replace("&amp;", "&").partition("#")[0]


def test_the_desk_shows_the_next_question_and_notes_the_step(desk: Client, cards: Bank) -> None:
    page = desk.get(f"/desk/answers/{LOST}/").content.decode()
    link = re.search(r'data-choice="1"[^>]* hx-get="([^"]+)"', page)
    assert link
    step = desk.get(link[1].replace("&amp;", "&"))
    assert step.status_code == 200
    assert "是哪种卡？" in step.content.decode()
    noted = ContactStep.objects.filter(kind="opened", element=cards.guide)
    assert [one.key for one in noted] == [LOST]


def test_a_guide_that_is_gone_is_said_in_its_place(desk: Client, cards: Bank) -> None:
    address = f"/desk/answers/{LOST}/guides/{cards.guide}/?locale=zh-Hans"
    assert desk.get(address).status_code == 200
    library.rewrite(cards.pages[LOST], block("answer", "先挂失。", slot="main"))
    gone = desk.get(address)
    assert gone.status_code == 404
    assert "没有了" in gone.content.decode()


def test_an_answer_without_guides_costs_nothing_more(cards: Bank) -> None:
    headers = library.key_for("web")
    for key in (REPLACE, LOST):
        Client().get(f"/api/v1/answers/{key}", headers=headers)
    plain, guided = (_queries(f"/api/v1/answers/{key}", headers) for key in (REPLACE, LOST))
    assert guided - plain <= 4
    many = {f"去{n}": f"answer:{REPLACE}" for n in range(9)}
    library.rewrite(
        cards.pages[LOST],
        block("answer", "先挂失。", slot="main"),
        guide(question("a", "甲？", many | {"去8": "question:b"}), question("b", "乙？", many)),
    )
    Client().get(API, headers=headers)
    assert _queries(API, headers) == guided


def _queries(address: str, headers: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(address, headers=headers).status_code == 200
    return len(seen)
