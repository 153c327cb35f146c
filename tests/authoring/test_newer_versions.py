"""Two windows on one answer: the second to save is told, and nothing of either is lost."""

import json
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision

from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db
MINE, THEIRS = "这是我在旧窗口写的话。", "这是新窗口里保存的话。"
SENT = ({}, {"action-submit": "1"})


@pytest.fixture
def page() -> Any:
    cards = make_topic("cards")
    page = draft_answer("cards.loss", topic=cards, user=make_user("writer", "Editors", owns=cards))
    make_user("other", "Editors", owns=cards)
    return page


def loaded(obj: Any) -> dict[str, str]:
    """What the form carries of the version that it shows."""
    latest = fresh(obj).get_latest_revision()
    moment = latest.created_at.isoformat()
    return {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": moment}


def texts(page: Any) -> list[str]:
    revisions = Revision.objects.for_instance(page).order_by("pk")
    return [one.as_object().elements[0].value["text"] for one in revisions]


def send(page: Any, user: Any, **form: str) -> Any:
    typed = {"elements-0-value-text": MINE}
    return logged_in(user).post(edit_url(page), form_of(page, **(typed | form)))


def stands_in(response: Any) -> bool:
    """The browser builds the elements from data."""
    return json.dumps(MINE).strip('"') in response.content.decode()


@pytest.mark.parametrize("button", SENT)
@pytest.mark.parametrize("who", ["writer", "other"])
def test_an_older_form_is_told_and_keeps_what_was_typed(
    page: Any, who: str, button: dict[str, str], django_user_model: Any
) -> None:
    writer = django_user_model.objects.get(username="writer")
    opened = loaded(page)
    rewrite(page, element(text=THEIRS), user=django_user_model.objects.get(username=who))
    told = send(page, writer, **opened, **button)
    said = "您在另一个窗口" if who == "writer" else "other 保存了更新的版本"
    assert said in told.content.decode() and stands_in(told)
    assert texts(page)[-1] == THEIRS and fresh(page).current_workflow_state is None

    again = send(page, writer, **loaded(page), **button)
    assert again.status_code == 302 and texts(page)[-2:] == [THEIRS, MINE]


def test_a_version_written_over_in_its_place_is_newer_too(
    page: Any, django_user_model: Any
) -> None:
    """As the other window's saves by itself do."""
    writer = django_user_model.objects.get(username="writer")
    opened = loaded(page)
    draft = fresh(page).get_latest_revision_as_object()
    draft.elements[0].value["text"] = THEIRS
    draft.save_revision(user=writer, overwrite_revision=page.get_latest_revision())
    assert loaded(page)["loaded_revision_id"] == opened["loaded_revision_id"]
    assert stands_in(send(page, writer, **opened))
    assert texts(page)[-1] == THEIRS


def test_whoever_has_been_asked_by_the_dialog_is_not_asked_again(
    page: Any, django_user_model: Any
) -> None:
    writer = django_user_model.objects.get(username="writer")
    opened = loaded(page)
    rewrite(page, element(text=THEIRS), user=writer)
    assert send(page, writer, **opened, newer_version_seen="1").status_code == 302
    assert texts(page)[-2:] == [THEIRS, MINE]


def test_shared_content_tells_too() -> None:
    fact, editor = published_fact(), make_user("editor", "Editors")
    fact.save_revision(user=editor)
    opened = loaded(fact)
    fact = fresh(fact)
    fact.value = "300"
    fact.save_revision(user=editor)
    rows = {f"variants-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    form = {"name": fact.name, "key": fact.key, "type": fact.type, "unit": fact.unit, "value": "77"}
    address = reverse("wagtailsnippets_kb_fact:edit", args=[fact.pk])
    said = logged_in(editor).post(address, form | rows | opened).content.decode()
    assert "您在另一个窗口" in said and 'value="77"' in said
    assert fresh(fact).get_latest_revision_as_object().value == "300"
