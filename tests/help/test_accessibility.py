"""axe finds nothing on the help pages, in both languages, wide and at the width of a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import violations

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "home": "",
    "topic": "topics/cards/",
    "answer": "answers/cards.lost/",
    "search": "search/?q=card%20挂失",
    "nothing found": "search/?q=qqqxxx",
    "refused": "search/?q=%00",
    "absent": "answers/none/",
}


@pytest.mark.parametrize("locale", ["zh-Hans", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_kept_out(
    browser: Browser, live_server: Any, bank: Any, locale: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Security Policy" in said.text else None,
    )
    found = {}
    for name, address in PAGES.items():
        page.goto(f"{live_server}/help/{locale}/{address}")
        found[name] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()
    assert {name: what for name, what in found.items() if what} == {}
    assert refused == []


def test_on_paper_stands_the_answer_alone(page: Page, live_server: Any, bank: Any) -> None:
    page.goto(f"{live_server}/help/zh-Hans/answers/cards.lost/")
    page.emulate_media(media="print")
    assert page.locator(".said").is_visible()
    assert page.locator(".on-paper").is_visible()
    for left_out in (".searching", ".foot", ".related", ".languages", ".crumbs"):
        assert not page.locator(left_out).is_visible()


def test_the_help_pages_work_without_scripts(browser: Browser, live_server: Any, bank: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server}/help/")
    page.fill("#q", "年费")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="信用卡年费怎么收？").click()
    assert "每年200元" in page.locator(".said").inner_text()
    page.locator(".languages").get_by_role("link", name="English").click()
    assert page.url == f"{live_server}/help/en/"
    context.close()
