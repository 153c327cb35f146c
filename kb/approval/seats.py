"""Who may fill a step: somebody of its groups, or their deputy of today, who has written none of
it and fills no other step of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from kb.approval.authors import authors_of, is_author
from kb.approval.deputy_tables import Deputy
from kb.approval.request_tables import ASKED, ApprovalStep
from kb.approval.rule_tables import KNOWLEDGE, StepKind


@dataclass(frozen=True, slots=True)
class Seat:
    """`user` decides; `deputy_for` is whom they stand in for, None in their own name."""

    user: Any
    deputy_for: Any = None


def groups_of(kind: StepKind, *, task: Any) -> frozenset[int]:
    """The step's own groups, or those of the workflow's task."""
    own = frozenset(group.pk for group in kind.groups.all())
    return own or frozenset(task.groups.values_list("pk", flat=True))


def seat_of(user: Any, *, step: ApprovalStep, obj: Any, now: datetime) -> Seat | None:
    """None where they may not decide this step, now."""
    if not user.is_active or is_author(obj, user):
        return None
    taken = people_used(step)
    groups = groups_of(step.kind, task=task_of(step))
    if user.pk in taken:
        return None
    if _belongs(user, groups) or (user.is_superuser and step.kind.code == KNOWLEDGE):
        return Seat(user)
    for person in stands_in_for(user, now=now):
        if person.pk not in taken and _belongs(person, groups) and not is_author(obj, person):
            return Seat(user, person)
    return None


def task_of(step: ApprovalStep) -> Any:
    return step.request.task_state.task.specific


def people_used(step: ApprovalStep) -> set[int]:
    """Whoever filled a step of the same revision in this workflow, and whoever they stood for."""
    state = step.request.task_state
    filled = ApprovalStep.objects.filter(
        request__task_state__workflow_state=state.workflow_state_id,
        request__task_state__revision=state.revision_id,
        decision=ApprovalStep.Decision.APPROVED,
    ).exclude(pk=step.pk)
    pairs = filled.values_list("decided_by_id", "deputy_for_id")
    return {pk for pair in pairs for pk in pair if pk is not None}


def stands_in_for(user: Any, *, now: datetime) -> list[Any]:
    """The people whose deputy this is today, active ones alone."""
    rows = deputies_on(now).filter(deputy=user, person__is_active=True)
    return [row.person for row in rows.select_related("person").order_by("pk")]


def deputies_on(now: datetime) -> Any:
    today = timezone.localdate(now)
    return Deputy.objects.filter(first_day__lte=today, last_day__gte=today)


def _belongs(user: Any, groups: Iterable[int]) -> bool:
    """Asked of the database each time: membership may have changed since the page was drawn."""
    return bool(user.groups.model.objects.filter(pk__in=groups, user=user.pk).exists())


def people_asked(request: Any, *, now: datetime) -> list[Any]:
    """Whoever may decide one of its steps whose turn it is, deputies of today included."""
    users, found = get_user_model().objects.filter(is_active=True), set[int]()
    task = request.task_state.task.specific
    steps = request.steps.filter(ASKED)
    for step in steps.select_related("kind"):
        members = users.filter(groups__in=groups_of(step.kind, task=task))
        found.update(members.values_list("pk", flat=True))
        found.update(deputies_on(now).filter(person__in=members).values_list("deputy", flat=True))
    return list(users.filter(pk__in=found - set(request.authors)).order_by("pk"))


def unfillable(
    kinds: Sequence[StepKind], *, task: Any, obj: Any, now: datetime
) -> tuple[StepKind, ...]:
    """The steps for which nobody is left, each of them by a different person."""
    authors = authors_of(obj)
    people = {
        kind: _candidates(kind, task=task, without=authors, now=now, most=len(kinds))
        for kind in kinds
    }
    return _unmatched(people)


def _candidates(
    kind: StepKind, *, task: Any, without: set[int], now: datetime, most: int
) -> list[int]:
    """So many are enough: with as many people as steps, one is always left."""
    users = get_user_model().objects.filter(is_active=True)
    by_group = Q(groups__in=groups_of(kind, task=task))
    if kind.code == KNOWLEDGE:
        by_group |= Q(is_superuser=True)
    own = users.filter(by_group).exclude(pk__in=without).distinct().order_by("pk")
    deputies = deputies_on(now).filter(
        person__in=users.filter(groups__in=groups_of(kind, task=task)).exclude(pk__in=without),
        deputy__is_active=True,
    )
    stand_ins = deputies.exclude(deputy__in=without).values_list("deputy", flat=True)[:most]
    return [*own.values_list("pk", flat=True)[:most], *stand_ins]


def _unmatched(people: Mapping[StepKind, Sequence[int]]) -> tuple[StepKind, ...]:
    """Gives each step a person of its own, moving others where that helps."""
    filled: dict[int, StepKind] = {}

    def place(kind: StepKind, tried: set[int]) -> bool:
        for person in people[kind]:
            if person not in tried:
                tried.add(person)
                if person not in filled or place(filled[person], tried):
                    filled[person] = kind
                    return True
        return False

    return tuple(kind for kind in people if not place(kind, set()))
