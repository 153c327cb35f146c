"""A draft of something shared may be unfinished, but it has a name and a key of its own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kb.authoring.models import Fact, SharedElement, Term
from tests.authoring.making import logged_in, make_user

pytestmark = pytest.mark.django_db

ROWS = {
    f"variants-{name}": number
    for name, number in (
        ("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", ""),
    )
}  # fmt: skip
NEEDED = {Fact: ("name", "key"), Term: ("jargon", "key"), SharedElement: ("title", "key")}


@pytest.fixture
def editor() -> Client:
    return logged_in(make_user("editor", "Editors"))


def save_draft(client: Client, model: Any, **fields: str) -> Any:
    address = reverse(model.snippet_viewset.get_url_name("add"))
    return client.post(f"{address}?locale=zh-hans", ROWS | {"element-count": 0} | fields)


@pytest.mark.parametrize("model", NEEDED)
def test_nothing_without_a_name_is_kept(model: Any, editor: Client) -> None:
    said = save_draft(editor, model)
    assert said.status_code in (200, 400)
    assert set(NEEDED[model]) <= set(said.context["form"].errors)
    assert not model.objects.exists()


@pytest.mark.parametrize("model", NEEDED)
def test_a_key_that_is_taken_is_refused_at_its_field(model: Any, editor: Client) -> None:
    named = dict.fromkeys(NEEDED[model], "card.fee")
    assert save_draft(editor, model, **named).status_code == 302
    said = save_draft(editor, model, **named)
    assert "key" in said.context["form"].errors
    assert model.objects.count() == 1
