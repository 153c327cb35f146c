"""axe finds nothing on the overview, in both languages, wide and at the width of a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser

from channels.supervising.counting import count_day
from channels.supervising.days import day_of
from kb.feedback.models import Feedback
from tests import library
from tests.accessibility import LOOKS, violations
from tests.complaints.making import taken_by
from tests.desk.browser import let_in
from tests.library import block
from tests.noon import NOW
from tests.reading.stories import asked as asked_to_read
from tests.supervising.stories import Kind, serve
from tests.supervising.test_questioned import asked as asked_leader

pytestmark = pytest.mark.django_db(transaction=True)


def some_days() -> None:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.lost", "银行卡丢了怎么办？", block("answer", "先挂失。"))
    readers = Group.objects.create(name="Team 1")
    wang = library.staff("wang", "Agents", readers.name)
    for back in range(9):
        asked_leader(NOW - timedelta(days=back), by=wang.pk, team=readers.name, wait=30)
        taken_by(wang, at=NOW - timedelta(days=back), cause="system")
        for agent in range(4):
            serve(NOW - timedelta(days=back), agent=agent, answer=Kind.SENT, channel="sms",
                  solved=True, team=f"Team {agent % 2}")  # fmt: skip
        Feedback.objects.create(key="cards.lost", locale="zh-Hans", channel="web", source="help",
                                verdict="helpful", at=NOW - timedelta(days=back))  # fmt: skip
    asked_to_read("cards.lost", readers)
    for back in range(9):
        count_day(day_of(NOW - timedelta(days=back)), now=NOW)


@pytest.mark.parametrize(("locale", "width"), LOOKS)
def test_nobody_is_kept_out(
    browser: Browser, live_server: Any, settings: Any, locale: str, width: int
) -> None:
    settings.SMALLEST_TEAM = 1
    some_days()
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    let_in(context, library.staff("boss", "Supervisors"), live_server.url)
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Security Policy" in said.text else None,
    )
    today = day_of(NOW)
    week = f"?from={today - timedelta(days=7)}&to={today - timedelta(days=1)}"
    found: dict[str, list[str]] = {}
    for address in ("", week, "?from=x", f"around/?day={today - timedelta(days=3)}"):
        page.goto(f"{live_server}/desk/overview/{address}")
        for fold in page.locator("details").all():
            fold.locator("summary").click()
        found[address] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} pixels wide"
    context.close()
    assert {name: what for name, what in found.items() if what} == {}
    assert refused == []
