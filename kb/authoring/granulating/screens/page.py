"""One page of the review: some proposed answers beside the part of the source they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kb.authoring.granulating import updating
from kb.authoring.granulating.editing import seen
from kb.authoring.granulating.models import ProposedPoint
from kb.authoring.granulating.places import place_of, reason_of
from kb.authoring.granulating.proposal import KINDS, LeftOut, Piece, Point
from kb.authoring.granulating.source import Block
from kb.authoring.granulating.units import Unit, units_of
from kb.authoring.models import KnowledgePage
from kb.markup import mark_up
from kb.plain_text import Punctuation

A_PAGE = 10
PUNCTUATION = Punctuation(colon=": ", semicolon="; ", brackets=(" (", ")"))


@dataclass(frozen=True, slots=True)
class PieceShown:
    piece: Piece
    id: str
    label: str
    icon: str
    seen: str
    html: SafeString
    steps: tuple[SafeString, ...]
    blocks: str
    units: list[tuple[int, Unit]]
    kinds: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PointShown:
    row: ProposedPoint
    point: Point
    pieces: list[PieceShown]
    arriving: list[PieceShown]
    arriving_question: str
    is_untouched: bool
    blocks: str
    has_one_above: bool


@dataclass(frozen=True, slots=True)
class BlockShown:
    """`reason`: why nothing on this page is made of it."""

    block: Block
    place: str
    html: SafeString
    items: list[tuple[int, SafeString]]
    reason: str


def labels() -> dict[str, tuple[str, str]]:
    """Kind → its name and icon, as the editor's menu has them."""
    stream = KnowledgePage._meta.get_field("elements").stream_block
    return {
        kind: (str(stream.child_blocks[kind].label), stream.child_blocks[kind].meta.icon)
        for kind in KINDS
    }


def show_points(rows: Sequence[ProposedPoint], *, of: Sequence[ProposedPoint]) -> list[PointShown]:
    """`of`: all that is proposed, on other pages too."""
    names = labels()
    first = next((row.position for row in of if row.is_open and not row.is_dropped), None)
    return [
        _show_point(row, names, has_one_above=first is not None and first < row.position)
        for row in rows
    ]


def _show_point(
    row: ProposedPoint, names: dict[str, tuple[str, str]], *, has_one_above: bool
) -> PointShown:
    point, arriving = row.point, row.arriving
    return PointShown(
        row=row,
        point=point,
        pieces=[_show_piece(piece, row, names) for piece in point.pieces],
        arriving=[_show_piece(p, row, names) for p in arriving.pieces] if arriving else [],
        arriving_question=arriving.question if arriving else "",
        is_untouched=bool(arriving) and not row.is_open and updating.is_untouched(row),
        blocks=_numbers([point.block]),
        has_one_above=has_one_above,
    )


def _show_piece(piece: Piece, row: ProposedPoint, names: dict[str, tuple[str, str]]) -> PieceShown:
    label, icon = names[piece.kind]
    return PieceShown(
        piece=piece,
        id=f"e{row.pk}-{piece.name}",
        label=label,
        icon=icon,
        seen=seen(piece),
        html=_html(piece.text),
        steps=tuple(_html(step) for step in piece.steps),
        blocks=_numbers(piece.blocks),
        units=list(enumerate(units_of(piece))),
        kinds=[(kind, names[kind][0]) for kind in _possible(piece)],
    )


def _possible(piece: Piece) -> list[str]:
    """The kinds it can become: a table or link is never made of a text."""
    return [kind for kind in KINDS if kind == piece.kind or kind not in ("table", "link")]


def _numbers(blocks: Sequence[int]) -> str:
    return " ".join(str(number) for number in blocks if number)


def _html(text: str) -> SafeString:
    """Cleaned by kb/markup.py, as everywhere."""
    return mark_safe(mark_up(text, values=(), punctuation=PUNCTUATION).html)


def show_blocks(
    blocks: Sequence[Block], left_out: Sequence[LeftOut], *, first: int, last: int
) -> Iterator[BlockShown]:
    """The blocks from `first` to `last`."""
    reasons = {one.block: reason_of(one.why) for one in left_out}
    for block in blocks:
        if first <= block.number <= last:
            yield BlockShown(
                block=block,
                place=place_of(block),
                html=_html(block.text),
                items=[(item.depth, _html(item.text)) for item in block.items],
                reason=reasons.get(block.number, ""),
            )


def range_of(
    rows: Sequence[ProposedPoint], *, start: int, blocks: Sequence[Block]
) -> tuple[int, int]:
    """First and last block beside the rows from `start` on: up to where the next page begins."""
    end = start + A_PAGE
    last_number = blocks[-1].number if blocks else 0
    first = _begin(rows[start]) if start and start < len(rows) else 1
    following = [n for row in rows[end:] if (n := _begin(row))]
    return first, (min(following) - 1 if following else last_number)


def _begin(row: ProposedPoint) -> int:
    numbers = [n for piece in row.point.pieces for n in piece.blocks]
    return min([*numbers, *([row.block] if row.block else [])], default=0)


def counts_of(rows: Sequence[ProposedPoint]) -> dict[str, Any]:
    return {
        "total": len(rows),
        "open": sum(row.can_be_drafted for row in rows),
        "drafts": sum(not row.is_open for row in rows),
        "dropped": sum(row.is_dropped for row in rows),
        "changed": sum(bool(row.change) for row in rows),
    }
