"""What stays in sight on the screen that call centres have, and how keys lead to the rest."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import library
from tests.desk.browser import let_in, search_for
from tests.library import block

pytestmark = pytest.mark.django_db(transaction=True)
SCREEN = {"width": 1366, "height": 768}
LONG = "通知存款是一次存入、约定支取日期的存款。" * 30
ONE_SCREEN_UP = 320


@pytest.fixture
def long_answer(bank: Any) -> Any:
    topic = bank["cards.lost"].get_parent().specific
    return library.publish_answer(
        topic,
        "cards.notice",
        "通知存款怎么算利息",
        block("answer", LONG, brief="通知存款按支取日利率算。"),
        block("condition", "起存五万元。"),
        block("steps", "1. 登录手机银行。\n2. 点存款。"),
    )


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, long_answer: Any, agent: Any) -> Page:
    let_in(page.context, agent, live_server.url)
    page.set_viewport_size(SCREEN)
    page.goto(f"{live_server}/desk/")
    return page


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def open_long(page: Page) -> None:
    search_for(page, "通知存款怎么算利息")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()


def test_the_sentence_to_say_stands_in_the_upper_half(desk_page: Page) -> None:
    for question in ("银行卡丢了怎么办", "通知存款怎么算利息"):
        search_for(desk_page, question)
        desk_page.keyboard.press("Enter")
        expect(desk_page.locator("#answer-heading")).to_be_focused()
        assert top_of(desk_page, ".element .words") < ONE_SCREEN_UP


def test_what_is_done_with_an_answer_is_in_sight_however_long_it_is(desk_page: Page) -> None:
    open_long(desk_page)
    pane = desk_page.locator("#answer")
    assert pane.evaluate("(pane) => pane.scrollHeight > pane.clientHeight")
    buttons = desk_page.locator(".doing button, .doing summary")
    for button in buttons.filter(visible=True).all():
        expect(button).to_be_in_viewport(ratio=1)


def test_marking_as_solved_moves_nothing_that_is_read(desk_page: Page) -> None:
    open_long(desk_page)
    before = top_of(desk_page, ".element .words")
    desk_page.keyboard.press("Alt+j")
    expect(desk_page.locator(".solved__done")).to_be_in_viewport()
    assert top_of(desk_page, ".element .words") == before


def test_alt_and_an_arrow_lead_from_element_to_element(desk_page: Page) -> None:
    open_long(desk_page)
    names = desk_page.locator(".element__name")
    for number in range(3):
        desk_page.keyboard.press("Alt+ArrowDown")
        expect(names.nth(number)).to_be_focused()
        expect(names.nth(number)).to_be_in_viewport()
    desk_page.keyboard.press("Alt+ArrowDown")
    expect(names.nth(2)).to_be_focused()
    for number in (1, 0):
        desk_page.keyboard.press("Alt+ArrowUp")
        expect(names.nth(number)).to_be_focused()
    desk_page.keyboard.press("Alt+ArrowUp")
    expect(desk_page.locator("#answer-heading")).to_be_focused()
    expect(desk_page.locator("#answer-heading")).to_be_in_viewport()


def test_they_lead_there_from_the_search_and_leave_a_choice_alone(desk_page: Page) -> None:
    open_long(desk_page)
    desk_page.keyboard.press("Escape")
    desk_page.keyboard.press("Alt+ArrowDown")
    expect(desk_page.locator(".element__name").first).to_be_focused()
    desk_page.keyboard.press("Alt+r")
    desk_page.locator("#report-element").focus()
    desk_page.keyboard.press("Alt+ArrowUp")
    expect(desk_page.locator("#report-element")).to_be_focused()


def test_the_element_that_was_reached_is_the_one_that_is_reported(desk_page: Page) -> None:
    open_long(desk_page)
    desk_page.keyboard.press("Alt+ArrowDown")
    desk_page.keyboard.press("Alt+ArrowDown")
    desk_page.keyboard.press("Alt+r")
    expect(desk_page.locator("#report-element option:checked")).to_contain_text("适用条件")
    desk_page.keyboard.press("2")
    expect(desk_page.locator("#report-outcome")).to_contain_text("已提交")
    expect(desk_page.locator("#copied")).to_contain_text("已提交")
    expect(desk_page.locator(".element__name").nth(1)).to_be_focused()
    expect(desk_page.locator(".element__name").nth(1)).to_be_in_viewport()


def test_at_least_seven_of_nine_hits_are_in_sight(desk_page: Page, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    for number in range(9):
        text = block("answer", LONG, brief="通知存款按支取日利率算。")
        library.publish_answer(topic, f"cards.n{number}", f"通知存款第{number}问", text)
    search_for(desk_page, "通知存款")
    rows = desk_page.locator("#results .row")
    assert rows.count() == 9
    expect(rows.nth(6)).to_be_in_viewport(ratio=0.5)


def test_the_keys_of_one_call_stand_on_the_empty_desk(desk_page: Page) -> None:
    expect(desk_page.locator(".tour li").filter(has_text="已解决")).to_contain_text("Alt J")
    desk_page.keyboard.press("?")
    expect(desk_page.locator(".keys .menu__panel")).to_be_visible()
    expect(desk_page.locator("#q")).to_have_value("")
    desk_page.keyboard.press("Escape")
    expect(desk_page.locator(".keys .menu__panel")).to_be_hidden()
    expect(desk_page.locator("#q")).to_be_focused()
    desk_page.keyboard.type("年费?")
    expect(desk_page.locator("#q")).to_have_value("年费?")
    desk_page.keyboard.press("Alt+h")
    expect(desk_page.locator(".keys .menu__panel")).to_be_visible()


def test_a_list_of_hits_says_what_to_do_where_none_fits(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.get_by_role("button", name="都不对？问组长").click()
    expect(desk_page.locator("#asked-list")).to_contain_text("年费")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_the_list_of_keys_is_in_sight_as_a_whole(desk_page: Page, width: int) -> None:
    desk_page.set_viewport_size({"width": width, "height": 768})
    desk_page.keyboard.press("Alt+h")
    box = desk_page.locator(".keys .menu__panel").bounding_box()
    assert box is not None and box["x"] >= 0
    assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= 768


def test_a_refused_number_is_told_where_it_is_seen(desk_page: Page) -> None:
    desk_page.set_viewport_size({"width": 683, "height": 384})
    open_long(desk_page)
    desk_page.keyboard.press("Alt+m")
    desk_page.keyboard.type("138")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#send-outcome")).to_contain_text("手机号不正确")
    expect(desk_page.locator("#send-outcome .notice")).to_be_in_viewport(ratio=1)
