"""The message that answers a complaint: made of an approved wording, approved by its sender."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from channels import registry
from channels.delivery.models import FORGOTTEN, Delivery
from channels.delivery.operations import Sender, keep
from channels.delivery.recipients import check_recipient
from kb.access import Scope
from kb.feedback.complaints.ports import SentMessage

OUT = (Delivery.State.SENT, Delivery.State.DELIVERED)


@dataclass(frozen=True, slots=True)
class ComplaintAnswer:
    """`rendition`: of the element's approved wording, as the channel `approved_on` says it; before
    each try it is looked at again. `text`: with its gaps filled."""

    complaint: uuid.UUID
    channel: str
    key: str
    locale: str
    element: str
    approved_on: str
    rendition: str
    text: str


def answer_complaint(
    answer: ComplaintAnswer, *, scope: Scope, recipient: str, request: uuid.UUID, sender: Sender,
    at: datetime,
) -> Delivery:  # fmt: skip
    """Kept now, sent after the commit; the same wish a second time gives the first message.
    Raises BadRecipient, WishUsed, OptedOut, TooManySent."""
    said = {name: getattr(answer, name) for name in ComplaintAnswer.__dataclass_fields__}
    checked = check_recipient(answer.channel, recipient)
    return keep(
        said, reader=scope.narrowing(), request=request, recipient=checked, sender=sender, at=at
    )


def answers_to(complaint_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[SentMessage]]:
    """Complaint → what was sent to its customer, oldest first. One query."""
    found: dict[uuid.UUID, list[SentMessage]] = defaultdict(list)
    rows = Delivery.objects.filter(complaint__in=complaint_ids).order_by("created_at", "pk")
    for row in rows:
        if row.complaint is not None:
            found[row.complaint].append(_told(row))
    return found


def forget_answers_to(complaint_ids: Collection[uuid.UUID]) -> None:
    """To whom they went and what was said; what became of them stays."""
    rows = Delivery.objects.filter(complaint__in=complaint_ids)
    rows.update(shown_as="", text="", recipient_ref="", **FORGOTTEN)


def _told(row: Delivery) -> SentMessage:
    return SentMessage(
        at=row.created_at,
        outlet=_name_of(row.channel),
        shown_as=row.shown_as,
        state=row.get_state_display(),
        is_out=row.state in OUT,
        is_waiting=row.state == Delivery.State.WAITING,
        text=row.text,
        by=row.sender_name,
    )


def _name_of(channel: str) -> str:
    known = registry.enabled().get(channel)
    return gettext(known.name) if known else channel
