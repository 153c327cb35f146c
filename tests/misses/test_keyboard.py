"""A supervisor works through the misses without a mouse, on a phone's width too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kb.feedback.misses.models import MissGroup
from tests import library
from tests.journeys.people import log_in
from tests.misses.asking import ask, tick

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
COIN = "纪念币几点开售"


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_list_to_a_decision(page: Page, live_server: Any, width: int) -> None:
    library.publish_topic("cards", "银行卡")
    now = timezone.now()
    ask(COIN, at=now - timedelta(minutes=5))
    tick(now)
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, f"{live_server}/admin/misses/", user=library.staff("boss-1", "Supervisors"))

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name=COIN).focus()
    page.keyboard.press("Enter")
    page.locator("input[name=act]").first.focus()
    expect(page.locator("#id_topic")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_topic")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_why_error")).to_be_visible()
    page.locator("#id_why").focus()
    page.keyboard.type("不归我们管")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server}/admin/misses/")
    group = MissGroup.objects.get()
    assert (group.state, group.events.get().note) == ("ignored", "不归我们管")
