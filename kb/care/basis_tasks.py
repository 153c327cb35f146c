"""A basis ends: every element that cites it, drafts and scheduled versions included, is looked at
by its owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from kb.authoring.models import BasisRecord, WrittenUse
from kb.authoring.uses.names import basis_ref
from kb.care.models import BasisTask, Care, Correction
from kb.care.rows import settle
from kb.care.typed_citations import typed_citations

State = BasisRecord.State


def end(record: BasisRecord, *, replaced_by: BasisRecord | None, now: datetime) -> int:
    """Repeals it, or replaces it by another; gives how many tasks were opened. Done twice it opens
    no task a second time."""
    state = State.REPLACED if replaced_by else State.REPEALED
    return _end(record, state=state, replaced_by=replaced_by, now=now)


def expire_bases(*, now: datetime) -> int:
    """For the clock: those whose last day is over."""
    over = BasisRecord.objects.filter(state=State.IN_FORCE, valid_to__lt=timezone.localdate(now))
    return sum(_end(record, state=State.EXPIRED, replaced_by=None, now=now) for record in over)


def _end(record: BasisRecord, *, state: str, replaced_by: Any, now: datetime) -> int:
    with transaction.atomic():
        in_force = BasisRecord.objects.filter(pk=record.pk, state=State.IN_FORCE)
        if not in_force.update(state=state, replaced_by=replaced_by):
            return 0
        today = timezone.localdate(now)
        settle(today=today)
        due_on = today + timedelta(days=settings.BASIS_TASK_DAYS)
        tasks = [
            BasisTask(basis=record, care=care, element=element, opened_at=now, due_on=due_on)
            for care, element in citations_of(record)
        ]
        BasisTask.objects.bulk_create(tasks, batch_size=500, ignore_conflicts=True)
    return len(tasks)


def citations_of(record: BasisRecord) -> list[tuple[Care, str]]:
    """Each element that cites it, by record or written out, once, with the row of what it stands
    in."""
    uses = WrittenUse.objects.filter(ref=basis_ref(record.pk))
    found = {
        ("answer" if answer else "shared", answer or shared, element)
        for answer, shared, element in uses.values_list("in_answer", "in_shared", "element")
        if answer or shared
    } | typed_citations(record)
    rows = Care.objects.filter(
        subject__in=["answer", "shared"], object_id__in={pk for _s, pk, _e in found}
    )
    by_thing = {(row.subject, row.object_id): row for row in rows}
    return [
        (by_thing[subject, pk], element)
        for subject, pk, element in sorted(found)
        if (subject, pk) in by_thing
    ]


def open_tasks(rows: Any) -> Any:
    """Of these rows of care."""
    tasks = BasisTask.objects.filter(closed_at=None, care__in=rows.order_by().values("pk"))
    return tasks.select_related("basis", "basis__replaced_by", "care", "care__owner")


def has_changed(task: BasisTask | Correction) -> bool:
    """Somebody has saved it since the task was opened."""
    is_answer = task.care.subject == Care.Subject.ANSWER
    revisions = Revision.objects.filter(
        base_content_type__model="page" if is_answer else "sharedelement",
        object_id=str(task.care.object_id),
        created_at__gt=task.opened_at,
    )
    return bool(revisions.exists())


def close(task: BasisTask | Correction, *, outcome: str, why: str, by: Any, now: datetime) -> None:
    type(task).objects.filter(pk=task.pk, closed_at=None).update(
        outcome=outcome, why=why[:200], closed_by=by.get_username(), closed_at=now
    )
