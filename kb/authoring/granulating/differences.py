"""An old proposal beside a new one: what is the same, changed, new and gone. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from kb.authoring.granulating.proposal import Piece, Point, fold
from kb.authoring.granulating.source import Block

ALIKE = 0.5
# Of answers that all say the same, none is more alike than the others.
MOST_LOOKED_AT = 50


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
    alike = _by_saying(free.values())
    for point in old:
        if point.anchor not in met and (other := _most_alike(point, alike, free)):
            met[point.anchor] = replace(free.pop(other), anchor=point.anchor)
            became[other] = point.anchor
    gone = tuple(point.anchor for point in old if point.anchor not in met)
    order = tuple(became.get(point.anchor, point.anchor) for point in new)
    return Pairs(met, tuple(free.values()), gone, order)


def _by_saying(points: Iterable[Point]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for point in points:
        for saying in _sayings(point):
            found.setdefault(saying, []).append(point.anchor)
    return found


def _most_alike(
    point: Point, alike: Mapping[str, Sequence[str]], free: Mapping[str, Point]
) -> str | None:
    """The anchor of the one that shares the most, at least half."""
    said = _sayings(point)
    shared = Counter(
        anchor
        for saying in said
        for anchor in alike.get(saying, ())[:MOST_LOOKED_AT]
        if anchor in free
    )
    best, count = max(shared.items(), key=lambda pair: pair[1], default=("", 0))
    return best if count and count / len(said) >= ALIKE else None


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
    before, after = _counted(old), _counted(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return {
        old[i + n].number: new[j + n].number
        for i, j, size in matcher.get_matching_blocks()
        for n in range(size)
    }


def _counted(blocks: Sequence[Block]) -> list[tuple[str, str, int]]:
    """What each says, with how often it was said before: a thousand equal rows stay quick."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[tuple[str, str, int]] = []
    for block in blocks:
        said = str(block.kind), fold(block.words)
        seen[said] += 1
        found.append((*said, seen[said]))
    return found


def renumbered(point: Point, moved: Mapping[int, int]) -> Point:
    """The same point with the block numbers of the new version; what is gone has no number."""
    pieces = tuple(_renumbered(piece, moved) for piece in point.pieces)
    return replace(point, pieces=pieces, block=moved.get(point.block, 0))


def _renumbered(piece: Piece, moved: Mapping[int, int]) -> Piece:
    return replace(piece, blocks=tuple(moved[n] for n in piece.blocks if n in moved))
