"""What an agent sees without scrolling: the sentence to say, and the desk's bar in one line."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import library
from tests.desk.browser import let_in

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = [(1280, 800), (1366, 768)]
QUESTIONS = {"zh-CN": "银行卡丢了", "en-US": "I lost my card"}
HIGHEST = 320


def open_desk(browser: Browser, address: str, *, user: Any, locale: str, screen: Any) -> Page:
    width, height = screen
    context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
    let_in(context, user, address)
    page = context.new_page()
    page.goto(f"{address}/desk/")
    return page


@pytest.mark.parametrize("locale", QUESTIONS)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_sentence_to_say_stands_high_on_the_screen(
    browser: Browser, live_server: Any, bank: Any, agent: Any, locale: str, screen: Any
) -> None:
    page = open_desk(browser, live_server.url, user=agent, locale=locale, screen=screen)
    page.keyboard.type(QUESTIONS[locale])
    page.keyboard.press("Enter")
    sentence = page.locator(".element--answer .words").first
    expect(sentence).to_be_in_viewport(ratio=1)
    box = sentence.bounding_box()
    assert box is not None and box["y"] <= HIGHEST
    # What is done with it is one row, and nothing of that is wider than its place.
    assert page.evaluate("document.querySelector('.doing').offsetHeight") < 64
    page.context.close()


@pytest.mark.parametrize("locale", QUESTIONS)
def test_the_bar_is_one_line_for_whoever_has_every_door(
    browser: Browser, live_server: Any, bank: Any, locale: str
) -> None:
    leader = library.staff("leader-of-the-team", "Supervisors", "Agents", "Editors")
    page = open_desk(browser, live_server.url, user=leader, locale=locale, screen=(1280, 800))
    assert page.evaluate("document.querySelector('header.bar').offsetHeight") < 64
    assert page.evaluate("document.querySelector('.ask').offsetWidth") > 240
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.context.close()


def test_the_desk_itself_never_scrolls(
    browser: Browser, live_server: Any, bank: Any, agent: Any
) -> None:
    page = open_desk(browser, live_server.url, user=agent, locale="en-US", screen=(1280, 600))
    page.keyboard.type(QUESTIONS["en-US"])
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    page.keyboard.press("Alt+r")
    page.keyboard.press("Alt+l")
    expect(page.locator(".asked__one")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") == 600
    page.context.close()


def test_a_menu_closes_when_something_else_is_clicked_or_escape_is_pressed(
    browser: Browser, live_server: Any, bank: Any, agent: Any
) -> None:
    page = open_desk(browser, live_server.url, user=agent, locale="zh-CN", screen=(1280, 800))
    page.locator(".me summary").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.locator(".keys summary").click()
    expect(page.locator("details.menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(page.locator("#q")).to_be_focused()
    page.context.close()
