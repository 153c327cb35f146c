"""From the customer's question to the sent text message, by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from channels.delivery import outbox
from channels.delivery.gateways import Accepted, Outgoing, Unavailable
from channels.delivery.models import Delivery
from tests.desk.browser import let_in
from tests.desk.conftest import agent, bank, bank_tables

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "13800138000"
OUTCOME = "#send-outcome"


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, agent: Any) -> Page:
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def open_and_address(page: Page) -> int:
    """How many keys that took, after the question; the number of the customer is typed too."""
    page.keyboard.type("银行卡丢了")
    pressed = press(page, "Enter")
    expect(page.locator("#answer-heading")).to_be_focused()
    pressed += press(page, "Alt+m")
    expect(page.locator("#send-recipient")).to_be_focused()
    page.keyboard.type(NUMBER)
    return pressed


def test_a_lost_card(desk_page: Page) -> None:
    pressed = open_and_address(desk_page)
    pressed += press(desk_page, "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("已送达")
    expect(desk_page.locator(OUTCOME)).to_contain_text("138****8000")
    assert pressed <= 12
    delivery = Delivery.objects.get()
    assert delivery.text == desk_page.locator("#text-sms").text_content()
    # Pressed once more it is another message, as the agent can see; the first one stays one.
    press(desk_page, "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("已送达")


def test_a_gateway_that_is_down_is_shown_until_it_is_over(
    desk_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gateway:
        is_down = True

        def send(self, outgoing: Outgoing) -> Accepted:
            if self.is_down:
                raise Unavailable("status 503")
            return Accepted("m-1", is_arrived=True)

    gateway = Gateway()
    monkeypatch.setattr(outbox, "gateway_of", lambda channel: gateway)
    open_and_address(desk_page)
    press(desk_page, "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("等待发送")
    expect(desk_page.locator(OUTCOME)).to_contain_text("已尝试 1 次")
    gateway.is_down = False
    outbox.send_due(now=Delivery.objects.get().next_at)
    expect(desk_page.locator(OUTCOME)).to_contain_text("已送达")


def test_a_mistyped_number_loses_nothing(desk_page: Page) -> None:
    open_and_address(desk_page)
    press(desk_page, "Backspace", "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("手机号不正确")
    expect(desk_page.locator("#send-recipient")).to_have_value(NUMBER[:-1])
    press(desk_page, "0", "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("已送达")


def test_a_lost_connection_is_told_and_the_same_key_sends(desk_page: Page) -> None:
    open_and_address(desk_page)
    desk_page.route("**/desk/messages/", lambda route: route.abort())
    press(desk_page, "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("系统没有响应")
    desk_page.unroute("**/desk/messages/")
    press(desk_page, "Enter")
    expect(desk_page.locator(OUTCOME)).to_contain_text("已送达")
    assert Delivery.objects.count() == 1
