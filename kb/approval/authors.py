"""Who wrote what is waiting to go out."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision, TaskState, WorkflowState

from kb.approval.originals import authors_of_originals


def revisions_not_out(obj: Any) -> Any:
    """The revisions since the last that went out: together they are what an approval lets out."""
    return _revisions_since(last_let_out(obj), obj)


def _revisions_since(last: int | None, obj: Any) -> Any:
    revisions = Revision.objects.for_instance(obj)
    return revisions.filter(pk__gt=last) if last else revisions


def last_let_out(obj: Any) -> int | None:
    """The live revision, or for something withdrawn the last that was approved. A copy of what is
    live may still name one."""
    if obj.live and obj.live_revision_id:
        return int(obj.live_revision_id)
    approved = TaskState.objects.for_instance(obj).filter(
        status=TaskState.STATUS_APPROVED, workflow_state__status=WorkflowState.STATUS_APPROVED
    )
    last: int | None = approved.order_by("-revision_id").values_list("revision", flat=True).first()
    return last


def authors_of(obj: Any) -> set[int]:
    """Ids of whoever wrote any revision that would go out; where there is none, or one that nobody
    signed, the page's owner counts too. A first translation is also theirs who wrote what it still
    says in the original's words."""
    last = last_let_out(obj)
    written = set(_revisions_since(last, obj).values_list("user", flat=True))
    if not written or None in written:
        written.add(getattr(obj, "owner_id", None))
    if last is None:
        written |= authors_of_originals(obj)
    return written - {None}


def is_author(obj: Any, user: Any) -> bool:
    return user.pk in authors_of(obj)
