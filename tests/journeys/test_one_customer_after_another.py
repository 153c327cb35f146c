"""What is done for a customer by keyboard is noted, and the next customer begins anew."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from channels.contacts.models import Contact
from tests.desk.browser import let_in, search_for
from tests.desk.conftest import agent, bank, bank_tables

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_searched_opened_copied_and_the_next_one(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    search_for(page, "银行卡丢了")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    with page.expect_response("**/desk/contacts/copied/") as told:
        page.keyboard.press("Alt+s")
    assert told.value.status == 204
    first = Contact.objects.get()
    steps = list(first.steps.order_by("pk").values_list("kind", "key", "channel"))
    assert steps == [
        ("searched", "", ""),
        ("opened", "cards.lost", ""),
        ("copied", "cards.lost", "sms"),
    ]
    page.keyboard.press("Alt+x")
    page.wait_for_url(f"{live_server}/desk/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    first.refresh_from_db()
    assert first.outcome == Contact.Outcome.LEFT
    assert Contact.objects.filter(ended_at=None).count() == 1
