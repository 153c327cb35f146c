"""Where the admin leaves whoever has decided, and what it writes in their name."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.models import Revision

from kb.authoring.models import Fact
from tests.authoring.making import (
    approve,
    draft_answer,
    edit_url,
    form_of,
    fresh,
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
def page() -> Any:
    cards = make_topic("cards")
    writer = make_user("writer", "Editors", owns=cards)
    page = draft_answer("cards.loss", topic=cards, user=writer)
    hand_in(page, writer)
    return fresh(page)


@pytest.fixture
def fact() -> Fact:
    editor = make_user("editor", "Editors")
    form = FORM | {"action-submit": "1"}
    logged_in(editor).post(reverse("wagtailsnippets_kb_fact:add"), form)
    return Fact.objects.get(key="card.fee")


def decide(fact: Fact, user: User, **changes: str) -> None:
    address = reverse("wagtailsnippets_kb_fact:edit", args=[fact.pk])
    logged_in(user).post(address, FORM | APPROVE | changes)


def test_an_approver_without_a_place_in_the_tree_comes_back_to_the_start(page: Any) -> None:
    response = approve(page, make_user("approver", "Approvers"))
    assert response.url == reverse("wagtailadmin_home")


def test_whoever_has_a_place_in_the_tree_goes_back_there(page: Any) -> None:
    response = approve(page, make_user("chief", is_superuser=True))
    assert response.url == reverse("wagtailadmin_explore", args=[page.get_parent().pk])


def test_approving_a_fact_as_it_stands_writes_no_revision(fact: Fact) -> None:
    decide(fact, make_user("approver", "Approvers"))
    assert fresh(fact).live
    assert Revision.objects.for_instance(fact).count() == 1


def test_an_approver_who_changes_the_value_becomes_an_author(fact: Fact) -> None:
    decide(fact, make_user("approver", "Approvers"), value="99")
    assert not fresh(fact).live
    decide(fact, make_user("third", "Approvers"), value="99")
    assert (fresh(fact).live, fresh(fact).value) == (True, "99")


class TestRemarks:
    """An approver who comments in the margin has written nothing of the answer."""

    def with_remark(self, page: Any, **changes: str) -> dict[str, Any]:
        form = form_of(page, **changes)
        text = {"contentpath": "title", "text": "这里太长", "position": "", "DELETE": "", "id": ""}
        return form | {
            "comments-TOTAL_FORMS": "1",
            "comments-INITIAL_FORMS": "0",
            "comments-0-replies-TOTAL_FORMS": "0",
            "comments-0-replies-INITIAL_FORMS": "0",
            **{f"comments-0-{name}": value for name, value in text.items()},
        }

    def test_comment_then_approve(self, page: Any) -> None:
        approver = make_user("approver", "Approvers")
        logged_in(approver).post(edit_url(page), self.with_remark(page))
        assert fresh(page).wagtail_admin_comments.count() == 1
        approve(page, approver)
        assert fresh(page).live

    def test_comment_and_ask_for_changes_at_once(self, page: Any) -> None:
        approver = make_user("approver", "Approvers")
        reject = {"action-workflow-action": "1", "workflow-action-name": "reject"}
        logged_in(approver).post(edit_url(page), self.with_remark(page, **reject))
        assert fresh(page).current_workflow_state.status == "needs_changes"

    def test_a_changed_word_beside_the_remark_makes_an_author(self, page: Any) -> None:
        approver = make_user("approver", "Approvers")
        form = self.with_remark(page, **{"elements-0-value-text": "改过"})
        logged_in(approver).post(edit_url(page), form)
        approve(page, approver)
        assert not fresh(page).live

    def test_an_autosaved_edit_after_a_remark_is_a_revision_of_its_own(self, page: Any) -> None:
        approver = make_user("approver", "Approvers")
        client = logged_in(approver)
        client.post(edit_url(page), self.with_remark(page))
        latest = fresh(page).get_latest_revision()
        assert latest.user.username == "writer"
        form = form_of(page, **{"elements-0-value-text": "改过"})
        response = client.post(
            edit_url(page),
            form | {"overwrite_revision_id": latest.pk},
            headers={"accept": "application/json"},
        )
        assert response.json()["success"]
        assert fresh(page).get_latest_revision().user == approver
        approve(page, approver)
        assert not fresh(page).live
