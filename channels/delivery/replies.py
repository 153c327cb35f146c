"""What a customer answers to a message joins what readers say of that answer: a thumb becomes a
verdict, words become a comment for its owner, and whoever wants no messages gets none.

Neither number nor name is kept, and words only masked, where their reader finds them: at the
correction, or at the complaint that the message answered.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from channels.delivery.models import Delivery
from channels.delivery.opting_out import opt_in, opt_out, recipient_ref
from channels.delivery.reading import Meaning, meaning_of
from channels.delivery.recipients import BadRecipient, check_recipient
from channels.delivery.reply_tables import Reply
from kb.access import ALL_TOPICS, Audience, Scope
from kb.feedback.complaints.operations import note_reply
from kb.feedback.models import Feedback
from kb.feedback.operations import record_feedback
from kb.publication.readers import known_codes

Outcome, Verdict = Reply.Outcome, Feedback.Verdict
# A message is answered with a thumb once, and with a few words.
MOST_WORDS_EACH = 5
# A gateway brings a reply again within hours, never after so long.
KEPT = timedelta(days=30)
THUMBS = {
    Meaning.HELPFUL: (Outcome.HELPFUL, Verdict.HELPFUL),
    Meaning.UNHELPFUL: (Outcome.UNHELPFUL, Verdict.UNHELPFUL),
}


@dataclass(frozen=True, slots=True)
class Said:
    """`name`: the gateway's own for this reply; `sender`: as the gateway writes it; `to`: the
    message it answers, where the gateway says so, by our name for it or its own."""

    channel: str
    name: str
    sender: str
    text: str
    to: str = ""


def take_reply(said: Said, *, at: datetime) -> str:
    """Once, however often it is brought; gives what came of it, empty for what was taken before."""
    name = hashlib.sha256(said.name.encode()).hexdigest()
    try:
        with transaction.atomic():
            kept = Reply.objects.create(
                channel=said.channel, name=name, outcome=Outcome.IGNORED, at=at
            )
            kept.delivery = _answered(said, at=at)
            kept.outcome = _act(said, kept.delivery, at=at)
            kept.save(update_fields=["delivery", "outcome"])
    except IntegrityError:
        if not Reply.objects.filter(channel=said.channel, name=name).exists():
            raise
        return ""
    return kept.outcome


def _act(said: Said, delivery: Delivery | None, *, at: datetime) -> str:
    meaning = meaning_of(said.text)
    ref = _ref(said)
    if meaning is Meaning.STOP and ref:
        opt_out(said.channel, ref, at=at)
        return Outcome.STOPPED
    if meaning is Meaning.RESUME and ref:
        opt_in(said.channel, ref)
        return Outcome.RESUMED
    if delivery is None or meaning is Meaning.NOTHING:
        return Outcome.IGNORED
    if delivery.complaint is not None:
        return _tell(said, delivery, delivery.complaint, at=at)
    return _judge(said, delivery, meaning, at=at)


def _tell(said: Said, delivery: Delivery, complaint: uuid.UUID, *, at: datetime) -> str:
    """At the complaint, where as many stand as at any other message: nobody fills its history."""
    if not _counts(delivery, Outcome.SAID):
        return Outcome.IGNORED
    return Outcome.SAID if note_reply(complaint, said.text, at=at) else Outcome.IGNORED


def _judge(said: Said, delivery: Delivery, meaning: Meaning, *, at: datetime) -> str:
    outcome, verdict = THUMBS.get(meaning, (Outcome.SAID, Verdict.SAID))
    if not _counts(delivery, outcome):
        return Outcome.IGNORED
    kept = record_feedback(
        scope=_customers(delivery, at=at),
        key=delivery.key,
        locale=delivery.locale,
        channel=delivery.channel,
        verdict=verdict,
        source=delivery.channel,
        at=at,
        rendition=delivery.rendition,
        comment=said.text if outcome == Outcome.SAID else "",
        # Whoever sent it learns what came of it.
        reporter_id=delivery.sender_id,
    )
    return outcome if kept else Outcome.IGNORED


def _counts(delivery: Delivery, outcome: str) -> bool:
    """One message is one thumb: a second one, or another, changes nothing."""
    before = delivery.replies.all()
    if outcome == Outcome.SAID:
        return before.filter(outcome=Outcome.SAID).count() < MOST_WORDS_EACH
    return not before.filter(outcome__in=(Outcome.HELPFUL, Outcome.UNHELPFUL)).exists()


def _answered(said: Said, *, at: datetime) -> Delivery | None:
    """The one that is named, else the last that went to this recipient; of the last days alone."""
    since = at - timedelta(days=settings.REPLY_DAYS)
    rows = Delivery.objects.filter(channel=said.channel, created_at__gte=since)
    rows = rows.filter(state__in=(Delivery.State.SENT, Delivery.State.DELIVERED))
    rows = rows.order_by("-created_at", "pk")
    ref = _ref(said)
    if said.to and (named := rows.filter(_named(said.to), recipient_ref=ref).first()):
        return named
    return rows.filter(recipient_ref=ref).first() if ref else None


def _named(name: str) -> Q:
    return Q(gateway_id=name) | Q(pk=name) if _is_uuid(name) else Q(gateway_id=name)


def _is_uuid(name: str) -> bool:
    compact = name.replace("-", "")
    return len(compact) == 32 and all(char in "0123456789abcdefABCDEF" for char in compact)


def _ref(said: Said) -> str:
    try:
        return recipient_ref(said.channel, check_recipient(said.channel, said.sender))
    except BadRecipient:
        return ""


def _customers(delivery: Delivery, *, at: datetime) -> Scope:
    """What any customer may read on the channel: they were sent it."""
    return Scope(
        channels=frozenset({delivery.channel}),
        audience=Audience.CUSTOMER,
        topics=ALL_TOPICS,
        locales=frozenset({delivery.locale}),
        now=at,
        regions=frozenset(known_codes("regions")),
        segments=frozenset(known_codes("segments")),
        products=frozenset(known_codes("products")),
    )


def forget_old(*, now: datetime) -> None:
    """For the clock: nobody answers after so long, and no gateway repeats itself."""
    Reply.objects.filter(at__lt=now - KEPT).delete()
    since = now - timedelta(days=settings.REPLY_DAYS)
    Delivery.objects.filter(created_at__lt=since).exclude(recipient_ref="").update(recipient_ref="")
