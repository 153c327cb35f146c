"""Whoever writes the last word and hands in at once has one page, however slow the line is."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route

from kb.authoring.models import KnowledgePage
from tests import library
from tests.journeys.people import give_subtree, log_in

TEXT = "#elements-0-value-text"
TRIES = 100


@pytest.mark.django_db(transaction=True)
def test_there_is_one_page_and_it_is_handed_in(page: Page, live_server: Any, cards: Any) -> None:
    give_subtree(cards, group="Editors")
    log_in(page, f"{live_server}/admin/", user=library.staff("editor-1", "Editors"))
    page.goto(f"{live_server}/admin/pages/add/kb/knowledgepage/{cards.pk}/")
    page.fill("#id_title", "补卡要多少钱？")
    page.locator(".c-sf-add-button:visible").last.click()
    page.locator("[role=option]:visible").first.click()
    autosave = hold_the_first_save(page)

    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("[name=action-submit]").click()
    assert not KnowledgePage.objects.exists(), "it waits for the page's own address"
    with page.expect_navigation(url=lambda url: "/add/" not in url and "/edit/" not in url):
        autosave.continue_()

    (answer,) = KnowledgePage.objects.all()
    assert answer.current_workflow_state is not None
    assert answer.get_latest_revision_as_object().elements[0].value["text"].startswith("补卡")


@pytest.mark.django_db(transaction=True)
def test_once_it_is_on_its_way_nothing_is_saved_beside_it_until_somebody_stops_it(
    page: Page, live_server: Any, cards: Any
) -> None:
    """The timer of the autosave may run out while a slow server is still at it. After Esc what was
    held back is saved."""
    give_subtree(cards, group="Editors")
    log_in(page, f"{live_server}/admin/", user=library.staff("editor-1", "Editors"))
    page.goto(f"{live_server}/admin/pages/add/kb/knowledgepage/{cards.pk}/")
    page.fill("#id_title", "补卡要多少钱？")
    assert page.evaluate(SAVED_WHILE_HANDED_IN) == "stopped"
    with page.expect_response("**/admin/pages/add/**") as saved:
        page.keyboard.press("Escape")
    assert saved.value.json()["success"]


# What the browser and the editor tell the page: the form is sent, then the timer runs out.
SAVED_WHILE_HANDED_IN = """() => {
  const form = document.querySelector('form[data-controller~="w-autosave"]');
  const tell = (name) => {
    const event = new CustomEvent(name, { bubbles: true, cancelable: true });
    form.dispatchEvent(event);
    return event.defaultPrevented ? 'stopped' : 'let through';
  };
  const sent = tell('submit');
  return sent === 'let through' ? tell('w-autosave:save') : `the form itself was ${sent}`;
}"""


def hold_the_first_save(page: Page) -> Route:
    """Types until the editor saves by itself, and keeps what it sends on its way."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/admin/pages/add/**", hold)
    for number in range(TRIES):
        page.fill(TEXT, f"补卡要 15 元{'。' * (number % 2 + 1)}")
        page.wait_for_timeout(200)
        if held:
            return held[0]
    raise AssertionError("the editor never saved by itself")
