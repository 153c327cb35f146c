"""One person has an answer open in two windows and types in both: the second to save is told,
what the first saved stays, and what was typed stands in its window."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from tests import library
from tests.authoring.making import draft_answer, fresh
from tests.journeys.people import give_subtree, log_in

TEXT = "#elements-0-value-text"
FIRST, SECOND = "第一个窗口写的话。", "第二个窗口写的话。"


@pytest.mark.django_db(transaction=True)
def test_the_second_to_save_is_told(page: Page, live_server: Any, cards: Any) -> None:
    give_subtree(cards, group="Editors")
    editor = library.staff("editor-1", "Editors")
    answer = draft_answer("cards.two", topic=cards, user=editor)
    address = f"{live_server}/admin/pages/{answer.pk}/edit/"
    log_in(page, address, user=editor)
    second = page.context.new_page()
    second.goto(address)

    # Twice, so that the first window writes over a version of its own.
    for words in (FIRST[:4], FIRST):
        save(page, words)
    with second.expect_response(is_a_save) as refused:
        second.fill(TEXT, SECOND)
    assert refused.value.json()["error_code"] == "invalid_revision"
    expect(second.locator("#title-text-w-save-confirmation-dialog")).to_contain_text("另一个窗口")
    assert newest(answer) == FIRST and second.input_value(TEXT) == SECOND

    save(page, FIRST + "还有。")
    assert newest(answer) == FIRST + "还有。", "the first goes on"
    second.locator("[data-edit-form] footer button[type=submit]").first.click()
    expect(second.locator("#w-save-confirmation-dialog")).to_be_visible()
    with second.expect_navigation():
        second.locator("#w-save-confirmation-dialog [data-w-dialog-target=confirm]").click()
    assert newest(answer) == SECOND
    kept = [
        one.as_object().elements[0].value["text"] for one in Revision.objects.for_instance(answer)
    ]
    assert FIRST + "还有。" in kept


def is_a_save(response: Any) -> bool:
    return bool(response.request.method == "POST" and response.url.endswith("/edit/"))


def save(page: Page, words: str) -> None:
    with page.expect_response(is_a_save) as saved:
        page.fill(TEXT, words)
    assert saved.value.json()["success"]


def newest(answer: Any) -> str:
    return str(fresh(answer).get_latest_revision_as_object().elements[0].value["text"])
