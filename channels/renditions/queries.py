"""What a channel says to one reader: stored parts, filtered by scope, joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels import registry
from channels.channel import Channel, Message, Part
from channels.renditions.bodies import (
    Body,
    build_body,
    choice_name,
    chosen_for,
    has_choices,
    parked_body,
    part_of,
)
from channels.renditions.models import Rendition
from kb.access import Labels, Scope, allows
from kb.document import Document, digest_of, to_plain
from kb.publication.edges import edges_from_json, next_edge
from kb.publication.marks import Mark, last_seen
from kb.publication.queries import LiveHead, find_head, live_row
from kb.publication.withholding import narrowed


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """An answer as one channel says it to one reader now. `rendition` names the exact text."""

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


def find_rendition(*, scope: Scope, channel: str, key: str, locale: str) -> ServedAnswer | None:
    """The answer as `channel` says it, or None where this scope has no such answer there.

    Raises ChannelNotInScope.
    """
    scope = scope.for_channel(channel)
    head = find_head(scope=scope, key=key, locale=locale)
    if head is None:
        return None
    adapter = registry.get(channel)
    body = _body_for(head, adapter, scope=scope)
    return _serve(body, head, adapter, scope=scope) if body else None


def _body_for(head: LiveHead, channel: Channel, *, scope: Scope) -> Body | None:
    stored = Rendition.objects.filter(live_id=head.id, channel=channel.code, choice="")
    body: Body | None = stored.values_list("body", flat=True).first()
    if body is not None and "parts" in body:
        return body
    return _chosen_body(head, channel, scope=scope)


def _chosen_body(head: LiveHead, channel: Channel, *, scope: Scope) -> Body | None:
    """The text depends on the reader, or no projection has got here yet."""
    row = live_row(head)
    document = Document.from_json(row.document)
    chosen = chosen_for(document, scope=scope)
    choice = choice_name(chosen) if has_choices(document) else ""
    stored = Rendition.objects.filter(live_id=head.id, channel=channel.code, choice=choice)
    body: Body | None = stored.values_list("body", flat=True).first()
    if body is not None:
        return body
    fresh = build_body(chosen, channel=channel, marks=row.marks, edges=row.edges)
    if not any(problem.severity == "error" for problem in channel.check(chosen)):
        return fresh
    return _last_good(head, channel, fresh)


def _last_good(head: LiveHead, channel: Channel, fresh: Body) -> Body | None:
    """The new text does not fit: keep saying the last one that did."""
    stored = Rendition.objects.filter(key=head.key, locale=head.locale, channel=channel.code)
    for body in stored.order_by("-live_id").values_list("body", flat=True):
        if "parts" in body:
            return parked_body(body, fresh)
    return None


def _serve(
    body: Body, head: LiveHead, channel: Channel, *, scope: Scope
) -> ServedAnswer | None:
    visible = [part for part in body["parts"] if _is_visible(part, head, scope=scope)]
    if not any(part["core"] for part in visible):
        return None
    parts = [part_of(part) for part in visible if "part" in part]
    message = channel.join(parts, question=body["question"], locale=head.locale)
    mark = last_seen([Mark.from_json(data) for data in body["marks"]], scope=scope)
    return ServedAnswer(
        key=head.key,
        locale=head.locale,
        channel=channel.code,
        question=body["question"],
        message=message,
        rendition=rendition_name(channel.code, head, body["question"], message),
        published_at=mark.at,
        valid_until=next_edge(edges_from_json(body["edges"]), scope=scope),
        seq=mark.seq,
        topic=head.topic,
        wordings=tuple(body["wordings"]),
        needs_person=any(part.person_only for part in parts),
    )


def _is_visible(part: Body, head: LiveHead, *, scope: Scope) -> bool:
    labels: Labels | None = Labels.from_json(part["labels"])
    if head.withheld and labels is not None:
        labels = narrowed(labels, uses=part["uses"], seq=head.seq, withheld=head.withheld)
    return labels is not None and allows(scope, labels)


def rendition_name(channel: str, head: LiveHead, question: str, message: Message) -> str:
    """A digest of exactly what is said, so equal texts have one name and one piece of evidence."""
    parts: Sequence[Any] = [to_plain(part) for part in message.parts]
    content = [channel, head.key, head.locale, question, message.text, message.html, parts]
    return digest_of(content)[:32]
