"""The blocks of one subject → proposed elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.authoring.granulating.kinds import ONE_LINK, kind_of_text, stands_in
from kb.authoring.granulating.proposal import CORE, MAX_TITLE, TITLED_KINDS, Piece, name_pieces
from kb.authoring.granulating.sentences import cut, join_sentences, paragraphs, sentences
from kb.authoring.granulating.sizes import Sizes
from kb.authoring.granulating.source import Block, Item
from kb.authoring.granulating.subjects import Part
from kb.authoring.granulating.wordlists import Words

LEADS_ON = re.compile(r"(?:[:：]\**|^\*\*[^*\n]+\*\*)\Z|\n\n\*\*[^*\n]+\*\*\Z")
# An ordered list under such a heading is no instruction.
NOT_STEPS = frozenset({"condition", "fee", "caution", "note", "example", "link", "internal_note"})
# Neighbours of these kinds under one heading are one text until it grows too long.
JOINED = frozenset({"explanation", "condition", "fee", "note", "example", "caution",
                    "internal_note"})  # fmt: skip
PROMOTED = ("explanation", "condition", "fee", "example", "note", "caution")


@dataclass(frozen=True, slots=True)
class Maker:
    words: Words
    sizes: Sizes

    def pieces(self, parts: Sequence[Part]) -> tuple[Piece, ...]:
        """In reading order; the first text is the answer."""
        made = [piece for part in parts for piece in self._part(part)]
        cored = with_core(made, begins_plain=bool(parts) and not parts[0].title)
        sized = (small for piece in cored for small in self._sized(piece))
        return name_pieces(sized)

    def _part(self, part: Part) -> list[Piece]:
        made: list[Piece] = []
        for block in part.blocks:
            made = self._add(made, block, part.kind)
        if not part.title or not made:
            return made
        first = replace(made[0], blocks=(*part.heads, *made[0].blocks))
        return [*titled(first, part.title, part.kind), *made[1:]]

    def _add(self, made: list[Piece], block: Block, heading: str | None) -> list[Piece]:
        """The block joins the piece before it where both are one text."""
        piece = self._piece(block, heading, above=made[-1].text if made else "")
        if made and joins(made[-1], piece, block, most=self.sizes.text):
            text = "\n\n".join([made[-1].text, piece.text])
            return [*made[:-1], replace(made[-1], text=text, blocks=made[-1].blocks + piece.blocks)]
        return [*made, piece]

    def _piece(self, block: Block, heading: str | None, *, above: str) -> Piece:
        blocks = block.numbers
        if block.kind == "table":
            return Piece("table", rows=block.rows, blocks=blocks)
        if block.kind == "list" and block.ordered and self._instructs(heading, above):
            return Piece("steps", steps=tuple(steps_of(block.items)), blocks=blocks)
        said = heading if heading in JOINED else None
        if block.kind == "list":
            return Piece(said or "explanation", text=list_text(block.items), blocks=blocks)
        if block.kind == "quote":
            return Piece(said or "example", text=block.text, blocks=blocks)
        kind = kind_of_text(block.text, heading=heading, words=self.words)
        if kind == "link" and (found := ONE_LINK.match(block.text)):
            title, url = found.groups()
            if len(title) <= MAX_TITLE:
                return Piece("link", title=title, url=url, blocks=blocks)
        kind = "explanation" if kind in ("steps", "link") else kind
        return Piece(kind, text=block.text, blocks=blocks)

    def _instructs(self, heading: str | None, above: str) -> bool:
        """A numbered list is steps, unless what stands above says something else."""
        if heading in NOT_STEPS:
            return False
        last = above.rstrip(" *").rsplit("\n", 1)[-1]
        if not last.endswith((":", "：")):
            return True
        lead = sentences(last)[-1].casefold()
        return not any(stands_in(word, lead) for word in self.words.not_steps)

    def _sized(self, piece: Piece) -> Iterator[Piece]:
        if not piece.is_text:
            yield piece
            return
        texts = [piece.text]
        if piece.kind == "answer":
            texts = list(self._answer_and_rest(piece.text))
        first, *rest = [text for long in texts for text in cut(long, most=self.sizes.text)]
        yield replace(piece, text=first)
        for text in rest:
            kind = "explanation" if piece.kind == "answer" else piece.kind
            yield replace(piece, kind=kind, text=text, title="", brief="")

    def _answer_and_rest(self, text: str) -> Iterator[str]:
        """The first sentences answer; what is more explains."""
        if len(text) <= self.sizes.answer:
            yield text
            return
        first, *others = paragraphs(text)
        if len(first) > self.sizes.answer and "\n" not in first:
            said = sentences(first)
            count = fitting(said, most=self.sizes.answer, sentences=self.sizes.answer_sentences)
            first = join_sentences(said[:count])
            if rest := join_sentences(said[count:]):
                others = [rest, *others]
        # A heading, or what ends with a colon, belongs to what stands below it.
        while others and LEADS_ON.search(first.rstrip()):
            first, *others = "\n\n".join([first, others[0]]), *others[1:]
        yield first
        if others:
            yield "\n\n".join(others)


def fitting(said: Sequence[str], *, most: int, sentences: int) -> int:
    """How many sentences fit; at least one."""
    count = 1
    while count < min(sentences, len(said)) and len(join_sentences(said[: count + 1])) <= most:
        count += 1
    return count


def joins(before: Piece, piece: Piece, block: Block, *, most: int) -> bool:
    """A list joins its lead-in; plain neighbours join until they grow too long."""
    if not (before.is_text and piece.is_text) or before.brief:
        return False
    if block.kind == "list" and before.text.rstrip(" *").endswith((":", "：")):
        return True
    if before.kind != piece.kind or piece.kind not in JOINED:
        return False
    return len(before.text) + len(piece.text) + 2 <= most


def titled(piece: Piece, title: str, heading: str | None) -> Iterator[Piece]:
    """A heading becomes the title; where the kind has none, or none so long, it is said first."""
    if piece.kind in TITLED_KINDS and not piece.title and len(title) <= MAX_TITLE:
        yield replace(piece, title=title.rstrip(":："))
    elif piece.kind == "steps" and heading == "steps":
        yield piece
    elif piece.is_text:
        yield replace(piece, text=f"**{title}**\n\n{piece.text}")
    else:
        yield Piece("explanation", text=title, blocks=piece.blocks)
        yield piece


def with_core(pieces: Sequence[Piece], *, begins_plain: bool) -> list[Piece]:
    """The first plain text is the answer; where there is none and no steps, the best text."""
    if begins_plain and pieces and pieces[0].kind == "explanation":
        return [_as_answer(pieces[0]), *pieces[1:]]
    if any(piece.kind in CORE for piece in pieces):
        return list(pieces)
    for kind in PROMOTED:
        for place, piece in enumerate(pieces):
            if piece.kind == kind:
                return [*pieces[:place], _as_answer(piece), *pieces[place + 1 :]]
    return list(pieces)


def _as_answer(piece: Piece) -> Piece:
    text = f"**{piece.title}**\n\n{piece.text}" if piece.title else piece.text
    return replace(piece, kind="answer", title="", text=text)


def steps_of(items: Iterable[Item]) -> Iterator[str]:
    """One step for each outer point; what stands below a point belongs to it."""
    step: list[str] = []
    for item in items:
        if item.depth == 0 and step:
            yield "\n".join(step)
            step = []
        step.append(item.text if item.depth == 0 else _line(item, depth=item.depth - 1))
    if step:
        yield "\n".join(step)


def list_text(items: Sequence[Item]) -> str:
    """As our Markdown."""
    counts: dict[int, int] = {}
    lines = []
    for item in items:
        counts = {depth: n for depth, n in counts.items() if depth <= item.depth}
        counts[item.depth] = counts.get(item.depth, 0) + 1
        lines.append(_line(item, depth=item.depth, number=counts[item.depth]))
    return "\n".join(lines)


def _line(item: Item, *, depth: int, number: int = 1) -> str:
    sign = f"{number}. " if item.ordered else "- "
    return "    " * depth + sign + " ".join(item.text.split("\n"))
