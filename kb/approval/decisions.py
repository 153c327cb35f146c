"""Deciding a step: approving what would go out, or returning it with reasons. Called by the task,
which holds the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wagtail.models import TaskState

from kb.approval import digests, mails, remarks
from kb.approval.errors import NotASecondPerson, NotYet, PartsChanged
from kb.approval.request_tables import ASKED, ApprovalRequest, ApprovalStep
from kb.approval.requests import APPROVED, OPEN, begin_turn, reopen_outdated, request_of, void
from kb.approval.seats import Seat, people_asked, seat_of
from kb.text import clean


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it comes back; `element` is a block's id, empty for the whole."""

    text: str
    element: str = ""


def steps_for(user: Any, *, task_state: TaskState, now: datetime) -> list[ApprovalStep]:
    """The open steps of this task that this person may decide."""
    request = ApprovalRequest.objects.filter(task_state=task_state).first()
    if request is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        return []
    obj = task_state.workflow_state.content_object
    return [step for step in _asked(request) if seat_of(user, step=step, obj=obj, now=now)]


def approve(
    task_state: TaskState,
    user: Any,
    *,
    now: datetime,
    step: str = "",
    seen: str = "",
    comment: str = "",
    **_more: Any,
) -> None:
    """`seen`: the digest of what the approver read; without it, of what was handed in. `step`: the
    code of its kind; without it, the first that this person may decide.

    Raises ApprovalRefused.
    """
    request = request_of(task_state)
    digest = digests.digest_of(task_state.revision.as_object())
    if (seen or request.digest) != digest:
        raise PartsChanged
    if request.digest != digest:
        _read_anew(request, digest=digest, now=now)
    chosen, seat = _choose(request, user, step=step, task_state=task_state, now=now)
    _record(chosen, seat, decision=APPROVED, reason=clean(comment).text, digest=digest, now=now)
    if not _open(request).exists():
        task_state.approve(user=user, comment=comment)
        mails.tell_approved(request)
    elif begin_turn(request):
        mails.tell_waiting(request, people_asked(request, now=now))


def give_back(
    task_state: TaskState,
    user: Any,
    *,
    now: datetime,
    step: str = "",
    reasons: Sequence[Reason] = (),
    comment: str = "",
    **_more: Any,
) -> None:
    """With a reason for the whole, or for several elements. Raises ApprovalRefused."""
    request = request_of(task_state)
    chosen, seat = _choose(request, user, step=step, task_state=task_state, now=now)
    reasons = [*reasons, *([Reason(comment)] if comment else [])]
    reasons = [replace(reason, text=clean(reason.text).text) for reason in reasons]
    text = "\n".join(reason.text for reason in reasons)
    digest = digests.digest_of(task_state.revision.as_object())
    void(request)
    _record(chosen, seat, decision="returned", reason=text, digest=digest, now=now)
    remarks.leave(chosen, [(one.element, one.text) for one in reasons], user=user)
    task_state.reject(user=user, comment=text)
    mails.tell_returned(request, by=user)


def _open(request: ApprovalRequest) -> Any:
    return request.steps.filter(decision=OPEN).select_related("kind", "request__task_state__task")


def _asked(request: ApprovalRequest) -> Any:
    """The open ones whose turn has come."""
    return _open(request).filter(ASKED)


def _choose(
    request: ApprovalRequest, user: Any, *, step: str, task_state: TaskState, now: datetime
) -> tuple[ApprovalStep, Seat]:
    obj = task_state.workflow_state.content_object
    fitting = [one for one in _open(request) if step in ("", one.kind.code)]
    for one in fitting:
        seat = seat_of(user, step=one, obj=obj, now=now) if one.due_at else None
        if seat is not None:
            return one, seat
    if any(one.due_at is None and seat_of(user, step=one, obj=obj, now=now) for one in fitting):
        raise NotYet(list(_asked(request)))
    raise NotASecondPerson


def _read_anew(request: ApprovalRequest, *, digest: str, now: datetime) -> None:
    """A part has changed: who decided before is asked again."""
    request.digest = digest
    request.save(update_fields=["digest"])
    if reopen_outdated(request, digest=digest):
        mails.tell_waiting(request, people_asked(request, now=now))


def _record(step: ApprovalStep, seat: Seat, *, now: datetime, **fields: Any) -> None:
    step.decided_by, step.deputy_for, step.decided_at = seat.user, seat.deputy_for, now
    for name, value in fields.items():
        setattr(step, name, value)
    step.save()
