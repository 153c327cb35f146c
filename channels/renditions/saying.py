"""A stored text and a choice of its elements → what is said. Pure, so what was said once is kept.

Who may have which element is decided anew on every read, and never kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from channels.channel import Channel, Message
from channels.guides import Open
from channels.renditions.bodies import Body, part_of
from kb.document import digest_of, to_plain

# A text of eight elements and what was made of it take about 40 KB, so 1,000 take 40 MB in each
# worker; these are what is asked for all day.
MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """`rendition` names the message and the versions of its elements, in their order."""

    message: Message
    versions: tuple[str, ...]
    rendition: str


@lru_cache(maxsize=MOST_KEPT)
def body_from(text: str) -> Body:
    """Of a stored text; not to be changed, since others are given the same."""
    body: Body = json.loads(text)
    return body


@lru_cache(maxsize=MOST_KEPT)
def say(
    text: str, places: tuple[int, ...], channel: Channel, key: str, locale: str, to: Open
) -> Said:
    """The elements at these places in the stored text, joined as the channel does. `to`: where
    their guides may lead."""
    body = body_from(text)
    chosen = [body["parts"][place] for place in places]
    parts = [channel.open(part_of(p), to=to, locale=locale) for p in chosen]
    message = channel.join(parts, question=body["question"], locale=locale)
    version_of = {part["element"]: part["version"] for part in chosen}
    # A channel may say them in another order than they are written in.
    versions = tuple(version_of[part.element] for part in message.parts)
    guides = (digest_of(to_plain(part.guide)) for part in message.parts if part.guide)
    named = (channel.code, key, locale, body["question"], message.text, message.html, *versions)
    return Said(message, versions, name_of((*named, *guides)))


def name_of(pieces: Iterable[str]) -> str:
    """A digest of exactly these pieces, in this order."""
    digest = hashlib.sha256()
    for piece in map(str.encode, pieces):
        # With its length in front, so that no two lists of pieces run together alike.
        digest.update(b"%d:" % len(piece) + piece)
    return digest.hexdigest()[:32]
