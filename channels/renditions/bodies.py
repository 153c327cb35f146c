"""A rendition's body: every part of one interval as a channel says it, with what a read needs to
decide who may have which part."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from channels.channel import Channel, Part
from kb.access import Labels, Scope
from kb.document import CORE_KINDS, Document, Passage, digest_of, to_plain

Body = dict[str, Any]
SEQ = 3  # its place in a stored mark


def has_choices(document: Document) -> bool:
    """Some fact in it has more than one value, so the text depends on the reader."""
    return any(
        len(fact.variants) > 1 for p in document.passages for w in p.wordings for fact in w.facts
    )


def chosen_for(document: Document, *, scope: Scope) -> Document:
    """The facts narrowed to what this reader is told; no element is left out."""
    return replace(document, passages=tuple(p.seen_by(scope) for p in document.passages))


def choice_name(document: Document) -> str:
    """Names the chosen fact values; empty where there was nothing to choose."""
    facts = [to_plain(f) for p in document.passages for w in p.wordings for f in w.facts]
    return digest_of(facts)[:16]


def build_body(
    document: Document, *, channel: Channel | None, marks: Sequence[Any], edges: Sequence[Any]
) -> Body:
    """Facts must be chosen already. Parts the channel does not carry are kept as their labels
    alone: an answer whose only core element is one of them must still be found. Without a channel
    every part is.

    `marks` stand newest first, so that a reader's last change is among the first.
    """
    return {
        "question": document.question,
        "parts": [_part(p, channel=channel, locale=document.locale) for p in document.passages],
        "marks": sorted(marks, key=lambda mark: -mark[SEQ]),
        "edges": list(edges),
        "wordings": list(document.wordings),
    }


def _part(passage: Passage, *, channel: Channel | None, locale: str) -> Body:
    body: Body = {
        "element": passage.element,
        "kind": passage.kind.value,
        "labels": labels_text(passage.labels),
        "uses": list(passage.uses),
        "core": passage.kind in CORE_KINDS,
    }
    if channel is not None and channel.carries(passage):
        body["part"] = channel.part(passage, locale=locale).to_json()
        body["version"] = _on(channel, passage).version
    return body


def _on(channel: Channel, passage: Passage) -> Passage:
    """Without the wordings of other channels: their changes are no news here."""
    own = tuple(override for override in passage.overrides if override[0] == channel.code)
    return passage if own == passage.overrides else replace(passage, overrides=own)


def parked_body(last_good: Body, fresh: Body) -> Body:
    """The last good text for every element that still stands, under today's labels."""
    old = {part["element"]: part for part in last_good["parts"]}
    parts = []
    for part in fresh["parts"]:
        said = {name: part[name] for name in part.keys() - {"part", "version"}}
        before = old.get(part["element"], {})
        kept = {name: before[name] for name in ("part", "version") if name in before}
        parts.append(said | kept)
    return fresh | {"parts": parts}


def part_of(data: Body) -> Part:
    return Part.from_json(data["part"])


def labels_text(labels: Labels) -> str:
    """Equal labels give equal text: nearly all elements share a handful, parsed once."""
    return json.dumps(labels.to_json(), sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=4096)
def labels_from(text: str) -> Labels:
    return Labels.from_json(json.loads(text))
