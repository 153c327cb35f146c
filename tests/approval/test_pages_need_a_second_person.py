"""An answer goes out by the hands of two people, and by no other way that the admin has."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import TaskState

from kb.approval.digests import digest_of
from kb.approval.errors import ChangedSince, NotASecondPerson
from kb.publication.errors import Refused
from kb.publication.models import Live, Publication, PublicationPerson
from tests.authoring.making import (
    approve,
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    hand_in,
    log_since,
    logged_in,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


@pytest.fixture
def approver() -> User:
    return make_user("approver", "Approvers")


@pytest.fixture
def page(cards: Any, editor: User) -> Any:
    page = draft_answer("cards.loss", topic=cards, user=editor)
    hand_in(page, editor)
    return fresh(page)


def is_out(page: Any) -> bool:
    return Live.objects.filter(page_id=page.pk).exists()


def decision_url(page: Any, state: TaskState) -> str:
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_handing_in_publishes_nothing(page: Any) -> None:
    assert page.workflow_in_progress
    assert not is_out(page)


def test_another_person_approves_and_it_is_out_with_both_names(
    page: Any, editor: User, approver: User
) -> None:
    before = Publication.objects.latest("seq").seq
    approve(page, approver)
    assert is_out(page)
    assert log_since(before) == [("publish", "cards.loss")]
    seq = Publication.objects.latest("seq").seq
    people = set(PublicationPerson.objects.filter(seq=seq).values_list("role", "name"))
    assert people == {("author", "editor"), ("approver", "approver"), ("actor", "approver")}
    assert Publication.objects.latest("seq").cause == f"web {edit_url(page)}"


def test_an_approver_needs_no_permission_on_the_subtree_to_open_what_waits(
    page: Any, approver: User
) -> None:
    response = logged_in(approver).get(edit_url(page))
    assert response.status_code == 200
    assert "workflow-action-name" in response.content.decode()


def test_nobody_approves_what_they_wrote(cards: Any, editor: User) -> None:
    both = make_user("both", "Editors", "Approvers", owns=cards)
    page = draft_answer("cards.own", topic=cards, user=both)
    hand_in(page, both)
    approve(page, both)
    assert not is_out(page)
    assert fresh(page).workflow_in_progress


def test_nor_does_a_superuser(cards: Any) -> None:
    chief = make_user("chief", is_superuser=True)
    page = draft_answer("cards.own", topic=cards, user=chief)
    hand_in(page, chief)
    approve(page, chief)
    assert not is_out(page)


def test_a_superuser_may_be_the_second_person(page: Any) -> None:
    approve(page, make_user("chief", is_superuser=True))
    assert is_out(page)


def test_an_approver_who_edits_becomes_an_author(page: Any, approver: User) -> None:
    response = approve(page, approver, **{"elements-0-value-text": "改过的话。"})
    assert not is_out(page)
    assert "没有参与编写" in said(response)
    approve(page, approver)
    assert not is_out(page)


def test_and_the_next_approver_lets_out_the_edited_text(page: Any, approver: User) -> None:
    approve(page, approver, **{"elements-0-value-text": "改过的话。"})
    approve(page, make_user("third", "Approvers"))
    row = Live.objects.get(page_id=page.pk)
    assert row.document["passages"][0]["standard"]["runs"] == ["改过的话。"]
    approved = TaskState.objects.get(status="approved")
    assert approved.revision_id == fresh(page).live_revision_id


def test_an_edit_voids_an_approval_asked_for_before_it(page: Any, approver: User) -> None:
    state = page.current_workflow_task_state
    edited = page.get_latest_revision_as_object()
    edited.title = "改过的问题？"
    edited.save_revision(user=make_user("other"))
    response = logged_in(approver).post(decision_url(page, state))
    assert "内容有改动" in said(response)
    assert not is_out(page)
    assert fresh(page).current_workflow_task_state.pk != state.pk


def test_what_autosave_writes_over_voids_it_too(page: Any, approver: User, editor: User) -> None:
    state = page.current_workflow_task_state
    revision = page.get_latest_revision()
    edited = revision.as_object()
    edited.title = "悄悄改了？"
    edited.save_revision(user=editor, overwrite_revision=revision)
    with pytest.raises(ChangedSince):
        state.task.specific.on_action(state, approver, "approve")
    assert not is_out(page)


def test_the_number_of_somebody_elses_task_does_not_help(cards: Any, editor: User) -> None:
    """Wagtail's view checks the page in the address and acts on the task in the address."""
    both = make_user("both", "Editors", "Approvers", owns=cards)
    mine = draft_answer("cards.mine", topic=cards, user=both)
    hand_in(mine, both)
    theirs = draft_answer("cards.theirs", topic=cards, user=editor)
    hand_in(theirs, editor)
    state = fresh(mine).current_workflow_task_state
    response = logged_in(both).post(decision_url(theirs, state))
    assert "没有参与编写" in said(response)
    assert not is_out(mine)
    assert not is_out(theirs)


