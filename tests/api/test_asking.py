"""Asking for an answer: told, asked back, or handed to a person."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from channels.renditions.bodies import parked_body
from channels.renditions.models import Rendition
from tests.api.conftest import API, INSIDE, LOST, PERSON, QUESTION, Published, add, ask, new_answer
from tests.library import block


def test_a_clear_question_is_answered(web: Client) -> None:
    answer = ask(web, QUESTION)
    content = answer.json()
    assert answer.status_code == 200
    assert list(content) == [
        "decision", "confidence", "answer", "options", "next_sentence", "degraded", "trace"
    ]  # fmt: skip
    assert content["decision"] == "answer"
    assert 0.5 < content["confidence"] <= 1
    assert content["answer"] == web.get(f"{API}/answers/{LOST}").json()
    assert content["options"] == []
    assert content["next_sentence"] is None
    assert content["trace"]["considered"][0] == LOST
    assert content["trace"]["reason"] == "clear"


def test_the_answer_is_what_the_channel_says(
    published: Published, caller: Callable[..., Client]
) -> None:
    content = ask(caller("sms"), QUESTION).json()
    assert content["answer"]["channel"] == "sms"
    assert content["answer"]["text"].startswith("【谷雨银行】")


def test_the_trace_says_what_was_compared(web: Client) -> None:
    content = ask(web, "  銀行卡丟了　怎麼辦 ").json()
    assert content["trace"]["normalised"] == "银行卡丢了 怎么办"


def test_an_unclear_question_gets_options(web: Client, many: None) -> None:
    content = ask(web, "挂失一种卡要多久？").json()
    assert content["decision"] == "clarify"
    assert content["answer"] is None
    assert 2 <= len(content["options"]) <= 4
    assert all(option["question"] for option in content["options"])


def test_what_nobody_knows_goes_to_a_person(web: Client) -> None:
    content = ask(web, "zyxwvu qponml").json()
    assert content["decision"] == "handover"
    assert content["answer"] is None
    assert content["options"] == []


def test_what_a_person_must_say_goes_to_a_person(web: Client) -> None:
    content = ask(web, "贷款合同有争议怎么办？").json()
    assert content["decision"] == "handover"
    assert content["answer"] is None
    assert content["trace"]["reason"] == "person_only"


def test_whoever_asks_for_a_person_gets_one(web: Client) -> None:
    assert ask(web, "转人工").json()["trace"]["reason"] == "asked_for_person"


def test_what_the_channel_has_no_words_for_goes_to_a_person(
    published: Published, caller: Callable[..., Client]
) -> None:
    """Its text never fitted a text message, so there is no last good one to send."""
    cards = published.topics["cards"]
    add([new_answer(cards, "cards.table", "境外手续费表在哪里？", block("answer", "见下表。"))])
    stored = Rendition.objects.get(key="cards.table", channel="sms")
    stored.body = parked_body({"parts": []}, stored.body)
    stored.save()
    content = ask(caller("sms"), "境外手续费表在哪里？").json()
    assert content["decision"] == "handover"
    assert content["answer"] is None
    assert content["trace"]["reason"] == "nothing_to_say_here"


def test_a_topic_in_the_context_is_tried_first(web: Client) -> None:
    content = ask(web, "有争议怎么办", context={"topic": "loans", "clarified": 0}).json()
    assert content["trace"]["considered"][0] == PERSON


def test_what_was_offered_is_tried_first_and_opens_nothing(web: Client) -> None:
    content = ask(web, "有争议怎么办", context={"offered": [INSIDE, PERSON]}).json()
    assert content["trace"]["considered"] == [PERSON]
    content = ask(web, "坐席怎么核实身份？", context={"offered": [INSIDE]}).json()
    assert INSIDE not in json.dumps(content)


def test_what_is_known_of_the_customer_narrows_the_answer(
    published: Published, caller: Callable[..., Client]
) -> None:
    web = caller("web", regions=["beijing"])
    for held, is_said in ((None, True), (["beijing"], True), ([], False)):
        context = {} if held is None else {"regions": held}
        content = ask(web, QUESTION, context=context).json()
        assert content["decision"] == "answer"
        assert ("北京的网点" in content["answer"]["text"]) is is_said


@pytest.mark.parametrize("code", ["beijing", "nowhere"])
def test_a_customer_opens_nothing_that_the_key_does_not_hold(web: Client, code: str) -> None:
    answer = ask(web, QUESTION, context={"segments": [], "regions": [code]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/context/regions/0"


def test_nothing_hidden_is_considered(web: Client) -> None:
    content = ask(web, "坐席怎么核实身份？").json()
    assert INSIDE not in json.dumps(content)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": "  "}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": None}, "/text"),
        ({"text": ["卡"]}, "/text"),
        ({"text": "卡" * 2001}, "/text"),
        ({"text": "卡\0"}, "/text"),
        ({"text": "卡", "lang": "en"}, "/lang"),
        ({"text": "卡", "context": "cards"}, "/context"),
        ({"text": "卡", "context": {"topic": 5}}, "/context/topic"),
        ({"text": "卡", "context": {"clarified": "1"}}, "/context/clarified"),
        ({"text": "卡", "context": {"clarified": True}}, "/context/clarified"),
        ({"text": "卡", "context": {"topic": "nowhere"}}, "/context/topic"),
        ({"text": "卡", "context": {"offered": "cards.fee"}}, "/context/offered"),
        ({"text": "卡", "context": {"offered": ["a"] * 5}}, "/context/offered"),
        ({"text": "卡", "context": {"regions": "beijing"}}, "/context/regions"),
        ({"text": "卡", "context": {"products": ["a"] * 21}}, "/context/products"),
        ({"text": "卡", "context": {"a/b~c": 1}}, "/context/a~1b~0c"),
    ],
)
def test_bad_bodies_are_pointed_at(web: Client, body: Any, pointer: str) -> None:
    answer = web.post(f"{API}/answers", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    content = answer.json()
    assert content["code"] == "bad-body"
    assert [fault["pointer"] for fault in content["errors"]] == [pointer]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{", b'{"text": "\xff"}', b'{"text": "\\ud800"}',
             b"[" * 60_000, b'{"text": NaN}', b"{" + b'"text":1' + b"0" * 5000 + b"}"]
)  # fmt: skip
def test_what_is_no_json_object_is_400(web: Client, body: bytes) -> None:
    answer = web.post(f"{API}/answers", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad-body"
