"""Why something came back, kept where the editor works: at the element."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from wagtail.models import Comment, CommentReply, Page

from kb.approval.changes import STREAMS, elements_of
from kb.approval.request_tables import ApprovalStep, Remark
from kb.text import clean


def leave(step: ApprovalStep, reasons: Iterable[tuple[str, str]], *, user: Any) -> None:
    """One remark for each element and text; on a page also as a comment at the field."""
    obj = step.request.task_state.revision.as_object()
    elements = elements_of(obj)
    for element, text in reasons:
        child = elements[element][0] if element in elements else None
        Remark.objects.create(
            step=step,
            element=element if child is not None else "",
            label=label_of(child),
            text=text,
            comment=_comment(obj, child, text=text, user=user),
        )


def label_of(child: Any) -> str:
    """The kind of element and how it begins, so that the editor knows which is meant."""
    if child is None:
        return ""
    names = ("title", "text", "element")
    begins = str(next(filter(None, map(child.value.get, names)), ""))
    return f"{child.block.label} · {Truncator(begins).chars(40)}".rstrip(" ·")


def _comment(obj: Any, child: Any, *, text: str, user: Any) -> Comment | None:
    if child is None or not isinstance(obj, Page):
        return None
    fields = list(child.block.child_blocks)
    field = "text" if "text" in fields else fields[0]
    path = f"{STREAMS[type(obj).__name__]}.{child.id}.{field}"
    return Comment.objects.create(page_id=obj.pk, user=user, text=text, contentpath=path)


def open_remarks(obj: Any) -> list[Remark]:
    """What was returned of this object and is not done yet."""
    return [remark for remark in remarks_of(obj) if not remark.is_done]


def remarks_of(obj: Any) -> Any:
    """The newest return first."""
    found = Remark.objects.filter(
        step__request__task_state__workflow_state__base_content_type=obj.get_base_content_type(),
        step__request__task_state__workflow_state__object_id=str(obj.pk),
    )
    return found.select_related("comment", "done_by", "step__kind", "step__decided_by").order_by(
        "-step__decided_at", "pk"
    )


def settle(remark: Remark, *, user: Any, answer: str, is_done: bool, now: datetime) -> None:
    """The editor's answer, or that it is put right; Wagtail's comment follows."""
    answer = clean(answer).text
    remark.answer = answer or remark.answer
    if is_done:
        remark.done_by, remark.done_at = user, now
    remark.save()
    if remark.comment is None:
        return
    if answer:
        CommentReply.objects.create(comment=remark.comment, user=user, text=answer)
    if is_done:
        Comment.objects.filter(pk=remark.comment_id).update(resolved_at=now, resolved_by=user)
