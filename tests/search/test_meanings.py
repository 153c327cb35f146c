"""Customers' words and the bank's are one question, and a term tells nobody what is hidden."""

from datetime import UTC, datetime
from typing import Any

import pytest
from wagtail.models import Locale

from kb.authoring.models import Term
from kb.search import queries
from kb.search.meanings import meanings
from tests.search import library
from tests.search.library import element
from tests.search.samples import CHINESE, reader

pytestmark = pytest.mark.django_db
AGENT = {"audience": 2, "channels": frozenset({"agent_desk"})}


@pytest.fixture(autouse=True)
def index(tmp_path: Any, settings: Any) -> None:
    settings.SEARCH_URL = f"tantivy://{tmp_path}/index"


@pytest.fixture
def cards(db: None) -> Any:
    return library.topic("cards", "银行卡")


def term(jargon: str, plain: str, *said: str, live: bool = True, language: str = "zh-hans") -> Term:
    return Term.objects.create(
        key=f"t{Term.objects.count()}",
        jargon=jargon,
        plain=plain,
        customer_words="\n".join(said),
        live=live,
        last_published_at=datetime.now(UTC),
        locale=Locale.objects.get(language_code=language),
    )


def found(text: str, **scope: Any) -> list[str]:
    page = queries.search(scope=reader(**scope), text=text, locale=CHINESE)
    return [result.key for result in page.results]


def test_customers_words_find_the_banks_and_the_other_way_round(cards: Any) -> None:
    library.publish(cards, "interest", "年化利率如何计算")
    library.publish(cards, "loss", "卡片丢了打哪个号码")
    library.catch_up()
    assert found("借钱成本") == found("挂失") == []
    term("年化利率", "一年的利息", "借钱成本")
    report = term("挂失", "报告卡片丢了", "卡片丢了")
    assert found("借钱成本")[0] == "interest" and found("挂失") == ["loss"]
    report.live = False
    report.save()
    assert found("挂失") == []


def test_what_was_said_comes_before_what_means_the_same(cards: Any) -> None:
    library.publish(cards, "bank", "年化利率")
    library.publish(cards, "said", "借钱成本")
    library.catch_up()
    term("年化利率", "一年的利息", "借钱成本")
    assert found("借钱成本") == ["said", "bank"]


def test_a_term_shows_nothing_that_is_hidden(cards: Any) -> None:
    library.publish(cards, "inner", "灰名单处理", element("answer", "内", audience="agent"))
    library.publish(cards, "open", "额度变少了")
    library.catch_up()

    def seen() -> Any:
        scope = reader()
        page = queries.search(scope=scope, text="为什么额度变少", locale=CHINESE)
        decision = queries.decide(scope=scope, text="为什么额度变少", locale=CHINESE)
        return page.results, page.nearest, decision

    before = seen()
    term("灰名单", "暂时限制使用", "额度变少")
    assert seen() == before
    assert "灰名单" not in str(before)
    assert found("灰名单") == ["open"], "the term itself is no secret, what the agents read is"


def test_the_decision_knows_the_banks_word_and_says_what_matched(cards: Any) -> None:
    library.publish(cards, "interest", "年化利率怎么算")
    library.publish(cards, "loss", "卡丢了怎么办")
    library.catch_up()
    term("年化利率", "一年的利息", "借钱成本")
    decision = queries.decide(scope=reader(), text="借钱成本怎么算", locale=CHINESE)
    assert decision.answer is not None and decision.answer.key == "interest"
    assert "利率" in "".join(decision.matched) and "怎么" in "".join(decision.matched)


def test_words_are_found_whole_where_they_are_latin() -> None:
    term("APR", "yearly cost", "borrowing cost", language="en")
    known = meanings("en")
    assert known.of("what is the apr") == ("yearly cost", "borrowing cost")
    assert known.of("payment in april") == ()
    assert known.reworded("the apr") == ("the yearly cost", "the borrowing cost")
    assert meanings("zh-Hans").of("apr") == meanings("xx").of("apr") == ()


def test_it_asks_the_database_once(django_assert_num_queries: Any) -> None:
    term("挂失", "报告卡片丢了", "卡片丢了")
    meanings(CHINESE)
    with django_assert_num_queries(1):
        assert meanings(CHINESE).of("挂失") == ("报告卡片丢了", "卡片丢了")
