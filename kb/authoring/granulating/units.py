"""Where a piece can be split: at sentences, lines, steps and rows. Joined they say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.authoring.granulating.proposal import Piece
from kb.authoring.granulating.sentences import join_sentences, paragraphs, sentences
from kb.authoring.granulating.typed_lists import BULLET, NUMBERED


@dataclass(frozen=True, slots=True)
class Unit:
    """`gap`: what stands between it and the unit before."""

    text: str
    gap: str = ""
    row: tuple[str, ...] = ()


def units_of(piece: Piece) -> list[Unit]:
    """A table's heading belongs to every part of it, so it is no unit."""
    if piece.kind == "steps":
        return [Unit(step) for step in piece.steps]
    if piece.kind == "table":
        return [Unit(" | ".join(row), row=row) for row in piece.rows[1:]]
    return text_units(piece.text) if piece.is_text else []


def text_units(text: str) -> list[Unit]:
    found: list[Unit] = []
    for paragraph in paragraphs(text):
        for number, line in enumerate(paragraph.split("\n")):
            gap = ("\n" if number else "\n\n") + line[: len(line) - len(line.lstrip())]
            for said in sentences(line) or [line]:
                found.append(Unit(said, gap if found else ""))
                gap = _gap(found)
    return found


def _gap(found: Sequence[Unit]) -> str:
    """Between two sentences of one line."""
    return join_sentences([found[-1].text, "x"])[len(found[-1].text) : -1]


def joined(piece: Piece, units: Sequence[Unit]) -> Piece:
    """The piece with these of its units alone."""
    if piece.kind == "steps":
        return replace(piece, steps=tuple(unit.text for unit in units))
    if piece.kind == "table":
        return replace(piece, rows=(piece.rows[0], *(unit.row for unit in units)))
    first, *rest = units
    return replace(piece, text=first.text + "".join(unit.gap + unit.text for unit in rest))


def text_as_steps(text: str) -> tuple[str, ...]:
    """Lines where there are several, else sentences."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    said = lines if len(lines) > 1 else sentences(text)
    return tuple(BULLET.sub("", NUMBERED.sub("", one)).removeprefix("- ") for one in said)


def rows_as_text(rows: Sequence[Sequence[str]]) -> str:
    """Each row as a point: its first cell, then the others with their headings."""
    head, *body = rows
    return "\n".join("- " + _row_as_text(head, row) for row in body) or "- " + " | ".join(head)


def _row_as_text(head: Sequence[str], row: Sequence[str]) -> str:
    cells = [
        f"{name} {cell}".strip() for name, cell in zip(head[1:], row[1:], strict=False) if cell
    ]
    first = f"{head[0]} {row[0]}".strip()
    return ": ".join(filter(None, [first, "; ".join(cells)]))
