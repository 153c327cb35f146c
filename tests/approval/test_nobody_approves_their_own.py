"""Every way the admin and the house have of approving, tried by everybody who wrote part of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.approval.digests import digest_of
from kb.approval.errors import ApprovalRefused
from kb.approval.models import Deputy
from kb.authoring.models import Fact
from kb.publication import schedule
from tests.approval.steps import GROUP_OF, make_rule, person_of, task_state_of
from tests.authoring.making import (
    approve,
    draft_answer,
    edit_url,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db
Route = Callable[[Any, Client, User], None]


def task_url(obj: Any, name: str) -> str:
    kind = "wagtailadmin_pages" if hasattr(obj, "elements") else "wagtailsnippets_kb_fact"
    return reverse(f"{kind}:{name}", args=[obj.pk, "approve", task_state_of(obj).pk])


def digest_now(obj: Any) -> str:
    return digest_of(fresh(obj).get_latest_revision_as_object())


def in_the_editor(obj: Any, client: Client, user: User) -> None:
    if hasattr(obj, "elements"):
        approve(obj, user)
        return
    form = {name: getattr(fresh(obj), name) or "" for name in ("name", "key", "type", "unit")}
    decision = {"action-workflow-action": "1", "workflow-action-name": "approve", "value": "300"}
    counts = {f"variants-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    client.post(reverse("wagtailsnippets_kb_fact:edit", args=[obj.pk]), form | decision | counts)


def in_the_dialog(obj: Any, client: Client, user: User) -> None:
    client.post(task_url(obj, "workflow_action"))


def with_data_collected_first(obj: Any, client: Client, user: User) -> None:
    client.post(task_url(obj, "collect_workflow_action_data"), {"comment": "好"})
    client.post(task_url(obj, "workflow_action"), {"comment": "好"})


def at_anothers_address(obj: Any, client: Client, user: User) -> None:
    """The dialog checks the page in the address and acts on the task in it."""
    other = draft_answer("cards.other", user=User.objects.get(username="helper"))
    fresh(other).get_workflow().start(fresh(other), None)
    numbers = [other.pk, "approve", task_state_of(obj).pk]
    client.post(reverse("wagtailadmin_pages:workflow_action", args=numbers))


def on_the_approval_screen(obj: Any, client: Client, user: User) -> None:
    for step in GROUP_OF:
        form = {"decision": "approve", "seen": digest_now(obj), "step": step}
        client.post(reverse("approval_decide", args=[task_state_of(obj).pk]), form)


def several_at_once(obj: Any, client: Client, user: User) -> None:
    row = f"{task_state_of(obj).pk}:{digest_now(obj)}"
    client.post(reverse("approval_bulk"), {"row": [row, row]})


def after_a_change_of_groups(obj: Any, client: Client, user: User) -> None:
    """Put into the groups after it was handed in, and out of the team that wrote it."""
    user.groups.set(Group.objects.filter(name__in=GROUP_OF.values()))
    on_the_approval_screen(obj, client, user)


def after_handing_in_again(obj: Any, client: Client, user: User) -> None:
    """As somebody else would: the request is theirs, the text is not."""
    state = fresh(obj).current_workflow_state
    state.cancel(user=user)
    fresh(obj).get_workflow().start(fresh(obj), User.objects.get(username="helper"))
    in_the_dialog(obj, client, user)


def by_the_program(obj: Any, client: Client, user: User) -> None:
    state = task_state_of(obj)
    with pytest.raises(ApprovalRefused):
        state.task.specific.on_action(state, user, "approve")


def past_the_task(obj: Any, client: Client, user: User) -> None:
    """Wagtail's own method, as a program might call it: the last look refuses."""
    with pytest.raises(ApprovalRefused):
        task_state_of(obj).approve(user=user)


def by_the_clock(obj: Any, client: Client, user: User) -> None:
    """A moment long past in the draft lets nothing out by itself."""
    draft = fresh(obj).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() - timedelta(days=1)
    draft.save_revision(user=user)
    in_the_dialog(obj, client, user)
    schedule.run(now=timezone.now() + timedelta(days=1))


