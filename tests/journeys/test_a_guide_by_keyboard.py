"""A customer has lost a card; the agent asks what the guide asks, by digits alone. A customer finds
the same way on a phone whose browser runs no script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from channels.contacts.models import ContactStep
from kb.publication import projections
from tests import library
from tests.accessibility import violations
from tests.desk.browser import let_in, search_for
from tests.guides.conftest import ASKED, LOST, REPLACE, SECRET_CHOICE, cards

__all__ = ["cards"]
pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def test_from_the_first_question_to_the_answer(page: Page, live_server: Any, cards: Any) -> None:
    projections.catch_up()
    let_in(page.context, library.staff("agent-7", "Agents"), live_server.url)
    page.goto(f"{live_server}/desk/")
    search_for(page, "卡丢了")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-heading")).to_be_focused()

    page.keyboard.press("Alt+g")
    guide = page.locator("[data-guide]")
    expect(guide).to_be_focused()
    expect(guide).to_contain_text("卡是在哪里丢的？")
    expect(guide).to_contain_text(SECRET_CHOICE)
    page.keyboard.press("1")
    expect(guide).to_contain_text("是哪种卡？")
    expect(guide).to_be_focused()
    expect(page.locator("#status")).to_have_text("是哪种卡？")
    page.keyboard.press("Backspace")
    expect(guide.locator(".guide__asks")).to_have_text("卡是在哪里丢的？")
    page.keyboard.press("3")
    expect(guide.locator(".guide__end")).to_contain_text("在手机银行点挂失。")
    assert violations(page) == []
    # Faster than the house answers: no key is lost.
    page.keyboard.press("Backspace")
    page.keyboard.press("2")
    expect(guide.locator(".guide__end")).to_contain_text("须由专人办理")
    page.keyboard.press("Backspace")
    page.keyboard.press("1")
    expect(guide.locator(".guide__trail")).to_contain_text("境内")
    page.keyboard.press("1")

    expect(page.locator("#answer-heading")).to_have_text("怎么补卡？")
    expect(page.locator("#answer-heading")).to_be_focused()
    for said in (ASKED, "境内", "普通卡"):
        expect(page.locator(".came")).to_contain_text(said)
    assert REPLACE in page.url
    assert violations(page) == []
    page.keyboard.press("Backspace")
    expect(page.locator("#answer-heading")).to_have_text(ASKED)
    expect(guide.locator(".guide__asks")).to_have_text("是哪种卡？")
    noted = ContactStep.objects.filter(kind="opened").values_list("key", "element")
    assert {(LOST, ""), (LOST, cards.guide), (REPLACE, "")} <= set(noted)


def test_digits_outside_the_guide_stay_digits(page: Page, live_server: Any, cards: Any) -> None:
    let_in(page.context, library.staff("agent-7", "Agents"), live_server.url)
    page.goto(f"{live_server}/desk/answers/{LOST}/")
    page.locator("#answer-heading").focus()
    page.keyboard.press("1")
    page.keyboard.press("Control+k")
    page.keyboard.type("1")
    expect(page.locator("#q")).to_have_value("1")
    expect(page.locator(".guide__asks")).to_have_text("卡是在哪里丢的？")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_without_a_script(
    browser: Browser, live_server: Any, cards: Any, scheme: Any
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_server}/help/zh-Hans/answers/{LOST}/")
    assert SECRET_CHOICE not in page.content()
    page.get_by_role("link", name="境内").click()
    expect(page.locator(".guide__asks")).to_have_text("是哪种卡？")
    page.get_by_role("link", name="返回上一问").click()
    expect(page.locator(".guide__asks")).to_have_text("卡是在哪里丢的？")
    page.get_by_role("link", name="境外").click()
    expect(page.locator(".guide__end")).to_contain_text("人工")
    page.get_by_role("link", name="返回上一问").click()
    page.get_by_role("link", name="境内").click()
    page.get_by_role("link", name="普通卡").click()
    expect(page.locator("h1")).to_have_text("怎么补卡？")
    expect(page.locator(".came")).to_contain_text("境内")
    context.close()

    seen = browser.new_context(viewport=PHONE, color_scheme=scheme).new_page()
    seen.goto(f"{live_server}/help/zh-Hans/answers/{LOST}/")
    seen.get_by_role("link", name="境内").click()
    assert violations(seen) == []
    seen.get_by_role("link", name="普通卡").click()
    assert violations(seen) == []
    assert seen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    seen.context.close()
