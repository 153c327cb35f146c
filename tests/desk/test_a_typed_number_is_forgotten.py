"""A number typed for one customer is not in the form for the next one."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kb.customers import looking
from tests.contacts.calls import KEY, pop_address
from tests.desk.browser import let_in, search_for
from tests.desk.conftest import agent, bank, bank_tables

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
# Both are unknown to the directory, so nothing but the contact tells them apart.
FIRST, SECOND = "13900000001", "13900000002"


@pytest.mark.parametrize("is_first_called", [True, False])
def test_the_next_call_in_another_tab_empties_the_field(
    page: Page, live_server: Any, bank: Any, agent: Any, settings: Any, is_first_called: bool
) -> None:
    settings.SCREEN_POP_KEYS = [KEY]
    settings.CUSTOMER_DIRECTORY = f"file://{settings.BASE_DIR}/kb/demo/customers.csv"
    looking.forget_rest()
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}{pop_address(caller=FIRST) if is_first_called else '/desk/'}")
    search_for(page, "银行卡")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    page.keyboard.press("Alt+m")
    page.keyboard.type("138001")
    expect(page.locator("#send-recipient")).to_have_value("138001")
    second = page.context.new_page()
    second.goto(f"{live_server}{pop_address(caller=SECOND)}")
    second.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#customer")).to_be_visible(timeout=35_000)
    expect(page.locator("#send-recipient")).to_have_value("", timeout=15_000)
    page.locator("#send").evaluate("fold => { fold.open = true; }")
    expect(page.locator("#send-recipient")).to_have_value("")