ROUTES: tuple[Route, ...] = (
    in_the_editor, in_the_dialog, with_data_collected_first, at_anothers_address,
    on_the_approval_screen, several_at_once, after_a_change_of_groups, after_handing_in_again,
    by_the_program, past_the_task, by_the_clock,
)  # fmt: skip
WRITERS = ("in every group", "superuser", "deputy", "stood in for")


def attempts(routes: Sequence[Route]) -> list[Any]:
    """Everybody by every route; in the short run one writer by each, and the others by dialog."""
    found = []
    for kind in WRITERS:
        for route in routes:
            # A deputy who is put into the groups decides in their own name, having written nothing.
            if kind == "stood in for" and route is after_a_change_of_groups:
                continue
            is_quick = kind == WRITERS[0] or route is in_the_dialog
            marks = () if is_quick else pytest.mark.long
            name = f"{route.__name__}-{kind}"
            found.append(pytest.param(kind, route, marks=marks, id=name))
    return found


@pytest.fixture
def cards() -> Any:
    make_user("helper", "Editors")
    make_rule("compliance", subjects=["answer", "fact"])
    for step in ("knowledge", "compliance"):
        person_of(step)
    return make_topic("cards")


def make_writer(kind: str, cards: Any) -> User:
    if kind == "superuser":
        return make_user("writer", *GROUP_OF.values(), is_superuser=True, is_staff=True)
    if kind == "in every group":
        return make_user("writer", "Editors", *GROUP_OF.values(), owns=cards)
    return make_user("writer", "Editors", owns=cards)


def deciding(kind: str, writer: User) -> User:
    """Who decides: the writer, or their deputy where they are stood in for."""
    today = timezone.localdate()
    days = {"first_day": today, "last_day": today}
    if kind == "deputy":
        for step in ("knowledge", "compliance"):
            person = User.objects.get(username=f"{step}-1")
            Deputy.objects.create(person=person, deputy=writer, **days)
    if kind == "stood in for":
        writer.groups.add(*Group.objects.filter(name__in=GROUP_OF.values()))
        deputy = make_user("stand-in", "Supervisors")
        Deputy.objects.create(person=writer, deputy=deputy, **days)
        return deputy
    return writer


def assert_not_approved(obj: Any) -> None:
    assert not fresh(obj).live or fresh(obj).live_revision_id is None
    state = fresh(obj).current_workflow_task_state
    if state is not None:
        from kb.approval.models import ApprovalStep

        decided = ApprovalStep.objects.filter(
            request__task_state__workflow_state=state.workflow_state, decision="approved"
        )
        assert not decided.exists()


@pytest.mark.parametrize(("kind", "route"), attempts(ROUTES))
def test_an_answer(cards: Any, kind: str, route: Route) -> None:
    writer = make_writer(kind, cards)
    page = draft_answer("cards.own", topic=cards, user=User.objects.get(username="helper"))
    rewrite(page, *[block for block in fresh(page).elements.get_prep_value()], user=writer)
    fresh(page).get_workflow().start(fresh(page), writer)
    user = deciding(kind, writer)
    route(page, logged_in(user), User.objects.get(pk=user.pk))
    assert_not_approved(page)


SNIPPET_ROUTES = (in_the_editor, in_the_dialog, on_the_approval_screen, several_at_once,
                  by_the_program)  # fmt: skip


@pytest.mark.parametrize(("kind", "route"), attempts(SNIPPET_ROUTES))
def test_a_fact(cards: Any, kind: str, route: Route) -> None:
    writer = make_writer(kind, cards)
    fact: Fact = published_fact()
    fact.value = "300"
    fact.save_revision(user=writer)
    fresh(fact).get_workflow().start(fresh(fact), writer)
    user = deciding(kind, writer)
    route(fact, logged_in(user), User.objects.get(pk=user.pk))
    assert fresh(fact).value == "200"
    assert_not_approved(fact)


def test_with_a_page_open_since_before_they_wrote(cards: Any) -> None:
    """The button was drawn while they were nobody's author."""
    approver = User.objects.get(username="knowledge-1")
    page = draft_answer("cards.own", topic=cards, user=User.objects.get(username="helper"))
    fresh(page).get_workflow().start(fresh(page), None)
    client, form = logged_in(approver), form_of(page)
    client.get(edit_url(page))
    client.post(edit_url(page), form | {"title": "改过？"})
    on_the_approval_screen(page, client, approver)
    assert_not_approved(page)
