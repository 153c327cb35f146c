"""A proposal in words, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kb.authoring.granulating.drafting import Made
from kb.authoring.granulating.keeping import Kept
from kb.authoring.granulating.places import place_of, reason_of
from kb.authoring.granulating.proposal import LeftOut, Piece, Point, Proposal
from kb.authoring.granulating.source import Block, Source
from kb.problem import say

SHOWN = 70


def tell(source: Source, proposal: Proposal) -> Iterator[str]:
    """Every proposed answer with its elements, and everything that found no place."""
    for point in proposal.points:
        yield point.question
        yield from (f"  {_told(piece)}" for piece in point.pieces)
    yield from tell_left_out(source, proposal.left_out)


def tell_left_out(source: Source, left_out: tuple[LeftOut, ...]) -> Iterator[str]:
    blocks = {block.number: block for block in source.blocks}
    if left_out:
        yield _("Not placed:")
    for one in left_out:
        yield "  " + told_left_out(one, blocks[one.block])


def told_left_out(one: LeftOut, block: Block) -> str:
    words = _shorten(one.text)
    return f"{place_of(block)}: {reason_of(one.why)}" + (f" “{words}”" if words else "")


def summary(proposal: Proposal) -> str:
    kinds = Counter(piece.kind for point in proposal.points for piece in point.pieces)
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    text = _("%(points)d answers proposed of %(pieces)d elements (%(kinds)s); %(left)d not placed.")
    return text % {
        "points": len(proposal.points),
        "pieces": sum(kinds.values()),
        "kinds": told or "–",
        "left": len(proposal.left_out),
    }


def without_core(points: tuple[Point, ...]) -> Iterator[str]:
    for point in points:
        if not point.has_core:
            text = _("No answer yet, only other elements: %(question)s")
            yield text % {"question": point.question}


def tell_kept(kept: Kept) -> Iterator[str]:
    if kept.is_same:
        yield _("Nothing new: this document is known as it is.")
        return
    text = _("Kept: %(added)d new, %(changed)d changed, %(gone)d gone, %(same)d as before.")
    counts = {"added": kept.added, "changed": kept.changed, "gone": kept.gone, "same": kept.same}
    yield text % counts


def tell_made(made: Made) -> Iterator[str]:
    yield _("%(count)d drafts made.") % {"count": len(made.drafts)}
    for one in made.not_made:
        words = " ".join(say(problem) for problem in one.problems)
        yield _("Not made: %(question)s (%(words)s)") % {"question": one.question, "words": words}


def _told(piece: Piece) -> str:
    title = f"{piece.title}: " if piece.title else ""
    words = piece.words.removeprefix(piece.title).strip()
    return f"[{piece.kind}] {title}{_shorten(words)}"


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
