"""A supervisor looks at today, compares a campaign with the days before, reads the table behind a
chart and takes the figures along, with the keyboard alone. An agent finds none of it."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from channels.supervising.counting import count_day
from tests import library
from tests.desk.browser import let_in
from tests.library import block
from tests.noon import NOW, TODAY, begins_at_noon
from tests.supervising.stories import Kind, serve
from tests.supervising.test_questioned import asked

__all__ = ["begins_at_noon"]
pytestmark = pytest.mark.django_db(transaction=True)
CAMPAIGN = TODAY - timedelta(days=7)


@pytest.fixture
def two_weeks(settings: Any) -> None:
    """Three agents; from the day of the campaign on twice as much is asked."""
    settings.SMALLEST_TEAM = 3
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.lost", "银行卡丢了怎么办？", block("answer", "先挂失。"))
    for back in range(15):
        at = NOW - timedelta(days=back)
        for number in range(6 if back <= 7 else 3):
            serve(at, agent=number % 3, answer=Kind.SENT, channel="sms", solved=True)
            asked(at, by=number % 3, wait=30)
    for back in range(15):
        count_day(TODAY - timedelta(days=back), now=NOW)


@pytest.fixture
def desk_page(page: Page, live_server: Any, two_weeks: None) -> Page:
    let_in(page.context, library.staff("boss", "Supervisors"), live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


def tab_to(page: Page, target: Any, *, most: int = 60, key: str = "Tab") -> None:
    """As many presses as it takes; the target must be reachable at all."""
    for _press in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {most} times {key}")


def test_by_keyboard_alone(desk_page: Page, tmp_path: Path) -> None:
    page = desk_page
    tab_to(page, page.locator(".me > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="主管看板"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("主管看板")
    contacts = page.locator(".tile", has_text="服务次数").first
    expect(contacts.locator(".tile__now")).to_have_text("6")

    # The campaign: seven days from its day on, beside the seven before.
    tab_to(page, page.get_by_role("link", name="前后对比"))
    page.keyboard.press("Enter")
    day = page.get_by_label("日期")
    tab_to(page, day)
    type_day(page, day)
    tab_to(page, page.get_by_role("button", name="比较"))
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="服务次数")
    expect(row).to_contain_text("21")
    expect(row).to_contain_text("42")
    expect(row).to_contain_text("▲ 比之前多")
    expect(page.get_by_role("row", name="问组长")).to_contain_text("▲ 比之前多")

    # The days of the campaign, the table behind a chart, and all of it as a file.
    tab_to(page, page.get_by_role("link", name="主管看板", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="7 天"))
    page.keyboard.press("Enter")
    expect(contacts.locator(".tile__now")).to_have_text("42")
    chart = page.locator(".chart", has_text="每日服务次数")
    tab_to(page, chart.locator("summary"))
    page.keyboard.press("Enter")
    table = chart.get_by_role("region", name="表格：按日")
    expect(table.get_by_role("row")).to_have_count(8)
    page.keyboard.press("Tab")
    expect(table).to_be_focused()
    tab_to(page, page.get_by_role("link", name="全部表格"), key="Shift+Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book["按日"]["B2"].value == 6 and book["按日"].max_row == 8
    assert book["每日问组长"]["B2"].value == 6


def type_day(page: Page, field: Any) -> None:
    """In the order in which this browser takes its parts; a year may have six digits there, so a
    key leads on."""
    for order in ("%m%d%Y", "%Y\t%m%d", "%d%m%Y"):
        page.keyboard.type(f"{CAMPAIGN:{order}}")
        if field.input_value() == CAMPAIGN.isoformat():
            return
        field.blur()
        field.focus()
    raise AssertionError(f"the field says {field.input_value()}")


def test_an_agent_finds_none_of_it(page: Page, live_server: Any, two_weeks: None) -> None:
    let_in(page.context, library.staff("agent", "Agents"), live_server.url)
    page.goto(f"{live_server}/desk/")
    expect(page.get_by_role("link", name="主管看板")).to_have_count(0)
    for address in ("", "live/", "around/", "export/"):
        response = page.request.get(f"{live_server}/desk/overview/{address}")
        assert response.status == 404