def test_a_workflow_without_a_second_person_publishes_nothing(cards: Any, editor: User) -> None:
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

    task = GroupApprovalTask.objects.create(name="quick")
    workflow = Workflow.objects.create(name="quick")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=cards, workflow=workflow)
    page = draft_answer("cards.quick", topic=cards, user=editor)
    chief = make_user("chief", is_superuser=True)
    hand_in(page, chief)
    with pytest.raises(NotASecondPerson):
        state = fresh(page).current_workflow_task_state
        state.task.specific.on_action(state, chief, "approve")
    assert not is_out(page)


def test_a_workflow_without_tasks_publishes_nothing(cards: Any, editor: User) -> None:
    from wagtail.models import Workflow, WorkflowPage

    WorkflowPage.objects.create(page=cards, workflow=Workflow.objects.create(name="empty"))
    page = draft_answer("cards.empty", topic=cards, user=editor)
    hand_in(page, editor)
    assert not is_out(page)


def test_the_waiting_list_leaves_out_what_one_wrote(
    page: Any, editor: User, approver: User
) -> None:
    editor.groups.add(*approver.groups.all())
    assert list(TaskState.objects.reviewable_by(approver)) == [page.current_workflow_task_state]
    assert list(TaskState.objects.reviewable_by(User.objects.get(pk=editor.pk))) == []


def test_after_a_withdrawal_only_later_authors_count(
    page: Any, editor: User, approver: User
) -> None:
    third = make_user("third", "Approvers", "Editors", owns=page.get_parent())
    approve(page, approver)
    logged_in(editor).post(f"/admin/pages/{page.pk}/unpublish/")
    assert not is_out(page)
    hand_in(page, third)
    approve(page, third)
    assert not is_out(page)
    approve(page, approver)
    assert is_out(page)


def test_what_is_live_is_never_written_over(page: Any, editor: User, approver: User) -> None:
    approve(page, approver)
    live = fresh(page).live_revision
    edited = live.as_object()
    edited.title = "另一个问题？"
    newer = edited.save_revision(user=editor, overwrite_revision=live)
    assert newer.pk != live.pk
    assert fresh(live).content["title"] == page.title
    editor.groups.add(*approver.groups.all())
    hand_in(page, make_user("third", "Editors", owns=page.get_parent()))
    approve(page, User.objects.get(pk=editor.pk))
    assert Live.objects.get(page_id=page.pk).question == page.title


def test_changes_can_be_asked_for_and_handed_in_again(
    page: Any, editor: User, approver: User
) -> None:
    decision = {"action-workflow-action": "1", "workflow-action-name": "reject"}
    comment = {"workflow-action-extra-data": '{"comment": "太长"}'}
    logged_in(approver).post(edit_url(page), form_of(page, **decision, **comment))
    assert fresh(page).current_workflow_state.status == "needs_changes"
    edited = form_of(page, **{"action-submit": "1", "elements-0-value-text": "短一些。"})
    logged_in(editor).post(edit_url(page), edited)
    approve(page, approver)
    assert is_out(page)


def test_what_no_longer_fits_is_refused_at_approval_and_nothing_is_half_done(
    cards: Any, editor: User, approver: User
) -> None:
    from tests.authoring.making import published_fact

    fact = published_fact("card.fee")
    page = draft_answer("cards.fee", element("answer", "年费 {{ card.fee }}"), topic=cards)
    hand_in(page, editor)
    fact.unpublish()
    state = fresh(page).current_workflow_task_state
    url = decision_url(page, state)
    response = logged_in(approver).post(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.json() == {"step": "success", "redirect": "/admin/"}
    assert "引用的内容有变化" in said(response)
    with pytest.raises(Refused, match="fact"):
        read_again = digest_of(fresh(page).get_latest_revision_as_object())
        state.task.specific.on_action(state, approver, "approve", seen=read_again)
    assert not is_out(page)
    assert fresh(state).status == "in_progress"
