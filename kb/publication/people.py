"""Who wrote and who approved what goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wagtail.models import Revision, TaskState

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
    for pk, user, name in _approvals(revisions):
        found.setdefault(pk, []).append(Person("approver", name, user))
    return {pk: tuple(people) for pk, people in found.items()}


def _approvals(revisions: Iterable[int]) -> Iterable[tuple[int, int, str]]:
    states = TaskState.objects.filter(
        revision__in=list(revisions), status=TaskState.STATUS_APPROVED, finished_by__isnull=False
    )
    found: Iterable[tuple[int, int, str]] = states.values_list(
        "revision_id", "finished_by_id", "finished_by__username"
    )
    return found
