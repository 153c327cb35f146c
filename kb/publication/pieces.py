"""An element taken apart by who sees what of it: what all its readers get, each channel's own
wording, each value that holds somewhere only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.access import Labels
from kb.document import FactUse, Passage, Wording, digest_of, to_plain

# Stands in no element's id.
PIECE = "#"


@dataclass(frozen=True, slots=True)
class Piece:
    """`name`: the element's id, for a part of it with PIECE and the part's name behind."""

    name: str
    version: str
    labels: Labels


def pieces_of(passage: Passage) -> Iterator[Piece]:
    """The whole element first, less what the others hold."""
    for_all = _for_all(passage)
    version = passage.version if for_all is passage else for_all.version
    yield Piece(passage.element, version, passage.labels)
    forms = (passage.standard, passage.brief, passage.spoken, *passage.inner_wordings)
    for wording in forms:
        if wording is not None:
            yield from _values(wording, passage.element, passage.labels)
    for channel, wording in passage.overrides:
        labels = passage.labels.intersect(Labels(channels=frozenset({channel})))
        if labels is not None:
            name = f"{passage.element}{PIECE}on.{channel}"
            yield Piece(name, _digest(_without_values(wording)), labels)
            yield from _values(wording, name, labels)


def _for_all(passage: Passage) -> Passage:
    """The passage itself where all of it is for all its readers, as it nearly always is."""
    if not passage.overrides and not any(w.depends_on_reader for w in passage.wordings):
        return passage
    return replace(
        passage,
        standard=_without_values(passage.standard),
        brief=passage.brief and _without_values(passage.brief),
        spoken=passage.spoken and _without_values(passage.spoken),
        overrides=(),
        guide=passage.guide and passage.guide.reworded(_without_values),
        grant=passage.grant and passage.grant.reworded(_without_values),
    )


def _without_values(wording: Wording) -> Wording:
    """Only the values that hold everywhere."""
    runs = tuple(run if isinstance(run, str) else _default_of(run) for run in wording.runs)
    return replace(wording, runs=runs)


def _default_of(fact: FactUse) -> FactUse:
    return replace(fact, variants=tuple(v for v in fact.variants if v.is_default))


def _values(wording: Wording, name: str, labels: Labels) -> Iterator[Piece]:
    """A value may stand twice in an element; the same piece twice changes nothing."""
    for fact in wording.facts:
        for variant in fact.variants:
            own = labels.intersect(variant.labels)
            if not variant.is_default and own is not None:
                where = _digest(variant.labels)
                yield Piece(f"{name}{PIECE}{fact.key}.{where}", _digest(variant), own)


def _digest(value: object) -> str:
    return digest_of(to_plain(value))[:16]
