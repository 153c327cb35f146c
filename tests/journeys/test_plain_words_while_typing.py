"""An editor writes as the bank speaks, is told so at the words, and puts it right without leaving
the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Locale

from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term
from tests import library
from tests.desk.browser import let_in
from tests.journeys.people import give_subtree, log_in
from tests.journeys.test_editor_to_sms import submit_for_approval
from tests.texts.payloads import SHAPES

TEXT = "#elements-0-value-text"
SECOND = "#elements-1-value-text"
JARGON, PLAIN = "年化利率", "一年的利息比例"


@pytest.fixture
def term(db: None) -> Term:
    term = Term(
        key="apr",
        jargon=JARGON,
        plain=PLAIN,
        locale=Locale.objects.get(language_code="zh-hans"),
        live=True,
    )
    term.save()
    return term


@pytest.fixture
def facts(db: None) -> list[Fact]:
    rows = [
        ("card.fee", "补卡费", "15"),
        ("card.year", "年费", "200"),
        ("loan.max", "最高额", "500"),
    ]
    found = [
        Fact(key=key, name=name, type="money", unit="CNY", value=value, live=True)
        for key, name, value in rows
    ]
    for fact in found:
        fact.save()
    return found


@pytest.fixture
def editor(cards: Any) -> User:
    give_subtree(cards, group="Editors")
    return library.staff("editor-1", "Editors")


@pytest.fixture
def new_answer(page: Page, live_server: Any, cards: Any, editor: User) -> Page:
    let_in(page.context, editor, live_server.url)
    page.goto(f"{live_server}/admin/pages/add/kb/knowledgepage/{cards.pk}/")
    page.fill("#id_title", "贷款利息怎么算？")
    add_answer(page)
    return page


def add_answer(page: Page) -> None:
    page.locator(".c-sf-add-button:visible").last.click()
    page.locator("[role=option]:visible").first.click()


def findings(page: Page, field: str = TEXT) -> Locator:
    name = field.removeprefix("#")
    return page.locator(f"[id='granule-findings-{name}'] li")


def value(page: Page, field: str = TEXT) -> str:
    return page.locator(field).input_value()


@pytest.mark.django_db(transaction=True)
class TestJargon:
    def test_is_put_right_with_one_click_and_handed_in(self, new_answer: Page, term: Term) -> None:
        page = new_answer
        page.fill(TEXT, f"我们按{JARGON}算利息。")
        expect(findings(page)).to_have_count(1)
        expect(findings(page)).to_contain_text("警告")
        expect(page.locator("[data-language-score]")).not_to_be_empty()

        findings(page).get_by_role("button", name=f"换成“{PLAIN}”").click()

        expect(page.locator(TEXT)).to_have_value(f"我们按{PLAIN}算利息。")
        expect(findings(page)).to_have_count(0)
        expect(page.locator("[data-language-score]")).to_have_text("100 分")
        submit_for_approval(page)
        answer = KnowledgePage.objects.get(title="贷款利息怎么算？")
        assert answer.current_workflow_state is not None
        draft = answer.get_latest_revision_as_object()
        assert draft.elements[0].value["text"] == f"我们按{PLAIN}算利息。"

    def test_is_undone_with_one_key_and_the_caret_stays(self, new_answer: Page, term: Term) -> None:
        page = new_answer
        page.fill(TEXT, f"{JARGON}和{JARGON}，算利息。")
        expect(findings(page)).to_have_count(2)
        page.focus(TEXT)
        page.keyboard.press("End")
        findings(page).nth(0).get_by_role("button", name="换成").click()
        page.keyboard.type("完")
        assert value(page) == f"{PLAIN}和{JARGON}，算利息。完"
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        assert value(page) == f"{JARGON}和{JARGON}，算利息。"

    def test_is_walked_through_with_the_keyboard_alone(self, new_answer: Page, term: Term) -> None:
        page = new_answer
        page.fill(TEXT, f"先看{JARGON}。")
        write_folded_away(page, "#elements-0-value-brief", JARGON)
        expect(findings(page)).to_have_count(1)
        page.keyboard.press("F8")
        assert selected(page) == ("elements-0-value-text", JARGON)
        page.keyboard.press("F8")
        assert selected(page) == ("elements-0-value-brief", JARGON)
        expect(page.locator("#elements-0-value-brief")).to_be_visible()
        expect(page.locator("[data-language-told]")).to_contain_text(PLAIN)
        page.keyboard.press("Alt+Enter")
        assert value(page, "#elements-0-value-brief") == PLAIN
        page.keyboard.press("Shift+F8")
        assert selected(page) == ("elements-0-value-text", JARGON)


def write_folded_away(page: Page, field: str, text: str) -> None:
    """As if it had been written before its fold was closed."""
    expect(page.locator(field)).to_be_hidden()
    page.locator(field).evaluate(
        "(box, text) => { box.value = text; "
        "box.dispatchEvent(new Event('input', { bubbles: true })); }",
        text,
    )


def selected(page: Page) -> tuple[str, str]:
    found = page.evaluate(
        """() => { const box = document.activeElement;
        return [box.name, box.value.slice(box.selectionStart, box.selectionEnd)]; }"""
    )
    return found[0], found[1]


@pytest.mark.django_db(transaction=True)
class TestFindings:
    def test_go_when_the_words_do(self, new_answer: Page, term: Term) -> None:
        page = new_answer
        page.fill(TEXT, "若您需要，请来网点。")
        expect(findings(page)).to_have_count(1)
        page.fill(TEXT, "要是您需要，请来网点。")
        expect(findings(page)).to_have_count(0)

    def test_an_unknown_fact_is_an_error_and_stops(
        self, new_answer: Page, facts: list[Fact]
    ) -> None:
        page = new_answer
        page.fill(TEXT, "收 {{ card.nothing }}。")
        expect(findings(page)).to_contain_text("错误")
        expect(findings(page)).to_contain_text("card.nothing")
        page.fill(TEXT, "收 {{ card.fee }}。")
        expect(findings(page)).to_have_count(0)

    def test_stay_with_their_element_when_elements_come_and_move_and_go(
        self, new_answer: Page, term: Term
    ) -> None:
        page = new_answer
        page.fill(TEXT, "先打电话。")
        add_answer(page)
        page.fill(SECOND, JARGON)
        expect(findings(page, SECOND)).to_have_count(1)
        page.locator("[data-streamfield-action=MOVE_UP]:visible").last.click()
        expect(findings(page, SECOND)).to_have_count(1)
        expect(findings(page, SECOND)).to_be_visible()
        page.locator("[data-streamfield-action=DELETE]:visible").first.click()
        expect(page.locator("[data-language-score]")).to_have_text("100 分")

    def test_nothing_of_a_text_becomes_part_of_the_page(self, new_answer: Page, term: Term) -> None:
        page = new_answer
        page.on("dialog", lambda dialog: pytest.fail(f"something ran: {dialog.message}"))
        page.fill(TEXT, "".join(f"{{{{ {shape} }}}}{JARGON}若" for shape in SHAPES)[:5000])
        expect(findings(page)).not_to_have_count(0)
        drawn = page.locator(".granule-findings").first.evaluate(
            "list => [...new Set([...list.querySelectorAll('*')].map(one => one.localName))].sort()"
        )
        assert drawn == ["button", "li", "span", "svg", "use"]

    def test_typing_through_an_input_method_is_left_alone(
        self, new_answer: Page, term: Term
    ) -> None:
        page = new_answer
        page.fill(TEXT, "利息 ")
        page.focus(TEXT)
        page.keyboard.press("End")
        session = page.context.new_cdp_session(page)
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url) if "plain-language" in r.url else None)
        page.wait_for_timeout(900)
        asked.clear()
        for pinyin in ("n", "ni", "nian", "nianhua"):
            typing = {"text": pinyin, "selectionStart": len(pinyin), "selectionEnd": len(pinyin)}
            session.send("Input.imeSetComposition", typing)
            page.wait_for_timeout(300)
        assert asked == []
        session.send("Input.insertText", {"text": JARGON})
        expect(page.locator(TEXT)).to_have_value(f"利息 {JARGON}")
        expect(findings(page)).to_have_count(1)

    def test_in_a_shared_element_too(
        self, page: Page, live_server: Any, editor: User, term: Term
    ) -> None:
        log_in(page, f"{live_server}/admin/", user=editor)
        page.goto(f"{live_server}/admin/snippets/kb/sharedelement/add/")
        page.locator(".c-sf-add-button").click()
        page.locator("[role=option]:visible").first.click()
        page.fill("#element-0-value-text", JARGON)
        expect(findings(page, "#element-0-value-text")).to_have_count(1)
        assert not SharedElement.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestNamesAfterBraces:
    def test_are_chosen_with_the_keyboard(self, new_answer: Page, facts: list[Fact]) -> None:
        page = new_answer
        page.focus(TEXT)
        page.keyboard.type("收 {{ card")
        options = page.locator("#granule-names [role=option]")
        expect(options).to_have_count(2)
        expect(options.nth(0)).to_contain_text("¥15")
        box = page.locator(TEXT)
        expect(box).to_have_attribute("role", "combobox")
        expect(box).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", "granule-name-1")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(box).to_have_value("收 {{ card.year }}")
        expect(page.locator("#granule-names")).to_be_hidden()
        assert box.get_attribute("role") is None
        page.keyboard.press("Control+z")
        assert value(page) == "收 {{ card"
        page.keyboard.press("Control+y")
        page.keyboard.type("。")
        assert value(page) == "收 {{ card.year }}。"

    def test_by_chinese_name_with_tab_and_closed_with_escape(
        self, new_answer: Page, facts: list[Fact], term: Term
    ) -> None:
        page = new_answer
        page.focus(TEXT)
        page.keyboard.type("{{ 补卡")
        expect(page.locator("#granule-names [role=option]")).to_have_count(1)
        page.keyboard.press("Tab")
        expect(page.locator(TEXT)).to_have_value("{{ card.fee }}")
        page.keyboard.type("{{ term.")
        expect(page.locator("#granule-names [role=option]")).to_contain_text(JARGON)
        page.keyboard.press("Escape")
        expect(page.locator("#granule-names")).to_be_hidden()
        assert value(page) == "{{ card.fee }}{{ term."

    def test_a_closed_pair_is_replaced_as_a_whole(
        self, new_answer: Page, facts: list[Fact]
    ) -> None:
        page = new_answer
        page.fill(TEXT, "收 {{ card.f }}。")
        page.focus(TEXT)
        page.evaluate("at => document.activeElement.setSelectionRange(at, at)", len("收 {{ card.f"))
        page.keyboard.type("e")
        expect(page.locator("#granule-names [role=option]")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator(TEXT)).to_have_value("收 {{ card.fee }}。")

    def test_titles_hold_none(self, new_answer: Page, facts: list[Fact]) -> None:
        page = new_answer
        page.focus("#id_title")
        page.keyboard.type("{{ card")
        page.wait_for_timeout(400)
        expect(page.locator("#granule-names")).to_be_hidden()
