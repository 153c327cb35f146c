"""From an empty base a newcomer follows the card on the admin's home and hands in a first answer,
in less than two minutes."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from kb.authoring.models import KnowledgePage, TopicPage
from tests import library
from tests.journeys.people import give_subtree, log_in

SECONDS = 120
CHINESE = (
    "银行卡",
    "银行卡丢了怎么办？",
    "先打客服电话挂失，再带身份证到网点补卡。",
    "继续",
    "写第一条知识点",
)
ENGLISH = (
    "Cards",
    "What if I lose my card?",
    "Call us to block it. Then bring your ID to a branch.",
    "Go on",
    "Your first answer",
)
SAID = {"zh-hans": CHINESE, "en": ENGLISH}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_in_less_than_two_minutes(page: Page, live_server: Any, language: str) -> None:
    topic, question, answer, go_on, heading = SAID[language]
    give_subtree(library.library_root(language), group="Editors")
    newcomer = library.staff("newcomer", "Editors")
    profile = UserProfile.get_for_user(newcomer)
    profile.preferred_language = language
    profile.save()
    home = f"{live_server}/admin/"
    begun = time.monotonic()

    log_in(page, home, user=newcomer)
    expect(page.locator("#first-answer-heading")).to_have_text(heading)
    page.get_by_role("link", name=go_on).click()
    page.fill("#id_title", topic)
    submit(page)
    made = TopicPage.objects.get(title=topic)

    page.goto(home)
    page.get_by_role("link", name=go_on).click()
    page.fill("#id_title", question)
    page.locator(".c-sf-add-button").first.click()
    page.locator("[role=option]:visible").first.click()
    page.fill("#elements-0-value-text", answer)
    submit(page)

    seconds = time.monotonic() - begun
    print(f"first answer in {language}: {seconds:.1f} s")
    found = KnowledgePage.objects.get(title=question)
    assert found.get_parent().pk == made.pk
    assert found.workflow_in_progress
    page.goto(home)
    expect(page.locator("#first-answer-heading")).to_have_count(0)
    assert seconds < SECONDS


def submit(page: Page) -> None:
    """The button behind the arrow: hand in. An autosave changes the address of the form, too."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    with page.expect_navigation(url=lambda url: "/add/" not in url and "/edit/" not in url):
        page.locator("[name=action-submit]").click()
