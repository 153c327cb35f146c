"""An agent reports a sentence with two keys; its editor sees where, says what came of it, and the
agent reads that at the desk. Nobody touches a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from kb.care.models import Correction
from tests import library
from tests.accessibility import violations
from tests.desk.browser import let_in
from tests.desk.conftest import agent, bank, bank_tables
from tests.journeys.people import give_subtree

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
WHY = "费用没有变，短信里的是老客户价"


@pytest.fixture
def editor_page(browser: Browser, live_server: Any, bank: Any) -> Iterator[Page]:
    give_subtree(bank["cards.lost"].get_parent(), group="Editors")
    context = browser.new_context(locale="zh-CN")
    let_in(context, library.staff("editor-3", "Editors"), live_server.url)
    yield context.new_page()
    context.close()


def tab_until(page: Page, condition: str) -> None:
    for _step in range(120):
        if page.evaluate(f"(element => {condition})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to where {condition}")


def report_a_sentence(page: Page, address: str) -> str:
    """Which element it was."""
    page.goto(f"{address}/desk/answers/cards.lost/")
    tool = page.locator(".element [data-reports]").last
    element = tool.get_attribute("data-reports") or ""
    tab_until(page, f'element.dataset.reports === "{element}"')
    page.keyboard.press("Alt+r")
    expect(page.locator("#report-element")).to_have_value(element)
    page.keyboard.press("1")
    expect(page.locator("#report-outcome")).to_contain_text("已提交给知识采编岗")
    return element


def settle_it(page: Page, address: str, *, element: str) -> None:
    page.goto(f"{address}{reverse('care_corrections')}")
    row = page.locator(".care-conflict")
    expect(row).to_have_count(1)
    assert violations(page) == []
    link = row.locator(f'a[href$="#block-{element}-section"]')
    expect(link).to_have_count(1)
    tab_until(page, 'element.name === "outcome"')
    page.keyboard.press("ArrowDown")
    expect(row.locator("[value=right]")).to_be_checked()
    tab_until(page, 'element.name === "why"')
    page.keyboard.insert_text(WHY)
    page.keyboard.press("Enter")
    expect(page.locator(".care-conflict")).to_have_count(0)


def test_two_keys_to_the_editor_and_back(
    page: Page, editor_page: Page, live_server: Any, bank: Any, agent: Any
) -> None:
    let_in(page.context, agent, live_server.url)
    element = report_a_sentence(page, live_server.url)
    settle_it(editor_page, live_server.url, element=element)
    done = Correction.objects.get()
    assert (done.element, done.outcome, done.closed_by) == (element, "right", "editor-3")
    page.goto(f"{live_server}/desk/")
    news = page.locator("a[href$='/reports/mine/'] .badge--must")
    expect(news).to_contain_text("1")
    tab_until(page, "element.matches(\"a[href$='/reports/mine/']\")")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(WHY)
    expect(page.locator("main .badge--must")).to_have_count(1)
    assert violations(page) == []
    page.reload()
    expect(page.locator("main .badge--must")).to_have_count(0)
