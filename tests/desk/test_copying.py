"""Copying with one key, over HTTPS or not."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import bank as content
from tests.desk.browser import let_in

pytestmark = pytest.mark.django_db(transaction=True)
KEYS = {"c": "plain", "s": "sms", "w": "wechat"}


def open_answer(page: Page, server: str, agent: Any) -> None:
    let_in(page.context, agent, server)
    page.goto(f"{server}/desk/answers/cards.lost/")


def pasted(page: Page) -> str:
    """What Ctrl+V puts in."""
    page.evaluate(
        """() => { const area = document.createElement("textarea"); area.id = "paper";
           document.body.append(area); area.focus(); }"""
    )
    page.keyboard.press("Control+V")
    text = page.locator("#paper").input_value()
    page.evaluate("document.getElementById('paper').remove()")
    return text


@pytest.mark.parametrize("key", KEYS)
def test_copying_works_without_https(
    page: Page, live_server: Any, bank: Any, agent: Any, settings: Any, key: str
) -> None:
    settings.ALLOWED_HOSTS = ["desk.test"]
    server = f"http://desk.test:{live_server.thread.port}"
    open_answer(page, server, agent)
    assert page.evaluate("isSecureContext") is False
    assert page.evaluate("navigator.clipboard === undefined")
    page.keyboard.press(f"Alt+Key{key.upper()}")
    expect(page.locator("#copied")).to_contain_text("已复制")
    expected = page.locator(f"#text-{KEYS[key]}").text_content()
    assert expected
    assert pasted(page).strip() == expected.strip()
    assert content.INTERNAL not in expected and content.NEVER not in expected


def test_copying_with_the_clipboard_of_a_secure_page(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    open_answer(page, live_server.url, agent)
    assert page.evaluate("isSecureContext")
    page.keyboard.press("Alt+KeyS")
    expect(page.locator("#copied")).to_contain_text("条")
    said = page.evaluate("navigator.clipboard.readText()")
    assert said == page.locator("#text-sms").text_content()


def test_a_refused_clipboard_is_no_dead_end(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    )
    open_answer(page, live_server.url, agent)
    page.keyboard.press("Alt+KeyW")
    expect(page.locator("#copied")).to_contain_text("已复制")
    assert pasted(page).strip() == (page.locator("#text-wechat").text_content() or "").strip()


def test_where_nothing_can_be_copied_it_says_what_to_do(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    page.add_init_script(
        """navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
           document.execCommand = () => false"""
    )
    open_answer(page, live_server.url, agent)
    page.keyboard.press("Alt+KeyC")
    expect(page.locator("#copied")).to_contain_text("Ctrl+C")


def test_one_element_is_copied_by_its_button(
    page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    open_answer(page, live_server.url, agent)
    page.locator(".element--fee").get_by_role("button", name="复制这一段").click()
    expect(page.locator("#copied")).to_contain_text("收费标准")
    assert "补卡10元" in page.evaluate("navigator.clipboard.readText()")
    assert page.locator(".element--never_say [data-copies]").count() == 0
