"""A fee that many answers share: three people decide, one returns it with a reason at the element,
the editor puts it right, a deputy decides for one, and the log shows who."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from kb.approval.models import ApprovalRule, Deputy, StepKind
from kb.authoring.models import SharedElement
from kb.publication.models import PublicationPerson
from tests import library
from tests.authoring.making import (
    element,
    make_topic,
    place,
    published_answer,
    published_shared,
)
from tests.journeys.people import log_in

ANSWERS = 5
TEXT = "#element-0-value-text"
REASON, RIGHT = "没有写明收取时间", "补卡每张 20 元，办理时收取。"


@pytest.fixture
def fee(db: None) -> SharedElement:
    shared = published_shared("card.fee", inner=element("fee", "补卡每张 15 元。"))
    topic = make_topic("cards")
    for number in range(ANSWERS):
        published_answer(f"cards.{number}", element("answer"), place(shared), topic=topic)
    return shared


@pytest.fixture
def rule(db: None) -> None:
    """More than four answers: compliance and consumer protection beside the knowledge approver."""
    rule = ApprovalRule.objects.create(
        name_zh="影响多个知识点的收费", name_en="Fees in several answers",
        subjects=["shared"], element_kinds=["fee"], min_reach=ANSWERS,
    )  # fmt: skip
    rule.steps.set(StepKind.objects.filter(code__in=["compliance", "consumer"]))


@pytest.fixture
def people(db: None, request: pytest.FixtureRequest) -> dict[str, User]:
    found = {
        "editor": library.staff("editor-1", "Editors"),
        "approver": library.staff("approver-1", "Approvers"),
        "compliance": library.staff("compliance-1", "Compliance"),
        "consumer": library.staff("consumer-1", "Consumer protection"),
        "deputy": library.staff("deputy-1", "Supervisors"),
    }
    today = timezone.localdate()
    # Also where midnight comes in between.
    Deputy.objects.create(
        person=found["consumer"],
        deputy=found["deputy"],
        first_day=today,
        last_day=today + timedelta(days=1),
    )
    for user in found.values():
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = request.getfixturevalue("language")
        profile.save()
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.long)])
def test_from_the_change_to_the_log(
    page: Page, live_server: Any, fee: Any, rule: None, people: Any, language: str
) -> None:
    site = live_server.url
    edit = f"{site}/admin/snippets/kb/sharedelement/edit/{fee.pk}/"

    log_in(page, f"{site}/admin/", user=people["editor"])
    hand_in(page, edit, text="补卡每张 20 元。")
    page.goto(f"{site}/admin/approval/mine/")
    expect(page.locator(".approval-step")).to_have_count(3)

    open_task(page, site, people["compliance"])
    expect(page.locator("ins")).to_have_text("20")
    page.locator(".approval-return summary").click()
    page.locator("[id^=reason-]").first.fill(REASON)
    press(page, "return")

    log_in(page, edit, user=people["editor"])
    expect(page.locator("li", has_text=REASON).first).to_be_visible()
    hand_in(page, edit, text=RIGHT)

    for name in ("compliance", "deputy", "approver"):
        assert SharedElement.objects.get(pk=fee.pk).element[0].value["text"] != RIGHT
        open_task(page, site, people[name])
        press(page, "approve")

    assert SharedElement.objects.get(pk=fee.pk).element[0].value["text"] == RIGHT
    shown = PublicationPerson.objects.exclude(step="").values_list("step", "name", "deputy_for")
    assert set(shown) == {
        ("compliance", "compliance-1", ""),
        ("consumer", "deputy-1", "consumer-1"),
        ("knowledge", "approver-1", ""),
    }
    page.goto(f"{site}/admin/reports/publication-log/")
    expect(page.locator("table").get_by_text("deputy-1").first).to_be_visible()


def hand_in(page: Page, address: str, *, text: str) -> None:
    page.goto(address)
    page.fill(TEXT, text)
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_navigation():
        page.locator("[name=action-submit]").click()


def open_task(page: Page, site: str, user: User) -> None:
    log_in(page, f"{site}/admin/approval/", user=user)
    page.locator(".approval-list .title a").first.click()
    page.wait_for_url("**/approval/tasks/**")


def press(page: Page, decision: str) -> None:
    with page.expect_navigation():
        page.locator(f"[name=decision][value={decision}]").click()
