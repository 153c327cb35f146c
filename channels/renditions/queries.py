"""What a channel says to one reader: stored parts, filtered by scope, joined."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from channels import registry
from channels.channel import Channel, Message, Part
from channels.renditions import evidence
from channels.renditions.bodies import (
    Body,
    build_body,
    choice_name,
    chosen_for,
    has_choices,
    labels_from,
    parked_body,
)
from channels.renditions.goals import goals_for
from channels.renditions.models import Rendition, UnescapedEncoder
from channels.renditions.noticed import kept_notices, with_notices
from channels.renditions.saying import Said, body_from, say
from kb.access import Labels, Scope, Verification, allows
from kb.document import Document, to_plain
from kb.notices.queries import Told, notices_on
from kb.publication.edges import edges_from_json, next_edge
from kb.publication.heads import LiveHead, find_head, live_row
from kb.publication.marks import Mark
from kb.publication.withholding import narrowed

# By the unique index; the ORM would cost three times as much to build as this costs to run.
STORED = "SELECT body FROM channels_rendition WHERE live_id = %s AND channel = %s AND choice = %s"
# A publication between two statements replaces the row; twice in one read is past chance.
TRIES = 3
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """An answer as one channel says it to one reader now. `rendition` names the exact text and
    the versions of its elements; `wordings` are for readers who may have them."""

    key: str
    locale: str
    channel: str
    question: str
    message: Message
    rendition: str
    published_at: datetime
    valid_until: datetime | None
    seq: int
    topic: str
    wordings: tuple[str, ...]
    needs_person: bool
    # How many elements this reader would have with a customer who is verified.
    locked: int = 0
    # Emergency notices that name this answer; on some channels the message says them too.
    notices: tuple[Told, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.message.parts


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the visible elements that the channel carries are wanted; both empty for all."""

    kinds: frozenset[str] = frozenset()
    element: str = ""

    def takes(self, part: Body) -> bool:
        if "part" not in part:
            return False
        if self.element and part["element"] != self.element:
            return False
        return not self.kinds or part["kind"] in self.kinds


ALL = Choice()


def find_rendition(
    *, scope: Scope, channel: str, key: str, locale: str, kinds: Collection[str] = ()
) -> ServedAnswer | None:
    """The answer as `channel` says it, or None where this scope has no such answer there.

    `kinds`: only elements of these kinds, perhaps none. Raises ChannelNotInScope.
    """
    choice = Choice(kinds=frozenset(kinds)) if kinds else ALL
    return _find(scope.for_channel(channel), channel, key, locale, choice)


def find_element_rendition(
    *, scope: Scope, channel: str, key: str, locale: str, element: str
) -> ServedAnswer | None:
    """One element of an answer as `channel` says it, or None. Raises ChannelNotInScope."""
    choice = Choice(element=element)
    served = _find(scope.for_channel(channel), channel, key, locale, choice)
    return served if served and served.parts else None


def _find(scope: Scope, channel: str, key: str, locale: str, choice: Choice) -> ServedAnswer | None:
    adapter = registry.get(channel)
    for _try in range(TRIES):
        head = find_head(scope=scope, key=key, locale=locale)
        if head is None:
            return None
        text = _text_for(head, adapter, scope=scope)
        if text is not None:
            return _serve(text, head, adapter, scope=scope, choice=choice)
    return None


def _text_for(head: LiveHead, channel: Channel, *, scope: Scope) -> str | None:
    """The body as it is stored; None where the live row was replaced since the head was read."""
    text = _stored_text(head, channel, choice="")
    if text is not None and "parts" in body_from(text):
        return text
    return _chosen_text(head, channel, scope=scope)


