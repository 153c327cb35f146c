"""The mobile bank is down: one wording on two open desks, read by a key, gone at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from kb.notices.operations import release
from kb.notices.reading import counts_by_team
from tests import accessibility, library
from tests.desk.browser import Typist, let_in
from tests.desk.conftest import bank, bank_tables
from tests.notices.making import INNER, SAID, approver, end_early, released, scope_of, submitted

__all__ = ["bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
TEN_SECONDS = 10_000
BANNER = "#notices .alarm"


@pytest.fixture
def desks(browser: Browser, live_server: Any, bank: Any) -> Iterator[tuple[Page, Page]]:
    contexts = [browser.new_context(locale="zh-CN") for _ in range(2)]
    pages = []
    for context, name in zip(contexts, ("agent-7", "agent-8"), strict=True):
        let_in(context, library.staff(name, "Agents"), live_server.url)
        page = context.new_page()
        page.goto(f"{live_server}/desk/")
        expect(page.locator("#q")).to_be_focused()
        pages.append(page)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def test_released_it_stands_on_both_within_ten_seconds(desks: tuple[Page, Page]) -> None:
    one, other = desks
    Typist(one).compose("yinhang")
    version = submitted()
    release(version, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    for desk in desks:
        expect(desk.locator(BANNER)).to_contain_text(SAID, timeout=TEN_SECONDS)
        expect(desk.locator(BANNER)).to_contain_text(INNER)
        expect(desk.locator("#notices-said")).to_contain_text(SAID)
        expect(desk.locator("#q")).to_be_focused()
    # What was being composed goes on in the same field.
    Typist(one).commit("银行")
    expect(one.locator("#q")).to_have_value("银行")

    other.keyboard.press("Alt+o")
    expect(other.locator(BANNER)).to_contain_text("已读")
    expect(other.locator("#q")).to_be_focused()
    other.reload()
    expect(other.locator(BANNER)).to_contain_text("已读", timeout=TEN_SECONDS)
    assert [(found.shown, found.read) for found in counts_by_team(version)] == [(2, 1)]

    end_early(version.notice, by=approver(), at=timezone.now(), why="已恢复")
    for desk in desks:
        expect(desk.locator(BANNER)).to_have_count(0, timeout=TEN_SECONDS)


def test_it_ends_by_itself_where_the_server_is_gone(desks: tuple[Page, Page]) -> None:
    page, _other = desks
    page.clock.install()
    released(ends_at=timezone.now() + timedelta(hours=2))
    page.reload()
    expect(page.locator(BANNER)).to_contain_text(SAID, timeout=TEN_SECONDS)
    page.route(re.compile("/desk/notices/$"), lambda route: route.abort())
    page.clock.fast_forward("02:00:05")
    expect(page.locator(BANNER)).to_have_count(0)
    expect(page.locator("#notices-said")).to_have_text("一条应急公告已结束。")


def test_a_desk_that_is_logged_out_says_so(desks: tuple[Page, Page]) -> None:
    page, _other = desks
    expect(page.locator("#notices-lost")).to_be_hidden()
    page.context.clear_cookies()
    expect(page.locator("#notices-lost")).to_be_visible(timeout=TEN_SECONDS)


def test_axe_finds_nothing(desks: tuple[Page, Page]) -> None:
    page, _other = desks
    version = released()
    released(notice=version.notice, answers=("cards.lost",))
    page.reload()
    expect(page.locator(BANNER)).to_contain_text(SAID, timeout=TEN_SECONDS)
    assert accessibility.violations(page) == []
