"""What of a document stands in no proposed answer, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.granulating.places import place_of, reason_of
from kb.authoring.granulating.proposal import LeftOut, Point


@dataclass(frozen=True, slots=True)
class LeftOutShown:
    block: int
    place: str
    reason: str
    text: str


def left_out_of(document: SourceDocument, rows: Sequence[ProposedPoint]) -> list[LeftOut]:
    """What stands in no proposed answer as it is now: from the start, in a change that waits to be
    decided, or dropped by an editor."""
    blocks = document.source_blocks
    taken = [row for row in rows if not row.is_dropped]
    kept = _blocks_of(row.point for row in taken)
    arriving = _blocks_of(row.arriving for row in taken if row.arriving)
    from_start = document.not_read
    # A block that lost one wording is still placed, and may be dropped.
    known = {one.block for one in from_start if one.why != "wording"}
    dropped = [
        LeftOut(block.number, "undecided" if block.number in arriving else "dropped", block.words)
        for block in blocks
        if block.number not in kept and block.number not in known
    ]
    return sorted([*from_start, *dropped], key=lambda one: one.block)


def _blocks_of(points: Iterable[Point]) -> set[int]:
    return {n for one in points for n in (one.block, *(b for p in one.kept for b in p.blocks))}


def show_left_out(document: SourceDocument, left_out: Sequence[LeftOut]) -> list[LeftOutShown]:
    blocks = {block.number: block for block in document.source_blocks}
    return [
        LeftOutShown(one.block, place_of(blocks[one.block]), reason_of(one.why), one.text)
        for one in left_out
        if one.block in blocks
    ]
