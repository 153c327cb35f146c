"""Letters and the Enter key belong to the input method while somebody composes, in every field of
the desk: nothing is sent, nothing opens, and what was composed stands in the field."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.complaints.conftest import soothing
from tests.desk.browser import let_in
from tests.desk.conftest import agent, bank, bank_tables
from tests.journeys.test_composing_chinese_on_the_desk import compose, press_while_composing

__all__ = ["agent", "bank", "bank_tables", "soothing"]
pytestmark = pytest.mark.django_db(transaction=True)
# How one comes to each field that takes words, and the field.
FIELDS = {
    "search": (("Control+k",), "#q"),
    "report": (("Alt+r",), "#report-comment"),
    "complaint": (("Alt+t",), "#complaint-words"),
    "question": (("Alt+l",), "#ask-words"),
    "message": (("Alt+m",), "#send-recipient"),
}
OF_THE_INPUT_METHOD = {"Enter": 13, "Escape": 27, "ArrowDown": 40}


def press_for_the_input_method(ime: Any, name: str) -> None:
    for kind in ("rawKeyDown", "keyUp"):
        ime.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": 229},
        )


@pytest.mark.parametrize("name", FIELDS)
def test_nothing_happens_before_it_is_composed(
    page: Page, live_server: Any, bank: Any, soothing: None, agent: Any, name: str
) -> None:
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/answers/cards.lost/")
    keys, selector = FIELDS[name]
    for key in keys:
        page.keyboard.press(key)
    field = page.locator(selector)
    expect(field).to_be_visible()
    field.focus()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    address, ime = page.url, page.context.new_cdp_session(page)
    for letters in ("k", "ka", "ka p"):
        compose(ime, letters)
    for key in OF_THE_INPUT_METHOD:
        press_for_the_input_method(ime, key)
    press_while_composing(ime, "1")
    expect(field).to_be_focused()
    assert [one for one in sent if "/desk/notices/" not in one] == []
    ime.send("Input.insertText", {"text": "卡片"})
    expect(field).to_have_value("卡片")
    assert page.url == address
