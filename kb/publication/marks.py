"""When did each element of an answer last change, and who could see the change?

Readers get the log position and time of the last change *they* could see, so an edit to an
internal note, to another channel's wording or to another region's fee moves nothing that a
customer's program can observe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Any

from kb.access import Audience, Labels, Scope, allows, fits
from kb.document import Document, digest_of, to_plain
from kb.publication.pieces import PIECE, pieces_of

QUESTION = ""
# Where `Mark.to_json` puts the log position.
MARK_SEQ = 3
BASIS = PIECE + "basis"


@dataclass(frozen=True, slots=True)
class Mark:
    """`element` empty: the question and its wordings; with PIECE in it: a part of the element that
    fewer readers see, BASIS being why it may be said; `version` empty: it was removed."""

    element: str
    version: str
    labels: tuple[Labels, ...]
    seq: int
    at: datetime

    def to_json(self) -> list[Any]:
        labels = [label.to_json() for label in self.labels]
        return [self.element, self.version, labels, self.seq, self.at.isoformat()]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Mark:
        element, version, labels, seq, at = data
        found = tuple(Labels.from_json(label) for label in labels)
        return cls(element, version, found, seq, datetime.fromisoformat(at))

    def is_seen_by(self, scope: Scope) -> bool:
        rule = allows if self.version else fits
        return any(rule(scope, labels) for labels in self.labels)


def next_marks(
    before: Sequence[Mark], documents: Sequence[Document], *, seq: int, at: datetime
) -> tuple[Mark, ...]:
    """Old marks for what is unchanged, new ones for what was changed, moved, added or removed."""
    known = {mark.element: mark for mark in before if mark.version or mark.element == QUESTION}
    fresh = _current(documents, seq=seq, at=at)
    moved = _moved([m.element for m in before if m.version], [m.element for m in fresh])
    kept = [
        known[m.element]
        if m.element in known and known[m.element].version == m.version and m.element not in moved
        else m
        for m in fresh
    ]
    now = {mark.element for mark in fresh}
    gone = [
        replace(m, version="", seq=seq, at=at) for m in before if m.version and m.element not in now
    ]
    return (*kept, *_newest_removals([*(m for m in before if not m.version), *gone]))


def _current(documents: Sequence[Document], *, seq: int, at: datetime) -> list[Mark]:
    head = [[d.question, d.wordings] for d in documents[:1]]
    marks = [Mark(QUESTION, digest_of(head)[:16], (Labels(),), seq, at)]
    versions: dict[str, list[str]] = {}
    labels: dict[str, dict[Labels, None]] = {}
    for piece in (one for d in documents for p in d.passages for one in pieces_of(p)):
        versions.setdefault(piece.name, []).append(piece.version)
        labels.setdefault(piece.name, {})[piece.labels] = None
    for element, found in versions.items():
        # Once each: an edge of a neighbour cuts an interval in two and changes nothing here.
        version = digest_of(list(dict.fromkeys(found)))[:16]
        marks.append(Mark(element, version, tuple(labels[element]), seq, at))
    return marks + _bases(documents, seq=seq, at=at)


def _bases(documents: Sequence[Document], *, seq: int, at: datetime) -> list[Mark]:
    """Marks of their own, for staff alone."""
    found = {p.element: p for d in documents for p in d.passages if p.basis is not None}
    return [
        Mark(
            element + BASIS,
            digest_of(to_plain(passage.basis))[:16],
            (replace(passage.labels, audience=Audience.AGENT),),
            seq,
            at,
        )
        for element, passage in found.items()
    ]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Elements in both lists that lie outside their longest common order."""
    both = {element for element in set(before) & set(after) if PIECE not in element}
    old, new = [e for e in before if e in both], [e for e in after if e in both]
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    still = {
        e for block in matcher.get_matching_blocks() for e in old[block.a : block.a + block.size]
    }
    return both - still


def _newest_removals(marks: Iterable[Mark]) -> list[Mark]:
    """One removal for each set of labels is enough to answer “when did I last see a change?”."""
    newest: dict[tuple[Labels, ...], Mark] = {}
    for mark in marks:
        if mark.labels not in newest or newest[mark.labels].seq < mark.seq:
            newest[mark.labels] = mark
    return list(newest.values())


def last_seen(stored: Sequence[Any], *, scope: Scope) -> Mark:
    """Of marks as JSON, the newest change that this scope can see; the question's own mark is
    always one. The newest are looked at first, since nearly always one of them is it."""
    newest_first = sorted(stored, key=itemgetter(MARK_SEQ), reverse=True)
    return next(mark for mark in map(Mark.from_json, newest_first) if mark.is_seen_by(scope))


def touched_labels(marks: Sequence[Mark], *, seq: int, before: Sequence[Mark]) -> list[Any]:
    """Labels, old and new, of everything changed at `seq`."""
    changed = {mark.element for mark in marks if mark.seq == seq}
    found = [m.labels for m in marks if m.seq == seq]
    found += [m.labels for m in before if m.element in changed]
    return [label.to_json() for label in dict.fromkeys(x for labels in found for x in labels)]
