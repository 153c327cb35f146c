"""Whoever types as soon as the form is there, or while a save is on its way, and then leaves the
keyboard alone, finds all of it in the newest version."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests import library
from tests.authoring.making import draft_answer, fresh
from tests.journeys.people import give_subtree, log_in

TEXT = "#elements-0-value-text"
# The last moment: the form has the answer of the save, Wagtail has not yet taken it for saved.
TYPE_AS_IT_IS_SAVED = """([selector, words]) => {
  const form = document.querySelector("[data-edit-form]");
  form.addEventListener("w-autosave:success", () => {
    const field = document.querySelector(selector);
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, { capture: true, once: true });
}"""


@pytest.mark.django_db(transaction=True)
def test_at_once_and_while_it_is_saved(page: Page, live_server: Any, cards: Any) -> None:
    give_subtree(cards, group="Editors")
    editor = library.staff("editor-1", "Editors")
    answer = draft_answer("cards.one", topic=cards, user=editor)
    log_in(page, f"{live_server}/admin/pages/{answer.pk}/edit/", user=editor)

    with page.expect_response(is_a_save) as saved:
        page.fill(TEXT, "一打开就写的。")
    assert saved.value.json()["success"]
    assert newest(answer) == "一打开就写的。"

    page.evaluate(TYPE_AS_IT_IS_SAVED, [TEXT, "正在保存时写的。"])
    with page.expect_response(is_a_save):
        page.fill(TEXT, "随便什么。")
    with page.expect_response(is_a_save) as saved:
        pass
    assert saved.value.json()["success"]
    assert newest(answer) == "正在保存时写的。"

    page.wait_for_function("!document.querySelector('[data-w-unsaved-force-value=true]')")
    page.goto("about:blank")
    assert page.url == "about:blank", "nothing is asked where nothing is unsaved"


def is_a_save(response: Any) -> bool:
    return bool(response.request.method == "POST" and response.url.endswith("/edit/"))


def newest(answer: Any) -> str:
    return str(fresh(answer).get_latest_revision_as_object().elements[0].value["text"])
