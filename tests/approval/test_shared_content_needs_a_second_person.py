"""Shared elements, facts and terms go out by two people too, through the real screens."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from kb.authoring.models import Fact, SharedElement, Term
from kb.publication.models import Publication, PublicationPerson
from tests.authoring.making import (
    BLANK,
    english,
    fresh,
    log_since,
    logged_in,
    make_user,
    published_fact,
    published_shared,
    published_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors")


@pytest.fixture
def approver() -> User:
    return make_user("approver", "Approvers")


@pytest.fixture
def chief() -> Client:
    return logged_in(make_user("chief", is_superuser=True, is_staff=True))


def url(name: str, model: Any, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def fact_form(*variants: dict[str, Any], **changes: Any) -> dict[str, Any]:
    blank = {"value_en": "", "next_value": "", "next_value_en": "", "next_from": "", "id": ""}
    form = {
        "name": "年费", "name_en": "Annual fee", "key": "card.fee", "type": "money",
        "unit": "CNY", "basis": "", "value": "200", "value_en": "", "next_value": "",
        "next_value_en": "", "next_from": "",
        "variants": inline_formset([blank | variant for variant in variants]),
    }  # fmt: skip
    return nested_form_data(form | changes)


def shared_form(text: str = "请带身份证。", **changes: Any) -> dict[str, Any]:
    element = streamfield([("note", BLANK | {"title": "", "text": text})])
    return nested_form_data({"title": "带证件", "key": "bring-id", "element": element} | changes)


TERM_FORM = {"jargon": "年化利率", "plain": "一年的利息比例", "key": "apr", "customer_words": ""}


@pytest.mark.parametrize(
    ("model", "form"),
    [(Fact, fact_form()), (SharedElement, shared_form()), (Term, TERM_FORM)],
    ids=["fact", "shared element", "term"],
)
def test_from_the_form_to_readers_by_two_people(
    model: Any, form: dict[str, Any], editor: User, approver: User
) -> None:
    logged_in(editor).post(url("add", model), form | {"action-submit": "1"})
    source = model.objects.get()
    assert (source.live, source.workflow_in_progress) == (False, True)
    assert not Publication.objects.exists()
    decide(source, editor)
    assert not fresh(source).live
    decide(source, approver)
    assert fresh(source).live
    assert [kind for kind, _name in log_since()] == [model.subject]
    people = set(PublicationPerson.objects.values_list("role", "name"))
    assert people == {("author", "editor"), ("approver", "approver"), ("actor", "approver")}


def decide(source: Any, user: User) -> Any:
    """The approver's dialog on the waiting list."""
    state = fresh(source).current_workflow_task_state
    return logged_in(user).post(
        url("workflow_action", type(source), source.pk, "approve", state.pk)
    )


def test_a_superuser_publishes_none_by_hand(chief: Client) -> None:
    chief.post(url("add", Fact), fact_form() | {"action-publish": "1"})
    fact = Fact.objects.get()
    assert not fact.live
    html = chief.get(url("edit", Fact, fact.pk)).content.decode()
    assert "action-publish" not in html
    chief.post(url("edit", Fact, fact.pk), fact_form() | {"action-publish": "1"})
    assert not fresh(fact).live
    assert not Publication.objects.exists()


def test_an_author_does_not_approve_a_fact_by_saving_it_once_more(
    editor: User, approver: User
) -> None:
    fact = published_fact()
    both = make_user("both", "Editors", "Approvers")
    edit = url("edit", Fact, fact.pk)
    logged_in(both).post(edit, fact_form(value="300") | {"action-submit": "1"})
    decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    logged_in(both).post(edit, fact_form(value="300") | decision)
    assert fresh(fact).value == "200"
    logged_in(approver).post(edit, fact_form(value="400") | decision)
    assert fresh(fact).value == "200"
    third = make_user("third", "Approvers")
    decide(fact, third)
    assert fresh(fact).value == "400"


def test_what_is_handed_in_again_is_the_text_put_right(editor: User, approver: User) -> None:
    logged_in(editor).post(url("add", SharedElement), shared_form() | {"action-submit": "1"})
    shared = SharedElement.objects.get()
    state = shared.current_workflow_task_state
    state.task.specific.on_action(state, approver, "reject", comment="说清楚")
    edit = url("edit", SharedElement, shared.pk)
    logged_in(editor).post(edit, shared_form("请带身份证原件。") | {"action-submit": "1"})
    state = fresh(shared).current_workflow_task_state
    assert state.revision_id == fresh(shared).latest_revision_id
    decide(shared, approver)
    assert fresh(shared).element[0].value["text"] == "请带身份证原件。"


