"""Finding answers: searching, completing, and asking for an answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from channels.renditions.bodies import parked_body
from channels.renditions.models import Rendition
from kb.publication import projections
from kb.search.engine import open_engine
from tests.api.conftest import API, INSIDE, LOST, NEW, PERSON, QUESTION, Published, add, new_answer
from tests.library import block
from tests.servers import private


def search(client: Client, q: str, **parameters: Any) -> Any:
    return client.get(f"{API}/search", {"q": q} | parameters)


def ask(client: Client, text: str, **more: Any) -> Any:
    body = json.dumps({"text": text} | more)
    return client.post(f"{API}/answers", body, content_type="application/json")


def test_what_is_asked_for_comes_first(web: Client, published: Published) -> None:
    answer = search(web, "银行卡丢了")
    content = answer.json()
    first = content["results"][0]

    assert answer.status_code == 200
    assert list(content) == ["results", "next", "took_ms", "degraded"]
    assert list(first) == ["key", "locale", "question", "snippet", "element", "url"]
    assert (first["key"], first["locale"], first["question"]) == (LOST, "zh-Hans", QUESTION)
    assert first["element"] in {published.element("main"), published.element("steps")}
    assert content["next"] is None
    assert content["took_ms"] > 0


def test_the_url_of_a_result_gives_the_answer(web: Client, settings: Any) -> None:
    url = search(web, "银行卡丢了").json()["results"][0]["url"]
    assert url.startswith(settings.PUBLIC_URL)
    assert web.get(url.removeprefix(settings.PUBLIC_URL)).json()["key"] == LOST


def test_other_wordings_find_it_too(web: Client) -> None:
    assert search(web, "卡被偷了").json()["results"][0]["key"] == LOST


def test_agents_find_what_customers_do_not(web: Client, caller: Callable[..., Client]) -> None:
    agent = caller("agent_desk", audience="agent")
    assert INSIDE in [one["key"] for one in search(agent, "核实身份").json()["results"]]
    assert INSIDE not in [one["key"] for one in search(web, "核实身份").json()["results"]]


def test_only_one_topic(web: Client) -> None:
    keys = [one["key"] for one in search(web, "怎么办", topic="loans").json()["results"]]
    assert keys == [PERSON]


@pytest.fixture
def many(published: Published) -> None:
    cards = published.topics["cards"]
    texts = [(f"cards.many-{n}", f"挂失第{n}种卡要多久？") for n in range(7)]
    add([new_answer(cards, key, text, block("answer", "马上生效。")) for key, text in texts])


def test_pages_hold_everything_once(web: Client, many: None) -> None:
    whole = [one["key"] for one in search(web, "挂失", limit=50).json()["results"]]
    paged: list[str] = []
    cursor = ""
    while True:
        page = search(web, "挂失", limit=3, **({"cursor": cursor} if cursor else {})).json()
        paged += [one["key"] for one in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["results"]) == 3
    assert len(whole) == 8
    assert paged == whole


def test_a_cursor_is_good_for_its_own_question_and_key_only(
    web: Client, many: None, caller: Callable[..., Client]
) -> None:
    cursor = search(web, "挂失", limit=3).json()["next"]
    assert search(web, "挂失", limit=2, cursor=cursor).status_code == 200
    for answer in (
        search(web, "挂失多久", limit=3, cursor=cursor),
        search(web, "挂失", limit=3, cursor=cursor, topic="cards"),
        search(web, "挂失", limit=3, cursor=cursor[:-1]),
        search(web, "挂失", limit=3, cursor="3"),
        search(web, "挂失", limit=3, cursor="x" * 5000),
        search(caller("web"), "挂失", limit=3, cursor=cursor),
    ):
        assert answer.status_code == 400
        assert answer.json()["code"] == "bad-cursor"


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": " \t"}, "q"),
        ({"q": "卡" * 2001}, "q"),
        ({"q": "x" * 1024 * 1024}, "q"),
        ({"q": "卡", "limit": "1000000000"}, "limit"),
        ({"q": "卡", "limit": "0"}, "limit"),
        ({"q": "卡", "limit": "-1"}, "limit"),
        ({"q": "卡", "limit": "ten"}, "limit"),
        ({"q": "卡", "limit": "٣"}, "limit"),
        ({"q": "卡", "limit": "9" * 5000}, "limit"),
        ({"q": "卡", "topic": "nowhere"}, "topic"),
        ({"q": "卡", "topics": "cards"}, "topics"),
    ],
)
def test_bad_parameters_are_named(web: Client, parameters: dict[str, str], parameter: str) -> None:
    answer = web.get(f"{API}/search", parameters)
    assert answer.status_code == 400
    content = answer.json()
    assert content["code"] == "bad-parameter"
    assert [fault["parameter"] for fault in content["errors"]] == [parameter]


def test_the_largest_page_is_said(web: Client) -> None:
    answer = search(web, "卡", limit=10**9)
    assert "50" in answer.json()["errors"][0]["detail"]


def test_a_hidden_topic_is_as_unknown_as_one_that_is_not(
    published: Published, caller: Callable[..., Client]
) -> None:
    cards = caller("web", topics=["cards"])
    hidden, absent = (search(cards, "卡", topic=topic).json() for topic in ("loans", "nowhere"))
    assert hidden == absent
    assert hidden["code"] == "bad-parameter"


def test_search_that_is_down_says_so_and_reading_goes_on(
    web: Client, settings: Any, tmp_path: Any
) -> None:
    settings.SEARCH_URL = f"tantivy://{tmp_path}/nothing-here"
    open_engine.cache_clear()
    for answer in (search(web, "卡"), web.get(f"{API}/suggest", {"q": "卡"}), ask(web, "卡丢了")):
        assert answer.status_code == 503
        assert answer.json()["code"] == "search-unavailable"
        assert answer["Retry-After"]
    assert web.get(f"{API}/answers/{LOST}").status_code == 200


def test_completions(web: Client, caller: Callable[..., Client]) -> None:
    found = web.get(f"{API}/suggest", {"q": "银行卡丢"}).json()["suggestions"]
    assert {"text": QUESTION, "key": LOST} in found
    topics = web.get(f"{API}/suggest", {"q": "贷款"}).json()["suggestions"]
    assert {"text": "贷款", "topic": "loans"} in topics
    assert web.get(f"{API}/suggest", {"q": "坐席怎么"}).json()["suggestions"] == []


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


def test_a_locale_the_key_does_not_have(web: Client) -> None:
    assert ask(web, "卡", locale="fr").json()["code"] == "unknown-locale"


def test_what_is_published_next_is_found_next(web: Client, published: Published) -> None:
    cards = published.topics["cards"]
    assert search(web, "金卡年费").json()["results"] == []
    add([new_answer(cards, "cards.gold", "金卡年费多少？", block("answer", "每年一百元。"))])
    projections.catch_up()
    assert search(web, "金卡年费").json()["results"][0]["key"] == "cards.gold"
    assert NEW not in [one["key"] for one in search(web, "金卡年费").json()["results"]]


def test_answers_of_the_reserve_index_say_so(web: Client, settings: Any) -> None:
    settings.SEARCH_FALLBACK_URL = settings.SEARCH_URL
    settings.SEARCH_URL = f"opensearch://127.0.0.1:{private.free_port()}/none"
    found, decided = search(web, "银行卡丢了").json(), ask(web, QUESTION).json()
    assert found["degraded"] is decided["degraded"] is True
    assert found["results"][0]["key"] == decided["answer"]["key"] == LOST
    settings.SEARCH_FALLBACK_URL = ""
    assert search(web, "银行卡丢了").status_code == 503
    assert web.get(f"{API}/answers/{LOST}").status_code == 200
