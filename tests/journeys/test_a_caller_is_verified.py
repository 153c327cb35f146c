"""A call opens the desk; what the customer may only hear after verification comes when they are."""

import re
import time
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from channels.contacts.models import Contact
from kb.authoring.models import LabelValue
from tests import library
from tests.accessibility import violations
from tests.contacts.calls import KEY, NUMBER, pop_address, tell
from tests.desk.browser import let_in, search_for
from tests.desk.conftest import agent, bank, bank_tables
from tests.library import block

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "每日转账限额为五万元"
CALL = "call-of-the-journey"


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, agent: Any, settings: Any) -> Page:
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    for dimension, code, name in (
        ("segments", "vip", "贵宾客户"),
        ("products", "gold-card", "金卡"),
    ):
        names = {"name_zh": name, "name_en": name}
        LabelValue.objects.update_or_create(dimension=dimension, code=code, defaults=names)
    topic = bank["cards.lost"].get_parent().specific
    secret = block("note", SECRET, slot="full", verification="full")
    library.publish_answer(
        topic, "cards.own-limit", "转账限额", block("answer", "因人而异。"), secret
    )
    let_in(page.context, agent, live_server.url)
    return page


def test_a_call_unverified_then_verified_by_keyboard(desk_page: Page, live_server: Any) -> None:
    page = desk_page
    page.goto(f"{live_server}{pop_address(call=CALL)}")
    assert page.url == f"{live_server}/desk/"
    bar = page.locator("#customer")
    expect(bar).to_contain_text("未核身")
    expect(bar).to_contain_text("贵宾客户")
    expect(bar).not_to_contain_text("金卡")
    expect(page.locator("#q")).to_be_focused()
    search_for(page, "转账限额")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    expect(page.locator(".locked")).to_contain_text("核身后可见")
    assert SECRET not in page.content() and NUMBER not in page.content()
    page.keyboard.press("Alt+m")
    page.keyboard.type("138001")
    # The telephone system says it; nobody touches the keyboard.
    said = {"call": CALL, "verification": "full", "verified_until": int(time.time()) + 600}
    assert tell(Client(), said).status_code == 204
    expect(bar).to_contain_text(re.compile("已核身.*金卡", re.DOTALL), timeout=15_000)
    expect(page.locator("#answer")).to_contain_text(SECRET)
    expect(page.locator(".locked")).to_have_count(0)
    # What was being typed goes on.
    expect(page.locator("#send-recipient")).to_be_focused()
    expect(page.locator("#send-recipient")).to_have_value("138001")
    assert violations(page) == []
    page.keyboard.press("Alt+x")
    expect(page.locator("#customer")).to_have_count(0)
    assert page.url == f"{live_server}/desk/"
    assert Contact.objects.get(via="phone").steps.filter(kind="opened").exists()


def test_the_way_back_leads_to_no_number(desk_page: Page, live_server: Any) -> None:
    page = desk_page
    page.goto(f"{live_server}/desk/topics/cards/")
    page.goto(f"{live_server}{pop_address(call=CALL)}")
    assert NUMBER not in page.url
    page.go_back()
    assert NUMBER not in page.url and NUMBER not in page.content()


def test_a_window_that_is_come_back_to_shows_no_former_customer(
    desk_page: Page, live_server: Any
) -> None:
    page = desk_page
    page.goto(f"{live_server}{pop_address(call=CALL, verification='full')}")
    search_for(page, "转账限额")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text(SECRET)
    second = page.context.new_page()
    second.goto(f"{live_server}/desk/")
    with second.expect_navigation():
        second.keyboard.press("Alt+x")
    second.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#customer")).to_be_hidden()
    expect(page.locator("#answer")).not_to_contain_text(SECRET)
