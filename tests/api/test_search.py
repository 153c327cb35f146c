"""Finding answers: searching, completing, and asking for an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kb.publication import projections
from kb.search.engine import open_engine
from tests.api.conftest import (
    API,
    INSIDE,
    LOST,
    NEW,
    PERSON,
    QUESTION,
    Published,
    add,
    ask,
    new_answer,
)
from tests.library import block
from tests.servers import private


def search(client: Client, q: str, **parameters: Any) -> Any:
    return client.get(f"{API}/search", {"q": q} | parameters)


def test_what_is_asked_for_comes_first(web: Client, published: Published) -> None:
    answer = search(web, "银行卡丢了")
    content = answer.json()
    first = content["results"][0]

    assert answer.status_code == 200
    assert list(content) == ["results", "next", "took_ms", "degraded"]
    assert list(first) == ["key", "locale", "question", "snippet", "element", "boosts", "url"]
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


def test_a_locale_the_key_does_not_have(web: Client) -> None:
    assert ask(web, "卡", locale="fr").json()["code"] == "unknown-locale"


def test_what_is_published_next_is_found_next(web: Client, published: Published) -> None:
    cards = published.topics["cards"]
    assert search(web, "金卡年费").json()["results"] == []
    add([new_answer(cards, "cards.gold", "金卡年费多少？", block("answer", "每年一百元。"))])
    projections.catch_up()
    assert search(web, "金卡年费").json()["results"][0]["key"] == "cards.gold"
    assert NEW not in [one["key"] for one in search(web, "金卡年费").json()["results"]]


def test_answers_in_the_order_of_words_alone_say_so(web: Client, settings: Any) -> None:
    settings.EMBEDDINGS_URL = f"http://127.0.0.1:{private.free_port()}/v1"
    found = search(web, "怎么办新卡").json()
    assert (found["degraded"], len(found["results"]) > 1) == (True, True)
    # Whether to answer is decided by words in any case.
    assert ask(web, QUESTION).json()["degraded"] is False


def test_answers_of_the_reserve_index_say_so(web: Client, settings: Any) -> None:
    settings.SEARCH_FALLBACK_URL = settings.SEARCH_URL
    settings.SEARCH_URL = f"opensearch://127.0.0.1:{private.free_port()}/none"
    found, decided = search(web, "银行卡丢了").json(), ask(web, QUESTION).json()
    assert found["degraded"] is decided["degraded"] is True
    assert found["results"][0]["key"] == decided["answer"]["key"] == LOST
    settings.SEARCH_FALLBACK_URL = ""
    assert search(web, "银行卡丢了").status_code == 503
    assert web.get(f"{API}/answers/{LOST}").status_code == 200
