"""An agent finds and sends an answer with keyboard and input method alone. While she composes,
letters and digits belong to the input method: nothing is asked, nothing opens."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Request, expect

from tests import library
from tests.journeys.people import password_of
from tests.library import block

QUESTION = "补卡多少钱？"
BRIEF = "补卡工本费15元。"
LONGER_THAN_ANY_WAIT_MS = 5_000


@pytest.fixture
def answer(cards: Any) -> Any:
    return library.publish_answer(
        cards, "cards.fee", QUESTION, block("answer", "补一张卡收15元工本费。", brief=BRIEF)
    )


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses of all searches that the page made."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/desk/results/" in request.url:
            found.append(request.url)

    page.on("request", note)
    return found


@pytest.mark.django_db(transaction=True)
def test_from_the_login_to_the_copied_message(
    page: Page, live_server: Any, agent: User, answer: Any, asked: list[str]
) -> None:
    page.clock.install()
    page.goto(f"{live_server}/desk/")
    expect(page.locator("#id_username")).to_be_focused()
    page.keyboard.type(agent.username)
    page.keyboard.press("Tab")
    page.keyboard.type(password_of(agent))
    page.keyboard.press("Enter")
    search = page.locator("#q")
    expect(search).to_be_focused()

    ime = page.context.new_cdp_session(page)
    for letters in ("b", "bu", "bu k", "bu ka"):
        compose(ime, letters)
    press_while_composing(ime, "1")
    page.clock.fast_forward(LONGER_THAN_ANY_WAIT_MS)
    expect(search).to_have_value("bu ka")
    assert asked == []
    expect(page.locator("#answer-heading")).to_have_count(0)

    with page.expect_response("**/desk/results/**"):
        ime.send("Input.insertText", {"text": "补卡"})
        page.clock.fast_forward(LONGER_THAN_ANY_WAIT_MS)
    assert len(asked) == 1
    expect(page.locator("#row-1")).to_contain_text(QUESTION)
    page.keyboard.press("Alt+1")
    expect(page.locator("#answer-heading")).to_have_text(QUESTION)

    page.keyboard.press("Alt+s")
    expect(page.locator("#copied")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+v")
    expect(search).to_have_value(f"【谷雨银行】{BRIEF}")


def compose(ime: Any, letters: str) -> None:
    place = {"selectionStart": len(letters), "selectionEnd": len(letters)}
    ime.send("Input.imeSetComposition", {"text": letters} | place)


def press_while_composing(ime: Any, digit: str) -> None:
    """The key that chooses a candidate, as browsers report it then: 229, with Alt held too."""
    for kind in ("rawKeyDown", "keyUp"):
        key = {"type": kind, "key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": 229}
        ime.send("Input.dispatchKeyEvent", key | {"modifiers": 1})
