"""A shift begins: what is new is looked at, what must be read is confirmed, what is wanted again is
pinned; by keyboard alone."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from kb.reading.models import Confirmation
from tests import bank as content
from tests.desk.browser import let_in
from tests.reading.conftest import agent, bank, bank_tables
from tests.reading.stories import asked, say

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, agent: Any, settings: Any) -> Page:
    """A fee was raised since, and all agents are asked to read it."""
    settings.READING_SECONDS = 0
    say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
    asked("cards.fee", Group.objects.get(name="Agents"), why="年费上调")
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


def test_new_read_confirmed_and_pinned(desk_page: Page) -> None:
    keys = desk_page.keyboard
    expect(desk_page.locator("#news-count .badge")).to_contain_text("1")
    expect(desk_page.locator("#reading-count .badge")).to_contain_text("1")

    keys.press("Alt+i")
    expect(desk_page.locator("#results .row__question")).to_have_text([content.FEE])
    keys.press("Alt+1")
    expect(desk_page.locator("#answer-heading")).to_be_focused()
    expect(desk_page.locator(".learn--news del")).to_have_text("200")
    expect(desk_page.locator(".learn--news ins")).to_have_text("300")
    expect(desk_page.locator("#news-count .badge")).to_have_count(0)

    keys.press("Alt+b")
    expect(desk_page.locator("#list-title")).to_have_text("必读")
    keys.press("Alt+1")
    expect(desk_page.locator("#answer-heading")).to_be_focused()
    keys.press("Alt+z")
    expect(desk_page.locator(".learn [role=status]")).to_contain_text("已确认")
    expect(desk_page.locator("#reading-count .badge")).to_have_count(0)
    expect(desk_page.locator("#results .row--seen")).to_have_count(1)
    assert Confirmation.objects.count() == 1

    keys.press("Alt+p")
    expect(desk_page.locator("#pin-button")).to_have_attribute("aria-pressed", "true")
    expect(desk_page.locator("#pin [role=status]")).to_contain_text("已固定到工作台首页")
    desk_page.goto(desk_page.url.partition("/desk/")[0] + "/desk/")
    first = desk_page.locator("#results [role=group]").first
    expect(first).to_contain_text("已固定")
    keys.press("Alt+1")
    expect(desk_page.locator("#answer-heading")).to_have_text(content.FEE)


def test_pins_are_put_in_order_by_keys(desk_page: Page) -> None:
    keys = desk_page.keyboard
    home = desk_page.url
    for key in ("cards.fee", "cards.limit", "branches.hours"):
        desk_page.goto(f"{home}answers/{key}/")
        keys.press("Alt+p")
        expect(desk_page.locator("#pin-button")).to_have_attribute("aria-pressed", "true")
    desk_page.goto(f"{home}pins/")
    names = desk_page.locator("#pins li > a")
    expect(names).to_have_text([content.FEE, content.LIMIT, content.HOURS])
    names.nth(2).focus()
    keys.press("Alt+ArrowUp")
    expect(names).to_have_text([content.FEE, content.HOURS, content.LIMIT])
    expect(names.nth(1)).to_be_focused()
    keys.press("Alt+ArrowUp")
    expect(names).to_have_text([content.HOURS, content.FEE, content.LIMIT])
    expect(names.nth(0)).to_be_focused()
    keys.press("Delete")
    expect(names).to_have_text([content.FEE, content.LIMIT])
    expect(names.nth(0)).to_be_focused()
    # A button that was pressed keeps the focus for the next press.
    desk_page.keyboard.press("Tab")
    keys.press("Enter")
    expect(names).to_have_text([content.LIMIT, content.FEE])
