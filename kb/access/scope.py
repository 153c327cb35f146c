"""Scope: what one request may read, made once, passed by name to every read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kb.access.labels import Audience
from kb.access.verification import Verification

ALL_TOPICS = frozenset({"*"})
_ceilings: dict[str, Audience] = {}


class ChannelNotInScope(Exception):
    """The scope does not hold this channel, or no such channel is switched on."""


def set_ceiling(channel: str, audience: Audience) -> None:
    """Told by each channel at start: the most private audience it may ever serve."""
    _ceilings[channel] = audience


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything only narrows: an empty set of regions sees what is free of regions.

    `verification`: how sure the bank is of whom this is read for; staff may read all by themselves.
    """

    channels: frozenset[str]
    audience: Audience
    topics: frozenset[str]
    locales: frozenset[str]
    now: datetime
    regions: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    verification: Verification = Verification.NONE

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

    def for_verified(self, verification: Verification) -> Scope:
        """For somebody of whom the bank is no surer than this."""
        return replace(self, verification=min(self.verification, verification))

    def narrowing(self) -> dict[str, Any]:
        """For whom this is, as JSON: what `narrowed_like` makes another scope no wider than."""
        held = {name: sorted(getattr(self, name)) for name in ("regions", "segments", "products")}
        return held | {"verification": self.verification.code}

    def narrowed_like(self, told: Mapping[str, Any]) -> Scope:
        """No wider than the scope that `told` is of; nobody is verified where it says nothing."""
        level = Verification.from_code(told.get("verification", "none"))
        held = {name: told.get(name) for name in ("regions", "segments", "products")}
        return self.narrowed(**held).for_verified(level)

    def at(self, now: datetime) -> Scope:
        return replace(self, now=now)

    def covers_topics(self, lineage: Iterable[str]) -> bool:
        """`lineage`: the keys of a topic and of all above it."""
        return self.topics == ALL_TOPICS or not self.topics.isdisjoint(lineage)
