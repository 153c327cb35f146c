"""An agent solves a matter, says one sentence more, and the customer declines: with the next call
of the same customer it is not said again. By keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kb.offers.models import MadeOffer
from tests.accessibility import violations
from tests.contacts.calls import KEY, pop_address
from tests.desk.browser import let_in, search_for
from tests.desk.conftest import agent, bank, bank_tables
from tests.offers.making import SENTENCE, publish_offer

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
CALLER, ANOTHER = "13800000001", "13800000009"


def answer_call(page: Page, address: str, *, caller: str = CALLER) -> None:
    """The telephone system says who calls; the agent finds the answer."""
    page.goto(f"{address}{pop_address(caller=caller)}")
    search_for(page, "银行卡丢了")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    expect(page.locator("#next-sentence")).to_be_empty()


def test_an_offer_is_declined_and_not_said_again(
    page: Page, live_server: Any, bank: Any, agent: Any, settings: Any
) -> None:
    settings.SCREEN_POP_KEYS = [KEY]
    publish_offer(why="网点远，手机办更省事。", shown_most=9)
    let_in(page.context, agent, live_server.url)
    answer_call(page, live_server.url)
    page.keyboard.press("Alt+j")
    expect(page.locator(".offer__text")).to_have_text(SENTENCE)
    expect(page.locator(".offer__why")).to_contain_text("网点远")
    assert violations(page) == []
    page.keyboard.press("Alt+y")
    expect(page.locator("#offer-taken")).not_to_be_empty()
    page.keyboard.press("Alt+n")
    expect(page.locator("#offer-taken [data-outcome=declined]")).to_be_visible()
    assert MadeOffer.objects.get().outcome == "declined", "the wrong key was put right"

    answer_call(page, live_server.url)
    page.keyboard.press("Alt+j")
    expect(page.locator(".solved__done")).to_be_visible()
    expect(page.locator(".offer")).to_have_count(0)

    answer_call(page, live_server.url, caller=ANOTHER)
    page.keyboard.press("Alt+j")
    expect(page.locator(".offer__text")).to_have_text(SENTENCE)
