"""What is proposed: answers with their elements, and what found no place."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

TEXT_KINDS = (
    "answer", "explanation", "condition", "fee", "caution", "note", "example", "script",
    "required_script", "internal_note", "never_say",
)  # fmt: skip
TITLED_KINDS = frozenset(
    {"explanation", "condition", "fee", "caution", "note", "example", "table", "link"}
)
KINDS = (*TEXT_KINDS[:1], "steps", *TEXT_KINDS[1:7], "table", "link", *TEXT_KINDS[7:])
CORE = frozenset({"answer", "steps"})
MAX_TITLE, MAX_QUESTION, MAX_WORDING = 120, 255, 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One proposed element. `name`: unique in its answer, kept through changes of the source;
    `blocks`: the numbers of the source blocks it says. A `steps` piece has steps, a `table` rows,
    a `link` its address, every other kind text."""

    kind: str
    name: str = ""
    title: str = ""
    text: str = ""
    steps: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str = ""
    brief: str = ""
    blocks: tuple[int, ...] = ()
    dropped: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind in TEXT_KINDS

    @property
    def words(self) -> str:
        """Everything it will say, the title included."""
        table = "\n".join(" | ".join(row) for row in self.rows)
        return "\n".join(filter(None, [self.title, self.text, *self.steps, table, self.url]))


@dataclass(frozen=True, slots=True)
class Point:
    """One proposed answer. `anchor`: what it is recognised by when the document comes again."""

    anchor: str
    question: str
    pieces: tuple[Piece, ...]
    wordings: tuple[str, ...] = ()
    block: int = 0

    @property
    def kept(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if not piece.dropped)

    @property
    def has_core(self) -> bool:
        """Without an answer or steps nobody would see it."""
        return any(piece.kind in CORE for piece in self.kept)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the source that stands in no proposed answer, and why."""

    block: int
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...]


def fold(text: str) -> str:
    """Letters and digits alone, so that layout, marks and width of signs do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def digest_of(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def name_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Each named after what it says; the second of the same words gets a number."""
    seen: dict[str, int] = {}
    named = []
    for piece in pieces:
        name = digest_of(piece.kind, piece.words)[:12]
        seen[name] = seen.get(name, 0) + 1
        named.append(replace(piece, name=name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return tuple(named)


def piece_to_json(piece: Piece) -> dict[str, Any]:
    """Without what is empty."""
    plain = {field.name: getattr(piece, field.name) for field in fields(Piece)}
    plain |= {"steps": list(piece.steps), "blocks": list(piece.blocks)}
    plain["rows"] = [list(row) for row in piece.rows]
    return {name: value for name, value in plain.items() if value}


def piece_from_json(data: Mapping[str, Any]) -> Piece:
    lists = {name: tuple(data.get(name, ())) for name in ("steps", "blocks")}
    rows = tuple(tuple(row) for row in data.get("rows", ()))
    return Piece(**(dict(data) | lists | {"rows": rows}))


def pieces_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    return tuple(piece_from_json(one) for one in data)


def point_to_json(point: Point) -> dict[str, Any]:
    return {
        "anchor": point.anchor,
        "question": point.question,
        "wordings": list(point.wordings),
        "block": point.block,
        "pieces": [piece_to_json(piece) for piece in point.pieces],
    }


def point_from_json(data: Mapping[str, Any]) -> Point:
    return Point(
        anchor=data["anchor"],
        question=data["question"],
        pieces=pieces_from_json(data["pieces"]),
        wordings=tuple(data["wordings"]),
        block=data["block"],
    )