def _stored_text(head: LiveHead, channel: Channel, *, choice: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(STORED, [head.id, channel.code, choice])
        row = cursor.fetchone()
    return row[0] if row else None


def _chosen_text(head: LiveHead, channel: Channel, *, scope: Scope) -> str | None:
    """The text depends on the reader, or no projection has got here yet."""
    row = live_row(head)
    if row is None:
        return None
    document = Document.from_json(row.document)
    chosen = chosen_for(document, scope=scope)
    choice = choice_name(chosen) if has_choices(document) else ""
    text = _stored_text(head, channel, choice=choice)
    if text is not None and "parts" in body_from(text):
        return text
    try:
        fresh = build_body(chosen, channel=channel, marks=row.marks, edges=row.edges)
        fits = not any(problem.severity == "error" for problem in channel.check(chosen))
    except Exception as error:
        # The projection has parked this answer; one that no channel can say stops nobody else.
        logger.error("%s cannot say %s: %s", channel.code, head.key, type(error).__name__)
        fresh = build_body(chosen, channel=None, marks=row.marks, edges=row.edges)
        fits = False
    if not fits:
        fresh = parked_body(_last_good(head, channel, choice=choice), fresh)
    return json.dumps(fresh, cls=UnescapedEncoder)


def _last_good(head: LiveHead, channel: Channel, *, choice: str) -> Body:
    """What was said before, with the same fact values; other readers' values stay theirs."""
    stored = Rendition.objects.filter(
        key=head.key, locale=head.locale, channel=channel.code, choice=choice
    )
    for body in stored.order_by("-live_id").values_list("body", flat=True):
        if "parts" in body:
            return dict(body)
    return {"parts": []}


def _serve(
    text: str, head: LiveHead, channel: Channel, *, scope: Scope, choice: Choice
) -> ServedAnswer | None:
    body = body_from(text)
    seen = [n for n, part in enumerate(body["parts"]) if _is_visible(part, head, scope=scope)]
    if not any(body["parts"][n]["core"] for n in seen):
        return None
    places = tuple(n for n in seen if choice.takes(body["parts"][n]))
    goals = goals_for(body, seen, scope=scope, locale=head.locale)
    plain = say(text, places, channel, head.key, head.locale, goals.open)
    marked = notices_on(scope=scope, key=head.key, locale=head.locale)
    said = with_notices(plain, marked.notices, channel=channel, locale=head.locale)
    if not evidence.is_kept(said.rendition):
        kept = {"question": body["question"]} | _kept_notices(marked.notices)
        _keep(said, head, channel, kept, scope=scope)
    change = _last_change(body["marks"], scope=scope)
    return ServedAnswer(
        key=head.key,
        locale=head.locale,
        channel=channel.code,
        question=body["question"],
        message=said.message,
        rendition=said.rendition,
        published_at=change.at,
        valid_until=_first(
            next_edge(edges_from_json(body["edges"]), scope=scope), goals.until, marked.until
        ),
        seq=change.seq,
        topic=head.topic,
        wordings=tuple(body["wordings"]),
        needs_person=any(part.person_only for part in said.message.parts),
        locked=_count_locked(body, head, scope=scope),
        notices=marked.notices,
    )


def _kept_notices(notices: Sequence[Told]) -> Body:
    """Nothing for a text without any, which is the same as it always was."""
    return {"notices": kept_notices(notices)} if notices else {}


def _count_locked(body: Body, head: LiveHead, *, scope: Scope) -> int:
    """Of what this channel carries, seen with nothing but a verified customer more."""
    verified = replace(scope, verification=Verification.FULL)
    asking = [
        part
        for part in body["parts"]
        if "part" in part and labels_from(part["labels"]).verification > scope.verification
    ]
    return sum(_is_visible(part, head, scope=verified) for part in asking)


def _first(*moments: datetime | None) -> datetime | None:
    return min(filter(None, moments), default=None)


def _is_visible(part: Body, head: LiveHead, *, scope: Scope) -> bool:
    labels: Labels | None = labels_from(part["labels"])
    if head.withheld and labels is not None:
        labels = narrowed(labels, uses=part["uses"], seq=head.seq, withheld=head.withheld)
    return labels is not None and allows(scope, labels)


def _last_change(marks: Sequence[Any], *, scope: Scope) -> Mark:
    """The first visible one: they stand newest first, and the question's own always is one."""
    return next(mark for mark in map(Mark.from_json, marks) if mark.is_seen_by(scope))


def _keep(said: Said, head: LiveHead, channel: Channel, body: Body, *, scope: Scope) -> None:
    message = said.message
    parts = [
        to_plain(part) | {"version": version}
        for part, version in zip(message.parts, said.versions, strict=True)
    ]
    evidence.keep(
        rendition=said.rendition,
        key=head.key,
        locale=head.locale,
        channel=channel.code,
        body=body | {"text": message.text, "html": message.html, "parts": parts},
        first_served_at=scope.now,
    )
