"""Scope: what one request may read, made once, passed by name to every read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kb.access.labels import Audience

ALL_TOPICS = frozenset({"*"})
_ceilings: dict[str, Audience] = {}


class ChannelNotInScope(Exception):
    """The scope does not hold this channel, or no such channel is switched on."""


def set_ceiling(channel: str, audience: Audience) -> None:
    """Told by each channel at start: the most private audience it may ever serve."""
    _ceilings[channel] = audience


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything only narrows: an empty set of regions sees what is free of regions."""

    channels: frozenset[str]
    audience: Audience
    topics: frozenset[str]
    locales: frozenset[str]
    now: datetime
    regions: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()

    def for_channel(self, channel: str) -> Scope:
        """One channel, with the audience capped at what that channel may carry.

        Raises ChannelNotInScope.
        """
        if channel not in self.channels or channel not in _ceilings:
            raise ChannelNotInScope(channel)
        ceiling = _ceilings[channel]
        return replace(self, channels=frozenset({channel}), audience=min(self.audience, ceiling))

    def narrowed(
        self,
        *,
        regions: Iterable[str] | None = None,
        segments: Iterable[str] | None = None,
        products: Iterable[str] | None = None,
    ) -> Scope:
        """To what is known of a customer; None leaves as it is. What the scope does not hold is
        not added."""
        known = {"regions": regions, "segments": segments, "products": products}
        kept = {
            name: getattr(self, name).intersection(values)
            for name, values in known.items()
            if values is not None
        }
        return replace(self, **kept)

    def at(self, now: datetime) -> Scope:
        return replace(self, now=now)

    def covers_topics(self, lineage: Iterable[str]) -> bool:
        """`lineage`: the keys of a topic and of all above it."""
        return self.topics == ALL_TOPICS or not self.topics.isdisjoint(lineage)
