"""The whole way from a question to a sent answer by keyboard alone, in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kb.feedback.models import Feedback
from tests import bank as content
from tests.desk.browser import AFTER_TYPING_MS, Typist, let_in, questions, search_for

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "#answer-heading"


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, agent: Any) -> Page:
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


@pytest.fixture
def asked(desk_page: Page) -> Iterator[list[str]]:
    """What is asked of the server from now on."""
    addresses: list[str] = []
    desk_page.on("request", lambda request: addresses.append(request.url))
    yield addresses


def test_typing_finds_arrows_choose_and_enter_opens(desk_page: Page) -> None:
    field = desk_page.locator("#q")
    expect(field).to_be_focused()
    with desk_page.expect_response(lambda response: "/desk/results/" in response.url):
        desk_page.keyboard.type("手机银行年费")
    expect(field).to_have_attribute("aria-expanded", "true")
    second = questions(desk_page)[1]
    desk_page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "row-1")
    desk_page.keyboard.press("ArrowDown")
    expect(desk_page.locator("#row-2")).to_have_attribute("aria-selected", "true")
    expect(desk_page.locator("#row-1")).to_have_attribute("aria-selected", "false")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(HEADING)).to_have_text(second)
    expect(desk_page.locator(HEADING)).to_be_focused()
    expect(desk_page.locator("#row-2")).to_have_attribute("aria-current", "true")
    assert re.search(r"/desk/answers/[a-z.]+/\?q=", desk_page.url)
    assert desk_page.title().startswith(second)


def test_the_arrows_go_round(desk_page: Page) -> None:
    count = len(questions(desk_page))
    desk_page.keyboard.press("ArrowUp")
    expect(desk_page.locator("#q")).to_have_attribute("aria-activedescendant", f"row-{count}")
    desk_page.keyboard.press("ArrowDown")
    expect(desk_page.locator("#q")).to_have_attribute("aria-activedescendant", "row-1")


def test_enter_right_after_typing_opens_the_new_first_hit(
    desk_page: Page, asked: list[str]
) -> None:
    """In its place: the page around it is not loaded again."""
    desk_page.keyboard.type("年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(HEADING)).to_have_text(content.FEE)
    expect(desk_page.locator(HEADING)).to_be_focused()
    assert not [address for address in asked if address.endswith(".js")]


def test_alt_and_a_digit_opens_that_one(desk_page: Page) -> None:
    search_for(desk_page, "手机银行年费")
    second = questions(desk_page)[1]
    desk_page.keyboard.press("Alt+Digit2")
    expect(desk_page.locator(HEADING)).to_have_text(second)
    first = questions(desk_page)[0]
    desk_page.keyboard.press("Alt+Digit1")
    expect(desk_page.locator(HEADING)).to_have_text(first)
    expect(desk_page.locator("#q")).to_have_value("手机银行年费")


def test_digits_can_be_typed(desk_page: Page, asked: list[str]) -> None:
    with desk_page.expect_response(lambda response: "/desk/results/" in response.url):
        desk_page.keyboard.type("95588")
    expect(desk_page.locator("#q")).to_have_value("95588")
    assert questions(desk_page)[0] == content.LIMIT
    assert not any("/answers/" in address for address in asked)


def test_escape_leads_back_and_slash_and_control_k_too(desk_page: Page) -> None:
    field = desk_page.locator("#q")
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    for key in ("Escape", "/", "Control+K"):
        expect(desk_page.locator(HEADING)).to_be_visible()
        desk_page.locator(HEADING).focus()
        desk_page.keyboard.press(key)
        expect(field).to_be_focused()
        expect(field).to_have_value("年费")
    assert desk_page.evaluate("getSelection().toString()") == "年费"
    desk_page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_the_single_key_can_be_switched_off(desk_page: Page) -> None:
    desk_page.get_by_text("快捷键").click()
    desk_page.locator("#slash").uncheck()
    desk_page.reload()
    desk_page.locator("#answer a, #finding a").first.focus()
    desk_page.keyboard.press("/")
    expect(desk_page.locator("#q")).not_to_be_focused()
    desk_page.keyboard.press("Control+K")
    expect(desk_page.locator("#q")).to_be_focused()


def test_escape_in_the_search_starts_over(desk_page: Page) -> None:
    before = questions(desk_page)
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Escape")
    expect(desk_page.locator("#results .row__question")).to_have_text(before)


def test_composing_chinese_asks_nothing_and_triggers_nothing(
    desk_page: Page, asked: list[str]
) -> None:
    desk_page.clock.install()
    desk_page.reload()
    field = desk_page.locator("#q")
    expect(field).to_be_focused()
    typist = Typist(desk_page)
    asked.clear()
    typist.compose("nianfei")
    expect(field).to_have_value("nianfei")
    for key in ("ArrowDown", "Alt+Digit1", "Alt+Digit2", "Alt+KeyS", "Control+K"):
        desk_page.keyboard.press(key)
        desk_page.clock.run_for(AFTER_TYPING_MS)
        typist.compose("nianfei")
    assert asked == []
    assert field.get_attribute("aria-activedescendant") is None
    assert desk_page.locator(HEADING).count() == 0

    typist.commit("年费")
    expect(field).to_have_value("年费")
    with desk_page.expect_response(lambda response: "/desk/results/?q=" in response.url):
        desk_page.clock.run_for(AFTER_TYPING_MS)
    assert questions(desk_page)[0] == content.FEE
    assert len([address for address in asked if "/results/" in address]) == 1


def test_the_enter_that_ends_a_composition_opens_nothing(desk_page: Page, asked: list[str]) -> None:
    """Safari reports it after the composition's end, with a key code of its own."""
    desk_page.evaluate(
        """document.getElementById("q").dispatchEvent(new KeyboardEvent("keydown",
           {key: "Enter", code: "Enter", keyCode: 229, bubbles: true, cancelable: true}))"""
    )
    desk_page.evaluate(
        """document.getElementById("q").dispatchEvent(new KeyboardEvent("keydown",
           {key: "Enter", code: "Enter", keyCode: 13, bubbles: true, cancelable: true}))"""
    )
    expect(desk_page.locator(HEADING)).to_be_visible()
    assert len([address for address in asked if "/answers/" in address]) == 1


def test_letters_of_a_mac_with_option_copy_too(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(HEADING)).to_be_visible()
    desk_page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
           {key: "ß", code: "KeyS", altKey: true, bubbles: true, cancelable: true}))"""
    )
    expect(desk_page.locator("#copied")).to_contain_text("短信")


def test_two_keys_report_what_is_wrong_at_the_element_in_hand(desk_page: Page) -> None:
    search_for(desk_page, "银行卡丢了")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator(HEADING)).to_be_focused()
    tool = desk_page.locator(".element").first.locator("[data-reports]")
    element = tool.get_attribute("data-reports")
    tool.focus()
    desk_page.keyboard.press("Alt+r")
    expect(desk_page.locator("#report-element")).to_have_value(element or "-")
    desk_page.keyboard.press("3")
    expect(desk_page.locator("#report-outcome")).to_contain_text("已提交给知识采编岗")
    kept = Feedback.objects.get()
    assert (kept.verdict, kept.element) == ("unclear", element)
