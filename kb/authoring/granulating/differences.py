"""An old proposal beside a new one: what is the same, changed, new and gone. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from kb.authoring.granulating.proposal import Piece, Point, fold
from kb.authoring.granulating.source import Block

ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Pairs:
    """`met`: anchor of the old point → the new one it has become, under the same anchor; `order`:
    the anchors of all that stand in the new version."""

    met: Mapping[str, Point]
    added: tuple[Point, ...]
    gone: tuple[str, ...]
    order: tuple[str, ...]


def pair(old: Sequence[Point], new: Sequence[Point]) -> Pairs:
    """By anchor; those left over by what they say, where at least half of it is the same."""
    by_anchor = {point.anchor: point for point in new}
    met = {point.anchor: by_anchor[point.anchor] for point in old if point.anchor in by_anchor}
    became = {anchor: anchor for anchor in met}
    free = {point.anchor: point for point in new if point.anchor not in met}
    for point in old:
        if point.anchor not in met and (other := _most_alike(point, list(free.values()))):
            met[point.anchor] = replace(other, anchor=point.anchor)
            became[other.anchor] = point.anchor
            del free[other.anchor]
    gone = tuple(point.anchor for point in old if point.anchor not in met)
    order = tuple(became.get(point.anchor, point.anchor) for point in new)
    return Pairs(met, tuple(free.values()), gone, order)


def _most_alike(point: Point, others: Sequence[Point]) -> Point | None:
    said = _sayings(point)
    shares = [(len(said & _sayings(one)) / max(len(said), 1), one) for one in others]
    share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= ALIKE else None


def _sayings(point: Point) -> set[str]:
    """The question does not count: it is what has changed."""
    return {fold(piece.words) for piece in point.pieces}


def carry_names(old: Point, new: Point) -> Point:
    """An element that changed keeps its name, and so its id; places decide among those that say
    something else."""
    names = [piece.name for piece in old.pieces]
    kept = {piece.name for piece in new.pieces} & set(names)
    pieces = list(new.pieces)
    before = [(p.kind, p.name) for p in old.pieces]
    after = [(p.kind, p.name) for p in new.pieces]
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "replace":
            continue
        for was, place in zip(range(i, j), range(k, m), strict=False):
            known, piece = old.pieces[was], pieces[place]
            if known.kind == piece.kind and known.name not in kept:
                pieces[place] = replace(piece, name=known.name)
    return replace(new, pieces=tuple(pieces))


def moved_blocks(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Old block number → the number of the same block in the new version."""
    before = [(block.kind, fold(block.words)) for block in old]
    after = [(block.kind, fold(block.words)) for block in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {
        old[i + n].number: new[j + n].number
        for i, j, size in matcher.get_matching_blocks()
        for n in range(size)
    }


def renumbered(point: Point, moved: Mapping[int, int]) -> Point:
    """The same point with the block numbers of the new version; what is gone has no number."""
    pieces = tuple(_renumbered(piece, moved) for piece in point.pieces)
    return replace(point, pieces=pieces, block=moved.get(point.block, 0))


def _renumbered(piece: Piece, moved: Mapping[int, int]) -> Piece:
    return replace(piece, blocks=tuple(moved[n] for n in piece.blocks if n in moved))
