"""What readers get from search: full pages of what they may see, and nothing about the rest."""

import json
from dataclasses import asdict
from typing import Any

import pytest
from django.utils import translation

from kb.access import Audience
from kb.search import queries
from kb.search.asked import MOST_CHARACTERS, MOST_RESULTS
from kb.search.queries import BadQuery
from tests.search import library
from tests.search.library import AGENT, decide, element
from tests.search.samples import CHINESE, reader

pytestmark = pytest.mark.django_db


def search(text: str, **options: Any) -> queries.SearchPage:
    scope = reader(**options.pop("scope", {}))
    return queries.search(scope=scope, text=text, locale=CHINESE, **options)


def keys(page: queries.SearchPage) -> list[str]:
    return [result.key for result in page.results]


def shown(page: queries.SearchPage) -> str:
    """All that leaves, but for the time it took."""
    return json.dumps(asdict(page) | {"took_ms": 0}, ensure_ascii=False)


def test_a_result_names_the_element_that_says_it(cards: Any) -> None:
    fee = element("fee", "补卡工本费每张十元。")
    library.publish(cards, "loss", "银行卡丢了怎么办", element("answer", "先**挂失**。"), fee)
    library.catch_up()
    (result,) = search("补卡工本费").results
    assert (result.key, result.question, result.topic) == ("loss", "银行卡丢了怎么办", "cards")
    assert result.snippet.text == "补卡工本费每张十元。" and result.snippet.kind == "fee"
    start, end = result.snippet.matches[0]
    assert result.snippet.text[start:end] == "补卡工本费"


def test_scores_stay_in_the_house(cards: Any) -> None:
    library.publish(cards, "loss", "银行卡丢了怎么办")
    library.catch_up()
    assert "score" not in shown(search("银行卡"))


def test_an_internal_note_leaves_no_trace_for_others(cards: Any) -> None:
    texts = [element("answer", "先挂失。"), element("internal_note", "内部核实密语")]
    without = library.publish(cards, "loss", "银行卡丢了怎么办", texts[0])
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    asked = ("内部核实密语", "密语", "银行卡", "核实 年费")
    for_all = {"limit": 1, "scope": {"audience": Audience.CUSTOMER}}
    before = [shown(search(text, **dict(for_all))) for text in asked]
    without.elements = json.dumps(texts)
    without.refresh_from_db()
    without.elements = json.dumps(texts)
    without.save_revision().publish()
    library.catch_up()
    assert [shown(search(text, **dict(for_all))) for text in asked] == before
    assert keys(search("内部核实密语", scope=AGENT)) == ["loss"]


def test_pages_are_full_though_much_of_what_is_found_is_gone(cards: Any) -> None:
    pages = [library.publish(cards, f"k{n:02}", f"挂失问题{n}") for n in range(40)]
    library.catch_up()
    for page in pages[:25]:
        page.refresh_from_db()
        page.unpublish()
    first = search("挂失问题", limit=10)
    assert len(first.results) == 10 and first.cursor
    second = search("挂失问题", limit=10, cursor=first.cursor)
    assert len(second.results) == 5 and second.cursor == ""
    assert sorted(keys(first) + keys(second)) == [f"k{n:02}" for n in range(25, 40)]


def test_a_cursor_counts_only_what_was_shown(cards: Any) -> None:
    for n in range(12):
        library.publish(cards, f"open{n}", f"挂失问题{n}")
        library.publish(
            cards, f"hidden{n}", f"挂失问题{n}", element("answer", "内", audience="agent")
        )
    library.catch_up()
    page = search("挂失问题", limit=5)
    assert page.cursor == "5"
    assert len(search("挂失问题", limit=50).results) == 12
    assert len(search("挂失问题", limit=50, scope=AGENT).results) == 24


def test_topics_narrow(cards: Any) -> None:
    credit = cards.add_child(
        instance=type(cards)(title="信用卡", key="cards.credit", slug="credit", locale=cards.locale)
    )
    library.publish(credit, "fee", "年费多少")
    library.publish(cards, "limit", "限额多少")
    library.catch_up()
    assert keys(search("多少", topic="cards.credit")) == ["fee"]
    assert sorted(keys(search("多少", topic="cards"))) == ["fee", "limit"]
    assert keys(search("多少", topic="nothing")) == []
    only = {"topics": frozenset({"cards.credit"})}
    assert keys(search("多少", scope=only)) == ["fee"]


def test_a_locale_outside_the_scope_is_empty(cards: Any) -> None:
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    english_only = {"locales": frozenset({"en"})}
    page = search("年费", scope=english_only)
    assert page.results == page.nearest == ()


