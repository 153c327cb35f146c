"""Facts, terms and shared elements go out by the buttons of the admin, and by two people."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from kb.authoring.models import Fact
from kb.publication.models import Publication
from tests.authoring.making import (
    approve,
    draft_answer,
    hand_in,
    logged_in,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
FORM = {
    "name": "补卡工本费", "name_en": "", "key": "card.fee", "type": "money", "unit": "CNY",
    "basis": "", "value": "15", "value_en": "", "next_value": "", "next_value_en": "",
    "next_from": "", "variants-TOTAL_FORMS": "0", "variants-INITIAL_FORMS": "0",
    "variants-MIN_NUM_FORMS": "0", "variants-MAX_NUM_FORMS": "1000",
}  # fmt: skip
APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors")


@pytest.fixture
def approver() -> User:
    return make_user("approver", "Approvers")


@pytest.fixture
def fact(editor: User) -> Fact:
    form = FORM | {"action-submit": "1"}
    logged_in(editor).post(reverse("wagtailsnippets_kb_fact:add"), form)
    return Fact.objects.get(key="card.fee")


def decide(fact: Fact, client: Client, **changes: str) -> Any:
    return client.post(reverse("wagtailsnippets_kb_fact:edit", args=[fact.pk]),
                       FORM | APPROVE | changes)  # fmt: skip


def is_out(fact: Fact) -> bool:
    return Fact.objects.get(pk=fact.pk).live


def test_handing_in_publishes_nothing(fact: Fact) -> None:
    assert fact.workflow_in_progress
    assert not is_out(fact)


def test_a_second_person_approves_with_the_editor_s_button(fact: Fact, approver: User) -> None:
    decide(fact, logged_in(approver))
    assert is_out(fact)
    assert Publication.objects.filter(ref="fact:card.fee").count() == 1


def test_approving_writes_no_revision(fact: Fact, approver: User) -> None:
    decide(fact, logged_in(approver))
    assert Revision.objects.for_instance(fact).count() == 1


def test_nobody_approves_what_they_wrote(fact: Fact, editor: User) -> None:
    editor.groups.add(*make_user("other", "Approvers").groups.all())
    decide(fact, logged_in(editor))
    assert not is_out(fact)


def test_an_approver_who_changes_a_value_becomes_an_author(fact: Fact, approver: User) -> None:
    decide(fact, logged_in(approver), value="99")
    assert not is_out(fact)
    decide(fact, logged_in(make_user("third", "Approvers")), value="99")
    assert is_out(fact)
    assert Fact.objects.get(pk=fact.pk).value == "99"


def test_after_deciding_an_approver_is_left_where_they_may_be(approver: User) -> None:
    cards = make_topic("cards")
    writer = make_user("writer", "Editors", owns=cards)
    page = draft_answer("cards.loss", topic=cards, user=writer)
    hand_in(page, writer)
    response = approve(page, approver)
    assert response.url == reverse("wagtailadmin_home")


def test_whoever_has_a_place_in_the_tree_goes_back_there() -> None:
    cards = make_topic("cards")
    page = draft_answer("cards.loss", topic=cards, user=make_user("writer", "Editors", owns=cards))
    hand_in(page, User.objects.get(username="writer"))
    response = approve(page, make_user("chief", is_superuser=True))
    assert response.url == reverse("wagtailadmin_explore", args=[cards.pk])
