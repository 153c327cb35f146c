"""axe finds nothing on the desk, in both languages, wide and at the width of a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import library
from tests.accessibility import LOOKS, violations
from tests.desk.browser import let_in, search_for

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"zh-CN": "挂失", "en-US": "lost card"}


@pytest.mark.parametrize(("locale", "width"), LOOKS)
def test_nobody_is_kept_out(
    browser: Browser, live_server: Any, bank: Any, locale: str, width: int
) -> None:
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 800},
    )  # fmt: skip
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Security Policy" in said.text else None,
    )
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide"

    page.goto(f"{live_server}/desk/login/")
    look("login")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    look("refused login")
    let_in(context, library.staff("new-1"), live_server.url)
    page.goto(f"{live_server}/desk/")
    look("no grant")
    let_in(context, library.staff("agent-7", "Agents"), live_server.url)
    page.goto(f"{live_server}/desk/")
    look("empty")
    search_for(page, ASKED[locale])
    page.keyboard.press("ArrowDown")
    look("results")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    for fold in page.locator(".answer details").all():
        fold.locator("summary").click()
    look("answer")
    page.goto(f"{live_server}/desk/?q=qqqqxxxx")
    look("nothing found")
    page.goto(f"{live_server}/desk/?q=foreigner")
    look("other language")
    page.goto(f"{live_server}/desk/topics/cards/")
    look("topic")
    page.goto(f"{live_server}/desk/answers/none/")
    look("absent")
    context.close()
    assert {name: what for name, what in found.items() if what} == {}
    assert refused == []
