"""Blocks under their headings, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kb.authoring.granulating.source import Block

HEADS = ("heading", "question")


@dataclass(slots=True)
class Section:
    """`head` is None for what stands before the first heading."""

    head: Block | None = None
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.head.text if self.head else ""

    @property
    def level(self) -> int:
        return self.head.level if self.head else 0

    def walk(self) -> Iterator[Section]:
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def weight(self) -> int:
        """Characters in it and below."""
        return sum(len(block.words) for section in self.walk() for block in section.blocks)


def sections_of(blocks: Iterable[Block]) -> Section:
    """The whole document; what was left out by the reader stands in no section."""
    root = Section()
    path = [root]
    for block in blocks:
        if block.kind in HEADS:
            while len(path) > 1 and path[-1].level >= block.level:
                path.pop()
            section = Section(block)
            path[-1].children.append(section)
            path.append(section)
        elif block.kind != "omitted":
            path[-1].blocks.append(block)
    return root
