"""Where channels register when the app starts, so that kb never has to know them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kb.access import Audience, set_ceiling
from kb.authoring.channel_names import set_name
from kb.authoring.label_holders import Holders, register_holders
from kb.authoring.previews import register_preview
from kb.document import Document
from kb.problem import Problem

Answer = tuple[str, str]
# Looks for work of its own and does it, or rings whoever does: `errand(now=…)`.
Errand = Callable[..., object]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """One element as a channel says it, its targets written out below."""

    element: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a channel says, with its size as the channel counts it: `units` and the units of each
    part that it is sent in (`segments`, empty where it is sent as one)."""

    text: str
    parts: tuple[SpokenPart, ...]
    units: int
    segments: tuple[int, ...] = ()
    size_in_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Outlet:
    """One channel as publication knows it: what it may carry, and whether a text fits.

    `check` and `say` take a document already narrowed to one reader; `say` gives None where the
    channel cannot say it at all, and `check` tells why. `preview(source, *, request, channel)`
    draws an unsaved answer for the editor.
    """

    code: str
    name: Any
    ceiling: Audience
    check: Callable[[Document], Sequence[Problem]]
    say: Callable[[Document], Spoken | None]
    preview: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that left the house, as evidence of it was kept when it was first served."""

    text: str
    first_served_at: datetime
    rendition: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What channels know of what was read. `reads(answers, since=…)`: (key, locale) → channel code
    → reads; `texts(key, locale=…, channel=…, until=…)`: what was served until then, newest first.
    """

    reads: Callable[..., Mapping[Answer, Mapping[str, int]]]
    texts: Callable[..., Sequence[Kept]]


@dataclass(slots=True)
class _Registered:
    outlets: dict[str, Outlet] = field(default_factory=dict)
    evidence: Evidence | None = None
    errands: list[Errand] = field(default_factory=list)
    forgetful: set[str] = field(default_factory=set)


_registered = _Registered()


def register(outlet: Outlet) -> None:
    _registered.outlets[outlet.code] = outlet
    set_ceiling(outlet.code, outlet.ceiling)
    set_name(outlet.code, outlet.name)
    register_preview(outlet.code, outlet.preview)


def register_evidence(evidence: Evidence) -> None:
    _registered.evidence = evidence


def register_errand(errand: Errand) -> None:
    """Run whenever somebody looks for work that was left undone, every few seconds."""
    if errand not in _registered.errands:
        _registered.errands.append(errand)


def run_errands(*, now: datetime) -> None:
    """One that fails keeps no other from its work."""
    for errand in _registered.errands:
        try:
            errand(now=now)
        except Exception as error:
            # Its own words may hold what customers are told.
            logger.error("an errand failed: %s", type(error).__name__)


def register_forgetful(table: str) -> None:
    """It holds, for a while, what is forgotten then: no backup may keep it longer."""
    _registered.forgetful.add(table)


def forgetful_tables() -> tuple[str, ...]:
    return tuple(sorted(_registered.forgetful))


def register_label_holders(holders: Holders) -> None:
    """Whoever keeps labels outside, as keys do: such a label is not deleted in the admin."""
    register_holders(holders)


def outlets() -> tuple[Outlet, ...]:
    return tuple(_registered.outlets.values())


def reads_of(answers: Collection[Answer], *, since: date) -> Mapping[Answer, Mapping[str, int]]:
    evidence = _registered.evidence
    return evidence.reads(answers, since=since) if evidence and answers else {}


def texts_served(key: str, *, locale: str, channel: str, until: datetime) -> Sequence[Kept]:
    evidence = _registered.evidence
    return evidence.texts(key, locale=locale, channel=channel, until=until) if evidence else ()