def test_withdrawing_takes_one_editor(editor: User) -> None:
    shared = published_shared()
    client = logged_in(editor)
    withdraw = url("unpublish", SharedElement, shared.pk)
    assert withdraw in client.get(url("edit", SharedElement, shared.pk)).content.decode()
    client.post(withdraw)
    assert not fresh(shared).live


def test_an_agent_withdraws_nothing() -> None:
    term = published_term()
    agent = make_user("agent", "Agents")
    logged_in(agent).post(url("unpublish", Term, term.pk))
    assert fresh(term).live


@pytest.mark.parametrize("make", [published_shared, published_term], ids=["shared", "term"])
def test_a_translation_is_a_draft_however_live_the_original_is(chief: Client, make: Any) -> None:
    source = make()
    view = "simple_translation:submit_snippet_translation"
    name = type(source)._meta.model_name
    chief.post(reverse(view, args=["kb", name, source.pk]), {"locales": [english().pk]})
    translated = type(source).objects.get(locale=english())
    assert (translated.live, translated.key) == (False, source.key)
    assert len(log_since()) == 1


def test_reverting_a_shared_element_makes_a_draft(chief: Client, editor: User) -> None:
    shared = published_shared()
    first = shared.save_revision()
    chief.post(url("edit", SharedElement, shared.pk), shared_form("第二版。"))
    revert = url("revisions_revert", SharedElement, shared.pk, first.pk)
    chief.post(revert, shared_form("第一版。") | {"action-publish": "1"})
    assert fresh(shared).element[0].value["text"] == "请带身份证。"


class TestForms:
    """What is wrong is said where it is wrong."""

    def errors(self, response: Any) -> Any:
        return response.context["form"].errors

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"value": "twenty"}, "value"),
            ({"unit": ""}, "unit"),
            ({"type": "rate", "unit": "", "value": "2%"}, "basis"),
            ({"type": "date"}, "value"),
            ({"next_value": "300"}, "next_from"),
            ({"key": "Card Fee"}, "key"),
        ],
    )
    def test_a_fact(self, editor: User, changes: dict[str, Any], field: str) -> None:
        form = fact_form(**changes) | {"action-submit": "1"}
        response = logged_in(editor).post(url("add", Fact), form)
        assert list(self.errors(response)) == [field]

    def test_a_variant_needs_a_place_and_a_value_of_its_type(self, editor: User) -> None:
        from kb.authoring.models import LabelValue

        LabelValue.objects.create(
            dimension="regions", code="beijing", name_zh="北京分行", name_en="Beijing branch"
        )
        here = {"variants-1-regions": ["beijing"]}
        form = fact_form({"value": "180"}, {"value": "?"}) | here
        response = logged_in(editor).post(url("add", Fact), form | {"action-submit": "1"})
        first, second = response.context["form"].formsets["variants"].errors
        assert "适用机构" in str(first)
        assert list(second) == ["value"]
        good = fact_form({"value": "180"}) | {"variants-0-regions": ["beijing"]}
        logged_in(editor).post(url("add", Fact), good | {"action-submit": "1"})
        variant = Fact.objects.get().variants.get()
        assert (variant.regions, variant.segments) == (["beijing"], [])

    def test_a_draft_of_a_fact_may_lack_all_but_its_names(self, editor: User) -> None:
        blank = dict.fromkeys(("type", "unit", "value"), "")
        logged_in(editor).post(url("add", Fact), fact_form() | blank)
        assert Fact.objects.get().type == ""

    def test_a_shared_element_with_an_unknown_fact(self, editor: User) -> None:
        form = shared_form("费用 {{ no.such }}。") | {"action-submit": "1"}
        response = logged_in(editor).post(url("add", SharedElement), form)
        [error] = self.errors(response)["element"].as_data()
        assert "no.such" in str(error.block_errors[0])

    def test_a_draft_may_be_unfinished(self, editor: User) -> None:
        logged_in(editor).post(url("add", SharedElement), shared_form("费用 {{ no.such }}。"))
        assert not SharedElement.objects.get().live

    def test_a_published_key_stays(self, editor: User, approver: User) -> None:
        logged_in(editor).post(url("add", Fact), fact_form() | {"action-submit": "1"})
        fact = Fact.objects.get()
        decide(fact, approver)
        form = fact_form(key="card.price") | {"action-submit": "1"}
        response = logged_in(editor).post(url("edit", Fact, fact.pk), form)
        assert "card.fee" in str(self.errors(response)["key"])

    def test_unseen_characters_go_and_the_editor_is_told(self, editor: User) -> None:
        client = logged_in(editor)
        response = client.post(url("add", SharedElement), shared_form("请带\u200b身份证\u202e。"))
        assert SharedElement.objects.get().element[0].value["text"] == "请带身份证。"
        told = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert "U+200B ZERO WIDTH SPACE" in told
        assert "U+202E RIGHT-TO-LEFT OVERRIDE" in told
