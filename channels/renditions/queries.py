"""What a channel says to one reader: stored parts, filtered by scope, joined."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
    part_of,
)
from channels.renditions.models import Rendition
from kb.access import Labels, Scope, allows
from kb.document import Document, to_plain
from kb.publication.edges import edges_from_json, next_edge
from kb.publication.heads import LiveHead, find_head, live_row
from kb.publication.marks import Mark
from kb.publication.withholding import narrowed

# By the unique index; the ORM would cost three times as much to build as this costs to run.
STORED = "SELECT body FROM channels_rendition WHERE live_id = %s AND channel = %s AND choice = %s"
# A publication between two statements replaces the row; twice in one read is past chance.
TRIES = 3


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

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.message.parts


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the visible parts are wanted; both empty for all."""

    kinds: frozenset[str] = frozenset()
    element: str = ""

    def takes(self, part: Body) -> bool:
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
        body = _body_for(head, adapter, scope=scope)
        if body is not None:
            return _serve(body, head, adapter, scope=scope, choice=choice)
    return None


def _body_for(head: LiveHead, channel: Channel, *, scope: Scope) -> Body | None:
    """None where the live row was replaced since the head was read."""
    body = _stored_body(head, channel, choice="")
    if body is not None and "parts" in body:
        return body
    return _chosen_body(head, channel, scope=scope)


def _stored_body(head: LiveHead, channel: Channel, *, choice: str) -> Body | None:
    with connection.cursor() as cursor:
        cursor.execute(STORED, [head.id, channel.code, choice])
        row = cursor.fetchone()
    body: Body | None = json.loads(row[0]) if row else None
    return body


def _chosen_body(head: LiveHead, channel: Channel, *, scope: Scope) -> Body | None:
    """The text depends on the reader, or no projection has got here yet."""
    row = live_row(head)
    if row is None:
        return None
    document = Document.from_json(row.document)
    chosen = chosen_for(document, scope=scope)
    choice = choice_name(chosen) if has_choices(document) else ""
    body = _stored_body(head, channel, choice=choice)
    if body is not None and "parts" in body:
        return body
    fresh = build_body(chosen, channel=channel, marks=row.marks, edges=row.edges)
    if any(problem.severity == "error" for problem in channel.check(chosen)):
        return parked_body(_last_good(head, channel, choice=choice), fresh)
    return fresh


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
    body: Body, head: LiveHead, channel: Channel, *, scope: Scope, choice: Choice
) -> ServedAnswer | None:
    visible = [part for part in body["parts"] if _is_visible(part, head, scope=scope)]
    if not any(part["core"] for part in visible):
        return None
    said = [part for part in visible if "part" in part and choice.takes(part)]
    parts = [part_of(part) for part in said]
    message = channel.join(parts, question=body["question"], locale=head.locale)
    versions = [part["version"] for part in said]
    change = _last_change(body["marks"], scope=scope)
    rendition = rendition_name(channel.code, head, body["question"], message, versions)
    if not evidence.is_kept(rendition):
        _keep(rendition, head, channel, message, versions, question=body["question"], scope=scope)
    return ServedAnswer(
        key=head.key,
        locale=head.locale,
        channel=channel.code,
        question=body["question"],
        message=message,
        rendition=rendition,
        published_at=change.at,
        valid_until=next_edge(edges_from_json(body["edges"]), scope=scope),
        seq=change.seq,
        topic=head.topic,
        wordings=tuple(body["wordings"]),
        needs_person=any(part.person_only for part in parts),
    )


def _is_visible(part: Body, head: LiveHead, *, scope: Scope) -> bool:
    labels: Labels | None = labels_from(part["labels"])
    if head.withheld and labels is not None:
        labels = narrowed(labels, uses=part["uses"], seq=head.seq, withheld=head.withheld)
    return labels is not None and allows(scope, labels)


def _last_change(marks: Sequence[Any], *, scope: Scope) -> Mark:
    """The first visible one: they stand newest first, and the question's own always is one."""
    return next(mark for mark in map(Mark.from_json, marks) if mark.is_seen_by(scope))


def rendition_name(
    channel: str, head: LiveHead, question: str, message: Message, versions: Sequence[str]
) -> str:
    """A digest of exactly what is said and of which versions of which elements."""
    pieces = (channel, head.key, head.locale, question, message.text, message.html, *versions)
    digest = hashlib.sha256()
    for piece in map(str.encode, pieces):
        # With its length in front, so that no two lists of pieces run together alike.
        digest.update(b"%d:" % len(piece) + piece)
    return digest.hexdigest()[:32]


def _keep(
    rendition: str,
    head: LiveHead,
    channel: Channel,
    message: Message,
    versions: Sequence[str],
    *,
    question: str,
    scope: Scope,
) -> None:
    parts = [
        to_plain(part) | {"version": version}
        for part, version in zip(message.parts, versions, strict=True)
    ]
    evidence.keep(
        rendition=rendition,
        key=head.key,
        locale=head.locale,
        channel=channel.code,
        body={"question": question, "text": message.text, "html": message.html, "parts": parts},
        first_served_at=scope.now,
    )
