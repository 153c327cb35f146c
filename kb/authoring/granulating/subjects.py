"""Which sections become answers of their own, and which become titled elements of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.authoring.granulating.kinds import kind_of_heading
from kb.authoring.granulating.sections import Section
from kb.authoring.granulating.sizes import Sizes
from kb.authoring.granulating.source import Block
from kb.authoring.granulating.typed import is_question, without_chapter
from kb.authoring.granulating.wordlists import Words


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks under one heading inside an answer; the first part of an answer has none. `title`
    holds also the headings above that have no text of their own, `heads` their numbers; `kind` is
    what the nearest of them says."""

    blocks: tuple[Block, ...]
    title: str = ""
    kind: str | None = None
    heads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What becomes one answer. `path`: the headings above it, outermost first."""

    head: Block | None
    path: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Spreader:
    words: Words
    sizes: Sizes

    def spread(self, section: Section, path: tuple[str, ...] = ()) -> Iterator[Subject]:
        """This section and those below it as answers, in reading order."""
        if self._is_one(section):
            yield from self._subject(section, path, section.children)
            return
        inner = (*path, section.title) if section.head else path
        # Headings that only say a kind (收费标准, Before, After) belong to the text above them.
        folded = [] if section.head is None else [c for c in section.children if self._folds(c)]
        yield from self._subject(section, path, folded)
        for child in section.children:
            if not any(child is one for one in folded):
                yield from self.spread(child, inner)

    def _is_one(self, section: Section) -> bool:
        """Short enough, and no section below asks something of its own or says how to do it."""
        if section.head is None:
            return not section.children
        if not section.children:
            return True
        below = [one for child in section.children for one in child.walk()]
        if any(self._asks(one) for one in below):
            return False
        return section.weight <= self.sizes.point or all(self._folds(c) for c in section.children)

    def _asks(self, section: Section) -> bool:
        head = section.head
        if head is None or self._folds(section):
            return False
        return head.kind == "question" or is_question(head.text, self.words)

    def _folds(self, section: Section) -> bool:
        if kind_of_heading(section.title, self.words) is None:
            return False
        small = section.weight <= self.sizes.point
        return small and not any(self._asks(child) for child in section.children)

    def _subject(
        self, section: Section, path: tuple[str, ...], inside: Sequence[Section]
    ) -> Iterator[Subject]:
        """Nothing where the heading has no text of its own."""
        kind = kind_of_heading(section.title, self.words)
        parts = [Part(tuple(section.blocks), kind=kind)] if section.blocks else []
        for child in inside:
            parts += self._parts(child, Part(()))
        if parts:
            yield Subject(section.head, path, tuple(parts))

    def _parts(self, section: Section, above: Part) -> Iterator[Part]:
        """`above`: the headings passed since the last text."""
        assert section.head is not None
        own_title = without_chapter(section.title)
        title = f"{above.title}: {own_title}" if above.title else own_title
        kind = kind_of_heading(section.title, self.words) or above.kind
        own = Part(tuple(section.blocks), title, kind, (*above.heads, section.head.number))
        if section.blocks:
            yield own
        below = Part((), kind=kind) if section.blocks else own
        for child in section.children:
            yield from self._parts(child, below)
