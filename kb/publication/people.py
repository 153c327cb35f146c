"""Who wrote and who approved what goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wagtail.models import Revision, TaskState

from kb.approval.verifying import approved_steps
from kb.authoring.models import KnowledgePage
from kb.publication.log import Person


def people_behind_all(page_ids: Sequence[int]) -> dict[int, tuple[Person, ...]]:
    """Author of each page's live revision, and the approvers the workflow recorded for it."""
    live = KnowledgePage.objects.filter(pk__in=page_ids, live_revision__isnull=False)
    revisions = dict(live.values_list("live_revision_id", "pk"))
    return {revisions[pk]: people for pk, people in _people(revisions).items()}


def people_behind(revision: int | None) -> tuple[Person, ...]:
    """The same for the live revision of a shared element, fact or term."""
    return _people([revision]).get(revision, ()) if revision else ()


def _people(revisions: Iterable[int]) -> dict[int, tuple[Person, ...]]:
    found: dict[int, list[Person]] = {}
    authors = Revision.objects.filter(pk__in=list(revisions), user__isnull=False)
    for pk, user, name in authors.values_list("pk", "user_id", "user__username"):
        found.setdefault(pk, []).append(Person("author", name, user))
    for pk, person in _approvals(revisions):
        found.setdefault(pk, []).append(person)
    return {pk: tuple(people) for pk, people in found.items()}


def _approvals(revisions: Iterable[int]) -> Iterator[tuple[int, Person]]:
    """Step by step; what was approved by a task without steps has one person."""
    with_steps = set()
    for step in approved_steps(revisions).order_by("pk"):
        state = step.request.task_state
        with_steps.add(state.revision_id)
        yield state.revision_id, _person(step)
    states = TaskState.objects.filter(
        revision__in=set(revisions) - with_steps,
        status=TaskState.STATUS_APPROVED,
        finished_by__isnull=False,
    )
    for state in states.select_related("finished_by"):
        by = state.finished_by
        yield state.revision_id, Person("approver", by.get_username(), by.pk)


def _person(step: Any) -> Person:
    by = step.decided_by
    deputy_for = step.deputy_for.get_username() if step.deputy_for else ""
    return Person("approver", by.get_username(), by.pk, step.kind.code, deputy_for, step.digest)
