"""A source → what is proposed of it. Pure: the same source gives the same proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.authoring.granulating.kinds import kind_of_heading
from kb.authoring.granulating.pieces import Maker
from kb.authoring.granulating.proposal import (
    MAX_QUESTION,
    MAX_WORDING,
    LeftOut,
    Point,
    Proposal,
    digest_of,
    fold,
)
from kb.authoring.granulating.readers.inline import Run, render_runs
from kb.authoring.granulating.sections import HEADS, sections_of
from kb.authoring.granulating.sizes import sizes_for
from kb.authoring.granulating.source import Block, Pair, Source
from kb.authoring.granulating.subjects import Part, Spreader, Subject
from kb.authoring.granulating.typed import read_typed, without_number
from kb.authoring.granulating.wordlists import Words, all_words


def propose(source: Source, *, locale: str) -> Proposal:
    """`locale`: outside tag of the language the document is in."""
    words, sizes = all_words(), sizes_for(locale)
    maker = Maker(words, sizes)
    paired = [_point_of_pair(pair, maker, words) for pair in source.pairs]
    taken = {pair.block for pair in source.pairs}
    blocks = read_typed([b for b in source.blocks if b.number not in taken], words)
    spreader = Spreader(words, sizes)
    subjects = list(spreader.spread(sections_of(blocks)))
    points = [*paired, *_points_of(subjects, maker, name=source.name)]
    named = anchored(sorted(points, key=_place))
    heads = {block.number for block in blocks if block.kind in HEADS}
    left = (*left_out(source.blocks, named, heads=heads), *_long_wordings(source.pairs))
    return Proposal(named, left)


def _place(point: Point) -> int:
    return min((n for piece in point.pieces for n in piece.blocks), default=point.block)


def _points_of(subjects: Sequence[Subject], maker: Maker, *, name: str) -> Iterator[Point]:
    """Questions that would be the same, or name only a kind, say what stands above them."""
    counts = Counter(fold(_title(subject, name)) for subject in subjects)
    for subject in subjects:
        title = _title(subject, name)
        above = [head for head in subject.path if not kind_of_heading(head, maker.words)]
        if above and (kind_of_heading(title, maker.words) or counts[fold(title)] > 1):
            title = f"{without_number(above[-1])}: {title}"
        yield _point(subject, maker, title=title)


def _title(subject: Subject, name: str) -> str:
    return without_number(subject.head.text) if subject.head else name


def _point(subject: Subject, maker: Maker, *, title: str) -> Point:
    parts = subject.parts
    if len(title) > MAX_QUESTION and subject.head:
        # Too long for a question: it is text, and its beginning is what is asked.
        whole = replace(subject.head, kind="paragraph")
        parts = (Part((whole, *_plain_blocks(parts))), *parts[_plain_count(parts) :])
    return Point(
        anchor="\n".join(fold(text) for text in (*subject.path, title)),
        question=shortened(title, MAX_QUESTION),
        pieces=maker.pieces(parts),
        block=subject.head.number if subject.head else 0,
    )


def _plain_count(parts: Sequence[Part]) -> int:
    return 1 if parts and not parts[0].title else 0


def _plain_blocks(parts: Sequence[Part]) -> tuple[Block, ...]:
    return parts[0].blocks if _plain_count(parts) else ()


def _point_of_pair(pair: Pair, maker: Maker, words: Words) -> Point:
    blocks = [replace(block, number=pair.block) for block in _typed_answer(pair, words)]
    fits = len(pair.question) <= MAX_QUESTION
    if not fits:
        blocks = [Block(pair.block, "paragraph", pair.question), *blocks]
    pieces = maker.pieces([Part(tuple(blocks))])
    if pair.brief and pieces:
        pieces = (replace(pieces[0], brief=pair.brief), *pieces[1:])
    wordings = tuple(w for w in dict.fromkeys(pair.wordings) if len(w) <= MAX_WORDING)
    return Point(fold(pair.question), shortened(pair.question, MAX_QUESTION), pieces, wordings,
                 pair.block)  # fmt: skip


def _long_wordings(pairs: Iterable[Pair]) -> Iterator[LeftOut]:
    """Half a wording would be another one."""
    for pair in pairs:
        for wording in dict.fromkeys(pair.wordings):
            if len(wording) > MAX_WORDING:
                yield LeftOut(pair.block, "wording", wording)


def _typed_answer(pair: Pair, words: Words) -> list[Block]:
    """The paragraphs of a cell, with lists that were typed by hand."""
    paragraphs = (render_runs([Run(text)]) for text in pair.answer.split("\n\n"))
    found = [Block(pair.block, "paragraph", text) for text in paragraphs if text]
    return [replace(block, kind="paragraph") if block.kind in HEADS else block
            for block in read_typed(found, words)]  # fmt: skip


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def anchored(points: Iterable[Point]) -> tuple[Point, ...]:
    """Anchors as short digests; a second one of the same words gets a number."""
    seen: Counter[str] = Counter()
    found = []
    for point in points:
        seen[point.anchor] += 1
        anchor = digest_of(point.anchor, str(seen[point.anchor]))[:20]
        found.append(replace(point, anchor=anchor))
    return tuple(found)


def left_out(
    blocks: Iterable[Block], points: Iterable[Point], *, heads: set[int]
) -> Iterator[LeftOut]:
    """Every block that stands in no proposed answer."""
    placed = {n for point in points for piece in point.pieces for n in piece.blocks}
    placed |= {point.block for point in points}
    for block in blocks:
        if block.kind == "omitted":
            yield LeftOut(block.number, block.why, block.text)
        elif block.number not in placed:
            why = "heading" if block.number in heads else "unplaced"
            yield LeftOut(block.number, why, block.words)
