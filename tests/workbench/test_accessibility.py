"""axe finds nothing behind the desk: notices, complaints, offers, required reading."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import Browser

from tests import library
from tests.accessibility import LOOKS, violations
from tests.complaints.making import taken_by
from tests.desk.browser import let_in
from tests.notices import making as notices
from tests.reading.stories import asked

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = (
    "notices", "notice_new", "complaint_list", "reading_list",
    "offers_try", "offer_results", "offers_said",
)  # fmt: skip


def addresses(bank: Any, person: Any) -> Iterator[str]:
    notice = notices.released().notice
    notices.submitted(notice=notice)
    complaint = taken_by(person)
    reading = asked("cards.fee", Group.objects.get(name="Agents"))
    yield from (reverse(name) for name in LISTS)
    yield reverse("notice", args=[notice.pk])
    yield reverse("complaint_item", args=[complaint.pk])
    yield reverse("reading_one", args=[reading.pk])
    for model in ("offer", "noticetemplate", "complaintreason"):
        yield reverse(f"wagtailsnippets_kb_{model}:list")
        yield reverse(f"wagtailsnippets_kb_{model}:add")


@pytest.mark.parametrize(("locale", "width"), LOOKS)
def test_nobody_is_kept_out(
    browser: Browser, live_server: Any, bank: Any, locale: str, width: int
) -> None:
    person = library.staff("supervisor-9", "Supervisors", "Editors", "Administrators")
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    let_in(context, person, live_server.url)
    page = context.new_page()
    found = {}
    for address in addresses(bank, person):
        answer = page.goto(f"{live_server}{address}")
        assert answer is not None and answer.status == 200, address
        page.wait_for_load_state("networkidle")
        found[address] = violations(page)
    context.close()
    assert {address: what for address, what in found.items() if what} == {}
