"""axe finds nothing where somebody begins a shift, in both languages, wide and on a phone."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, expect

from tests.accessibility import LOOKS, violations
from tests.desk.browser import let_in
from tests.library import block
from tests.reading.stories import asked, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("locale", "width"), LOOKS)
def test_nobody_is_kept_out(
    browser: Browser, live_server: Any, bank: Any, agent: Any, locale: str, width: int
) -> None:
    say(bank["cards.fee"], "每年300元，刷卡满6次免年费。", block("condition", "仅限金卡。"))
    english = type(bank["cards.fee"]).objects.get(key="cards.lost", locale__language_code="en")
    say(english, "Call us at once, at any hour.", block("condition", "Gold cards only."))
    bank["branches.hours"].unpublish()
    asked("cards.fee", Group.objects.get(name="Agents"), why="年费上调")
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 800},
    )  # fmt: skip
    let_in(context, agent, live_server.url)
    page = context.new_page()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide"

    changed = "cards.fee" if locale == "zh-CN" else "cards.lost"
    page.goto(f"{live_server}/desk/answers/{changed}/?news=1")
    expect(page.locator(".learn--news")).to_be_visible()
    look("changed answer")
    page.keyboard.press("Alt+p")
    expect(page.locator("#pin-button")).to_have_attribute("aria-pressed", "true")
    look("pinned")
    page.goto(f"{live_server}/desk/answers/cards.fee/?locale=zh-Hans&reading=1")
    expect(page.locator(".learn button")).to_be_visible()
    look("required reading")
    for name in ("", "news/", "reading/", "pins/"):
        page.goto(f"{live_server}/desk/{name}")
        look(name or "empty desk")
    context.close()
    assert {name: what for name, what in found.items() if what} == {}
