"""What a document says, whatever its format was: numbered blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kb.text import clean

BlockKind = Literal["heading", "question", "paragraph", "list", "table", "quote", "omitted"]


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list; `depth` counts from 0."""

    text: str
    depth: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """`number`: its place in the document, from 1; `line` and `sheet` where the file counts them.

    Texts are in the small subset of Markdown that editors write. `question` is a paragraph that
    asks (as in 问：… or Q: …), an `omitted` block holds what cannot become an element, with `why`.
    """

    number: int
    kind: BlockKind
    text: str = ""
    level: int = 0
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    why: str = ""
    line: int = 0
    sheet: str = ""
    bold: bool = False
    # Further blocks that were made one with it, such as the points of a typed list.
    covers: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.number, *self.covers)

    @property
    def ordered(self) -> bool:
        return bool(self.items) and self.items[0].ordered

    @property
    def words(self) -> str:
        """Everything it says, for comparing and for showing."""
        if self.rows:
            return "\n".join(" | ".join(row) for row in self.rows)
        return "\n".join(item.text for item in self.items) or self.text


@dataclass(frozen=True, slots=True)
class Source:
    """`format`: html, markdown, docx, xlsx or csv; `pairs` where rows are questions with their
    answers already."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a list of questions; `block` is its block's number."""

    block: int
    question: str
    answer: str
    brief: str = ""
    wordings: tuple[str, ...] = ()


@dataclass(slots=True)
class Blocks:
    """Collects blocks and numbers them."""

    found: list[Block] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str = "", **more: Any) -> None:
        """Characters that nobody sees go here, whatever the format let through."""
        if rows := more.get("rows"):
            more["rows"] = tuple(tuple(clean(cell).text for cell in row) for row in rows)
        self.found.append(Block(len(self.found) + 1, kind, clean(text).text, **more))

    def omit(self, why: str, text: str = "", **more: Any) -> None:
        self.add("omitted", text, why=why, **more)


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The same blocks, counted afresh."""
    return tuple(replace(block, number=n) for n, block in enumerate(blocks, start=1))


def block_to_json(block: Block) -> dict[str, Any]:
    """Without what is empty."""
    plain = {name: getattr(block, name) for name in Block.__slots__}
    plain["items"] = [[item.text, item.depth, item.ordered] for item in block.items]
    plain["covers"] = list(block.covers)
    plain["rows"] = [list(row) for row in block.rows]
    return {name: value for name, value in plain.items() if value}


def block_from_json(data: Mapping[str, Any]) -> Block:
    items = tuple(Item(text, depth, ordered) for text, depth, ordered in data.get("items", ()))
    rows = tuple(tuple(row) for row in data.get("rows", ()))
    lists = {"items": items, "rows": rows, "covers": tuple(data.get("covers", ()))}
    return Block(**(dict(data) | lists))


def blocks_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    return tuple(block_from_json(one) for one in data)