def test_nothing_found_gives_what_is_near_or_new(cards: Any) -> None:
    library.publish(cards, "app", "怎么下载Mobile banking")
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    near = search("bankng")
    assert near.results == () and [r.key for r in near.nearest] == ["app"]
    assert {r.key for r in search("xyzzyx").nearest} == {"app", "fee"}
    assert search("年费").nearest == ()


@pytest.mark.parametrize(
    ("text", "code", "what_to_do"),
    [
        ("", "query_empty", "type a question"),
        (" \n\u3000", "query_empty", "type a question"),
        ("\x00\u200b", "query_empty", "type a question"),
        ("挂" * (MOST_CHARACTERS + 1), "query_too_long", "at most 2000 characters"),
        ("x" * 2**20, "query_too_long", "at most 2000 characters"),
    ],
    ids=["nothing", "blanks", "invisible", "long", "a megabyte"],
)
def test_what_cannot_be_asked_says_what_to_do(text: str, code: str, what_to_do: str) -> None:
    for ask in (search, suggest, decide):
        with translation.override("en"), pytest.raises(BadQuery, match=what_to_do) as refusal:
            ask(text)
        assert refusal.value.code == code


@pytest.mark.parametrize("cursor", ["x", "-1", "0", "1.5", "９", "10" * 10, "' OR 1=1", "\x00"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadQuery) as refusal:
        search("挂失", cursor=cursor)
    assert refusal.value.code == "bad_cursor"


@pytest.mark.parametrize("limit", [0, -1, 51, 10**9])
def test_an_impossible_page_size_is_refused(limit: int) -> None:
    with pytest.raises(BadQuery) as refusal:
        search("挂失", limit=limit)
    assert refusal.value.code == "bad_limit"


def test_paging_ends(cards: Any) -> None:
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    page = search("年费", cursor=str(MOST_RESULTS))
    assert page.results == () and page.cursor == ""


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud800卡", '"AND', "question:*", "?!…", "🏦", "%s %(x)s"]
)
def test_nothing_typed_breaks_it(cards: Any, text: str) -> None:
    library.publish(cards, "fee", "年费多少")
    library.catch_up()
    search(text, topic=text)
    suggest(text)
    decide(text)


def suggest(text: str, **scope: Any) -> tuple[queries.Suggestion, ...]:
    return queries.suggest(scope=reader(**scope), text=text, locale=CHINESE)


def test_completions_come_from_questions_wordings_and_topics(cards: Any) -> None:
    library.publish(cards, "limit", "转账限额是多少", wordings="一天能转多少钱\n转账最多多少")
    library.publish(cards, "free", "手机转账免费吗")
    library.topic("transfers", "转账汇款")
    library.catch_up()
    assert [(s.text, s.key, s.topic) for s in suggest("转账")] == [
        ("转账限额是多少", "limit", ""),
        ("手机转账免费吗", "free", ""),
        ("转账汇款", "", "transfers"),
    ]
    assert [s.text for s in suggest("一天")] == ["一天能转多少钱"]
    assert [s.text for s in suggest("轉帳 限")] == []
    assert [s.text for s in suggest("轉帳限")] == ["转账限额是多少"]
    assert suggest("？") == ()


def test_completions_by_sound_and_first_letters(cards: Any) -> None:
    library.publish(cards, "fee", "信用卡年费多少", wordings="办卡收钱吗")
    library.publish(cards, "inner", "信用卡内部流程", element("answer", "内", audience="agent"))
    library.topic("credit", "信用卡业务")
    library.catch_up()
    for typed in ("xinyongk", "xinyonka", "xyk", "XYK", "xin yong"):
        assert [(s.text, s.topic) for s in suggest(typed)] == [
            ("信用卡年费多少", ""),
            ("信用卡业务", "credit"),
        ], typed
    assert [s.text for s in suggest("banka")] == [s.text for s in suggest("bksq")] == ["办卡收钱吗"]
    assert suggest("neibuliucheng") == suggest("nblc") == ()
    assert [s.key for s in suggest("nblc", **AGENT)] == ["inner"]


def test_completions_show_nothing_hidden(cards: Any) -> None:
    library.publish(cards, "inner", "挂失内部流程", element("answer", "内", audience="agent"))
    gone = library.publish(cards, "gone", "挂失旧流程")
    library.publish(cards, "open", "挂失流程")
    closed = library.topic("closed", "挂失专题")
    library.catch_up()
    gone.refresh_from_db()
    gone.unpublish()
    closed.refresh_from_db()
    closed.unpublish()
    assert [s.text for s in suggest("挂失")] == ["挂失流程"]
    assert {s.key for s in suggest("挂失", **AGENT)} == {"inner", "open"}
    assert suggest("挂失", topics=frozenset({"loans"})) == ()
