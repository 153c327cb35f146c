"""What has just come to the desk works in the very moment it is there, however slow the machine."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.browser import let_in, search_for

pytestmark = pytest.mark.django_db(transaction=True)
SUBMIT_AS_IT_COMES = """([selector, field]) => {
  new MutationObserver((_changes, observer) => {
    const form = document.querySelector(selector);
    if (!form) return;
    observer.disconnect();
    form.elements[field].value = "138";
    form.requestSubmit();
  }).observe(document.getElementById("answer"), { childList: true, subtree: true });
}"""


def test_a_form_is_sent_from_within_the_page_as_soon_as_it_is_there(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    search_for(page, "年费")
    page.evaluate(SUBMIT_AS_IT_COMES, ["#send form", "recipient"])
    page.keyboard.press("Enter")
    expect(page.locator("#send-outcome")).to_contain_text("手机号不正确")
