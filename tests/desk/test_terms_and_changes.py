"""Terms explained where they stand, and values with what becomes of them: for who may see both."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Locale

from channels.desk.terms import explain
from kb.access import Audience
from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, LabelValue, Term
from kb.publication.readers import staff_scope
from kb.publication.terms import Explained, terms_in
from tests import library
from tests.accessibility import violations
from tests.desk.browser import let_in
from tests.library import block

FRAGMENT = {"HX-Request": "true"}
YIELD = Explained("term:zh-Hans:apr", "年化利率", "一年的利息比例", ("利率", "年利率"))
APR = Explained("term:en:apr", "APR", "yearly cost", ())


def term(key: str = "apr", **changes: Any) -> Term:
    values: dict[str, Any] = {
        "jargon": "年化利率",
        "plain": "一年的利息比例",
        "customer_words": "利率\n年利率",
    }
    values["locale"] = Locale.objects.get(language_code="zh-hans")
    return Term.objects.create(key=key, live=True, **(values | changes))


def answer_with(bank: Any, *elements: dict[str, Any]) -> None:
    library.rewrite(bank["cards.fee"], *elements)


def page(desk: Client, key: str = "cards.fee") -> str:
    return str(desk.get(f"/desk/answers/{key}/", headers=FRAGMENT).content.decode())


def test_a_term_the_editor_put_in_says_what_the_bank_calls_it(desk: Client, bank: Any) -> None:
    term()
    answer_with(bank, block("answer", "看{{ term.apr }}。"))
    shown = page(desk)
    assert re.search(r'<button[^>]*aria-describedby="(term-[\w-]+)">一年的利息比例</button>', shown)
    assert "行内叫法: 年化利率" in shown and "客户常说: 利率 · 年利率" in shown


def test_the_banks_word_in_a_note_for_agents_says_what_customers_are_told(
    desk: Client, bank: Any
) -> None:
    term()
    answer_with(bank, block("answer", "看合同。"), block("internal_note", "年化利率要讲清。"))
    assert "对客户说: 一年的利息比例" in page(desk)


def test_what_is_copied_stays_as_it_was(desk: Client, bank: Any) -> None:
    term()
    answer_with(bank, block("answer", "看{{ term.apr }}。"))
    copied = re.findall(r'id="(?:copy-[\w-]+|text-\w+)"[^>]*>(.*?)</div>', page(desk), re.DOTALL)
    assert copied and all("行内叫法" not in text for text in copied)


def test_a_withdrawn_term_and_one_of_another_language_are_not_explained(
    desk: Client, bank: Any
) -> None:
    one = term()
    term("other", locale=Locale.objects.get(language_code="en"), jargon="合同")
    answer_with(bank, block("answer", "看合同。"), block("internal_note", "年化利率要讲清。"))
    assert "对客户说" in page(desk)
    one.unpublish()
    shown = page(desk)
    assert "年化利率要讲清" in shown and "对客户说" not in shown


def test_terms_are_for_staff_alone(bank: Any, agent: Any) -> None:
    term()
    scope = staff_scope(agent, now=timezone.now())
    assert scope and len(terms_in("年化利率", scope=scope, locale="zh-Hans")) == 1
    customer = replace(scope, audience=Audience.CUSTOMER)
    assert terms_in("年化利率", scope=customer, locale="zh-Hans") == ()
    elsewhere = replace(scope, locales=frozenset({"en"}))
    assert terms_in("年化利率", scope=elsewhere, locale="zh-Hans") == ()


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>年化利率和年化利率</p>", 1),
        ('<p><a href="https://bank.example/?q=年化利率">年化利率</a></p>', 0),
        ("<p>年化</p><p>利率</p>", 0),
        ("", 0),
    ],
)
def test_each_term_is_explained_once_and_never_inside_a_link(html: str, count: int) -> None:
    made = explain(html, [YIELD], uses=(), element="e")
    assert made.count("<button") == count
    if not count:
        assert made == html


@pytest.mark.parametrize(("text", "count"), [("The APR is low", 1), ("In Aprxl", 0), ("apr", 1)])
def test_words_of_letters_are_whole_words(text: str, count: int) -> None:
    assert explain(f"<p>{text}</p>", [APR], uses=(), element="e").count("<button") == count


def test_signs_in_a_text_stay_signs() -> None:
    made = explain("<p>APR &lt; 5% &amp; more</p>", [APR], uses=(), element="e")
    assert "&lt; 5% &amp; more</p>" in made
    evil = Explained("term:en:x", "<b>x", "y", ("<script>",))
    made = explain("<p>&lt;b&gt;x</p>", [evil], uses=(), element="e")
    assert "<script>" not in made and "<b>" not in made and "&lt;b&gt;x</button>" in made


def fact(**changes: Any) -> Fact:
    values = {"key": "card.fee", "name": "年费", "type": "money", "unit": "CNY", "value": "200"}
    made = Fact(**(values | changes), live=True)
    made.save()
    return made


SOON = timedelta(days=10)


def test_a_value_that_will_change_says_when_and_to_what(desk: Client, bank: Any) -> None:
    fact(next_value="220", next_from=timezone.now() + SOON)
    answer_with(bank, block("answer", "每年{{ card.fee }}。"), block("note", "刷卡免年费。"))
    shown = page(desk)
    assert shown.count('class="changes"') == 1
    assert re.search(r"由 ¥200\S* 改为 ¥220", shown)


def test_a_change_that_is_over_or_not_approved_is_not_told(desk: Client, bank: Any) -> None:
    one = fact(next_value="220", next_from=datetime(2020, 1, 1, tzinfo=UTC))
    answer_with(bank, block("answer", "每年{{ card.fee }}。"))
    assert 'class="changes"' not in page(desk)
    one.value, one.next_value, one.next_from = "220", "999", timezone.now() + SOON
    one.save_revision()  # a draft
    assert "¥999" not in page(desk)


def test_a_change_for_others_is_not_told(desk: Client, bank: Any, agent: Any) -> None:
    """Only in a region that this person may not read."""
    made = Fact(key="card.fee", name="年费", type="money", unit="CNY", value="200", live=True)
    made.variants = [
        made.variants.model(
            regions=["nowhere"], value="131", next_value="132", next_from=timezone.now() + SOON
        )
    ]
    made.save()
    answer_with(bank, block("answer", "每年{{ card.fee }}。"))
    shown = page(desk)
    assert 'class="changes"' not in shown and "¥132" not in shown


def test_of_several_values_those_are_told_that_change(desk: Client, bank: Any, agent: Any) -> None:
    for code, name in (("vip", "贵宾"), ("young", "青年")):
        LabelValue.objects.create(dimension="segments", code=code, name_zh=name, name_en=code)
    forget_choices()
    made = Fact(
        key="card.fee", name="年费", type="money", unit="CNY", value="200", live=True,
        next_value="220", next_from=timezone.now() + SOON,
    )  # fmt: skip
    made.variants = [made.variants.model(segments=["vip"], value="0")]
    made.save()
    answer_with(bank, block("answer", "每年{{ card.fee }}。"))
    shown = page(desk)
    forget_choices()
    assert shown.count('class="changes"') == 1
    assert re.search(r"</span> 其他: 由 ¥200\S* 改为 ¥220", shown)


def test_the_first_of_several_changes_is_told_though_another_edge_comes_before(
    desk: Client, bank: Any
) -> None:
    now = timezone.now()
    fact(next_value="220", next_from=now + 2 * SOON)
    answer_with(
        bank,
        block("answer", "每年{{ card.fee }}。"),
        block("note", "活动中。", valid_to=now + SOON),
    )
    assert re.search(r"由 ¥200\S* 改为 ¥220", page(desk))


@pytest.mark.django_db(transaction=True)
def test_shown_on_focus_and_on_hover_and_put_away_with_escape(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    term()
    answer_with(bank, block("answer", "看{{ term.apr }}。"))
    let_in(page.context, agent, live_server.url)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server}/desk/answers/cards.fee/")
    word, tip = page.locator(".term__word"), page.locator(".term__tip")
    expect(tip).to_be_hidden()
    word.focus()
    expect(tip).to_be_visible()
    assert violations(page) == []
    box = tip.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(word).to_be_focused()
    word.blur()
    word.hover()
    tip.hover()
    expect(tip).to_be_visible()
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
