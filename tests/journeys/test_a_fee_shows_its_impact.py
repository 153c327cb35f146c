"""A fee is to go up. Before anybody approves, its editor and the approver see what it does to
twelve answers on four channels; then it goes out and a channel says so."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from kb.authoring.models import Fact
from tests import library
from tests.journeys.people import give_subtree, log_in
from tests.journeys.test_editor_to_sms import approve, submit_for_approval
from tests.library import block

ANSWERS = 12
CHANNELS = 4


@pytest.fixture
def fee(cards: Any) -> Fact:
    fact = Fact(key="card.fee", name="工本费", type="money", unit="CNY", value="15", live=True)
    fact.save()
    for number in range(ANSWERS):
        said = block("answer", "补一张卡收 {{ card.fee }}。", brief="补卡费 {{ card.fee }}。")
        library.publish_answer(cards, f"cards.fee-{number}", f"第{number}种卡补卡多少钱？", said)
    return fact


@pytest.fixture
def editor(cards: Any) -> User:
    give_subtree(cards, group="Editors")
    return library.staff("editor-1", "Editors")


@pytest.mark.django_db(transaction=True)
def test_a_fee_changed_once_shows_its_impact_before_it_is_approved(
    page: Page, client: Client, live_server: Any, fee: Fact, editor: User, keys: Any
) -> None:
    edit = live_server + reverse(Fact.snippet_viewset.get_url_name("edit"), args=[fee.pk])
    log_in(page, f"{live_server}/admin/", user=editor)
    page.goto(edit)
    page.fill("#id_value", "20")
    submit_for_approval(page)
    page.goto(edit)
    page.get_by_role("link", name="各渠道影响预览").click()
    see_impact(page)

    approver = library.staff("approver-2", "Approvers")
    log_in(page, f"{live_server}/admin/", user=approver)
    page.goto(f"{live_server}/admin/impact/kb.fact/{fee.pk}/")
    see_impact(page)
    said = client.get("/api/v1/answers/cards.fee-3", headers=keys["sms"]).json()
    assert "补卡费 15元。" in said["text"], said

    approve(page, edit)

    said = client.get("/api/v1/answers/cards.fee-3", headers=keys["sms"]).json()
    assert "补卡费 20元。" in said["text"], said


def see_impact(page: Page) -> None:
    """Every answer is listed, and one of them opened shows old and new on each channel."""
    expect(page.locator("[data-complete]")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(ANSWERS)
    expect(page.locator("[data-sum=changed]")).to_have_text(str(ANSWERS))
    expect(page.locator("[data-sum=overflows]")).to_have_text("0")
    page.locator("[data-order=overflows]").click()
    expect(page.locator("[data-order=overflows]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-detail]").first.click()
    channels = page.locator(".impact__channel")
    expect(channels).to_have_count(CHANNELS)
    for number in range(CHANNELS):
        expect(channels.nth(number).locator(".impact__old mark").first).to_contain_text("15")
        expect(channels.nth(number).locator(".impact__new mark").first).to_contain_text("20")
