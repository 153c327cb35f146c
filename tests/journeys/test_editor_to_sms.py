"""An editor writes an answer in the browser, a second person approves it, an agent sends it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from kb.authoring.models import Fact, KnowledgePage
from tests import library
from tests.journeys.people import give_subtree, log_in

QUESTION = "补卡多少钱？"
STANDARD = "补一张银行卡收 {{ card.fee }} 工本费，在网点当场扣收。"
BRIEF = "补卡工本费{{ card.fee }}。"
SAID_BY_SMS = "补卡工本费15元。"
ELEMENT = "elements-0-value"


@pytest.fixture
def fee(db: None) -> Fact:
    fact = Fact(key="card.fee", name="工本费", type="money", unit="CNY", value="15", live=True)
    fact.save()
    return fact


@pytest.fixture
def editor(cards: Any) -> User:
    give_subtree(cards, group="Editors")
    return library.staff("editor-1", "Editors")


@pytest.fixture
def approver(cards: Any) -> User:
    return library.staff("approver-2", "Approvers")


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_writes_leaves_as_a_text_message(
    page: Page, client: Client, live_server: Any, cards: Any, fee: Fact, editor: User,
    approver: User, agent: User, keys: Any,
) -> None:  # fmt: skip
    log_in(page, f"{live_server}/admin/", user=editor)
    write_answer(page, f"{live_server}/admin/pages/add/kb/knowledgepage/{cards.pk}/")
    submit_for_approval(page)
    answer = KnowledgePage.objects.get(title=QUESTION)
    url = f"/api/v1/answers/{answer.key}"
    assert not answer.live
    assert client.get(url, headers=keys["sms"]).status_code == 404

    log_in(page, f"{live_server}/admin/", user=approver)
    approve(page, f"{live_server}/admin/pages/{answer.pk}/edit/")

    said = client.get(url, headers=keys["sms"]).json()
    assert said["question"] == QUESTION
    assert SAID_BY_SMS in said["text"]
    log_in(page, f"{live_server}/desk/", user=agent)
    page.goto(f"{live_server}/desk/answers/{answer.key}/")
    expect(page.locator("body")).to_contain_text(said["text"])


def write_answer(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#id_title", QUESTION)
    page.locator(".c-sf-add-button").click()
    page.locator("[role=option]:visible").first.click()
    page.fill(f"#{ELEMENT}-text", STANDARD)
    brief = page.locator(f"#{ELEMENT}-brief")
    expect(brief).to_be_hidden()
    # The innermost fold around the brief form.
    page.locator("[data-panel]", has=brief).last.locator("[data-panel-toggle]").first.click()
    brief.fill(BRIEF)


def submit_for_approval(page: Page) -> None:
    """An autosave gives a new page its own address, which is no answer to the form yet."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_navigation(url=lambda url: "/add/" not in url and "/edit/" not in url):
        page.locator("[name=action-submit]").click()


def approve(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_navigation():
        page.locator("[data-workflow-action-name=approve]").first.click()
