"""What of an answer somebody is asked to read, and what of it they have yet to confirm. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.publication.impact.marking import Runs, mark
from kb.reading.material import MATERIAL_KINDS, ElementText, is_same_sense


class Version(Protocol):
    """Words that were confirmed."""

    element: str
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class DueElement:
    """`before`: what was confirmed last with what differs marked; empty where nothing was."""

    element: str
    kind: str
    text: str
    digest: str
    before: Runs = ()
    after: Runs = ()


def digest_of_text(text: ElementText) -> str:
    return hashlib.sha256(f"{text.kind}\n{text.text}".encode()).hexdigest()


def asked_of(elements: Sequence[str], texts: Mapping[str, ElementText]) -> tuple[ElementText, ...]:
    """`elements`: those that were chosen; none for whatever is acted on."""
    wanted = frozenset(elements)
    return tuple(
        text
        for text in texts.values()
        if (text.element in wanted if wanted else text.kind in MATERIAL_KINDS)
    )


def due_of(
    asked: Iterable[ElementText], confirmed: Mapping[str, Sequence[Version]]
) -> tuple[DueElement, ...]:
    """`confirmed`: by element, the newest last. Words that say the same in other signs need no
    second confirmation, however often they are corrected: each time it is the confirmed words that
    are compared."""
    return tuple(
        _due(text, confirmed.get(text.element, ()))
        for text in asked
        if not _is_confirmed(text, confirmed.get(text.element, ()))
    )


def _is_confirmed(text: ElementText, versions: Sequence[Version]) -> bool:
    digest = digest_of_text(text)
    if any(version.digest == digest for version in versions):
        return True
    return bool(versions) and is_same_sense(versions[-1].text, text.text)


def _due(text: ElementText, versions: Sequence[Version]) -> DueElement:
    digest = digest_of_text(text)
    if not versions:
        return DueElement(text.element, text.kind, text.text, digest)
    before, after = mark(versions[-1].text, text.text)
    return DueElement(text.element, text.kind, text.text, digest, before, after)
