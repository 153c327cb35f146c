"""What an editor does to a proposal: each act takes pieces and gives them back changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.authoring.granulating.pieces import list_text
from kb.authoring.granulating.proposal import (
    KINDS,
    MAX_QUESTION,
    MAX_TITLE,
    MAX_WORDING,
    TEXT_KINDS,
    TITLED_KINDS,
    Piece,
    Point,
    digest_of,
)
from kb.authoring.granulating.readers.inline import without_marks
from kb.authoring.granulating.source import Item
from kb.authoring.granulating.units import joined, rows_as_text, text_as_steps, units_of
from kb.problem import Problem
from kb.problem import msgid as _

Pieces = tuple[Piece, ...]
CHANGED_MEANWHILE = Problem(
    "changed_meanwhile", _("Somebody changed this meanwhile. Look again, then repeat it.")
)
CANNOT_SPLIT = Problem("cannot_split", _("It cannot be split there."))
NOTHING_BEFORE = Problem("nothing_before", _("There is nothing before it to merge with."))
CANNOT_MERGE = Problem(
    "cannot_merge", _("A link cannot be merged. Change its kind to a text first.")
)
NO_SUCH_KIND = Problem("no_such_kind", _("It cannot become that kind."))
NOT_A_WORDING = Problem(
    "not_a_wording", _("Only a short text of one line can be a wording of the question.")
)
NEEDS_QUESTION = Problem("needs_question", _("Write the question."))
LONG_QUESTION = _("A question has at most %(most)s characters; this one has %(count)s.")
LONG_WORDING = _(
    "A wording has at most %(most)s characters; “%(text)s” has %(count)s. Shorten it first."
)


IS_DRAFT = Problem("is_draft", _("A draft was made of it already. Go on working on the draft."))


class CannotEdit(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def seen(piece: Piece) -> str:
    """What an editor saw of a piece, so that an act on something else is refused."""
    return digest_of(piece.kind, piece.words)[:8]


def place_of(pieces: Pieces, name: str, *, as_seen: str | None = None) -> int:
    for place, piece in enumerate(pieces):
        if piece.name == name and as_seen in (None, seen(piece)):
            return place
    raise CannotEdit(CHANGED_MEANWHILE)


def split(pieces: Pieces, place: int, *, at: int) -> Pieces:
    """Two pieces: the first `at` units (sentences, steps, rows) and the rest."""
    piece = pieces[place]
    units = units_of(piece)
    if not 0 < at < len(units):
        raise CannotEdit(CANNOT_SPLIT)
    first = joined(piece, units[:at])
    second = replace(joined(piece, units[at:]), title="", brief="")
    return (*pieces[:place], first, _named(second, pieces), *pieces[place + 1 :])


def _named(piece: Piece, among: Pieces) -> Piece:
    """A name of its own."""
    taken = {one.name for one in among}
    wish = digest_of(piece.kind, piece.words)[:12]
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    return replace(piece, name=name)


def merge(pieces: Pieces, place: int) -> Pieces:
    """With the kept piece before it, whose kind, title and name stay."""
    before = next((n for n in range(place - 1, -1, -1) if not pieces[n].dropped), None)
    if before is None:
        raise CannotEdit(NOTHING_BEFORE)
    whole = _together(pieces[before], pieces[place])
    return (*pieces[:before], whole, *pieces[before + 1 : place], *pieces[place + 1 :])


def _together(first: Piece, second: Piece) -> Piece:
    if "link" in (first.kind, second.kind):
        raise CannotEdit(CANNOT_MERGE)
    blocks = tuple(dict.fromkeys((*first.blocks, *second.blocks)))
    if first.kind == "steps":
        return replace(first, steps=first.steps + _titled(as_kind(second, "steps")), blocks=blocks)
    if first.kind == "table" and second.kind == "table" and first.rows[0] == second.rows[0]:
        return replace(first, rows=first.rows + second.rows[1:], blocks=blocks)
    if first.kind == "table":
        first = as_kind(first, "explanation")
    text = as_kind(second, "explanation")
    said = "\n\n".join(
        filter(None, [first.text, f"**{text.title}**" * bool(text.title), text.text])
    )
    return replace(first, text=said, blocks=blocks)


def _titled(piece: Piece) -> tuple[str, ...]:
    return (piece.title, *piece.steps) if piece.title else piece.steps


def change_kind(pieces: Pieces, place: int, *, kind: str) -> Pieces:
    if kind not in KINDS or kind == pieces[place].kind:
        raise CannotEdit(NO_SUCH_KIND)
    return (*pieces[:place], as_kind(pieces[place], kind), *pieces[place + 1 :])


def as_kind(piece: Piece, kind: str) -> Piece:
    """The same words as another kind; nothing of them is lost."""
    if kind == "link" or (kind == "table" and piece.kind != "table"):
        raise CannotEdit(NO_SUCH_KIND)
    if piece.kind == "table":
        piece = replace(piece, text=rows_as_text(piece.rows), rows=())
    elif piece.kind == "link":
        piece = replace(piece, text=f"[{piece.title}]({piece.url})", url="", title="")
    elif piece.kind == "steps" and kind != "steps":
        items = [Item(step, 0, True) for step in piece.steps]
        piece = replace(piece, text=list_text(items), steps=())
    if kind == "steps" and not piece.steps:
        piece = replace(piece, steps=text_as_steps(piece.text), text="")
    if piece.title and kind not in TITLED_KINDS:
        piece = _with_title_in_text(piece, kind)
    return replace(piece, kind=kind, brief=piece.brief if kind in TEXT_KINDS else "")


def _with_title_in_text(piece: Piece, kind: str) -> Piece:
    if kind == "steps":
        return replace(piece, steps=(piece.title, *piece.steps), title="")
    return replace(piece, text=f"**{piece.title}**\n\n{piece.text}", title="")


def move(pieces: Pieces, place: int, *, by: int) -> Pieces:
    """One place up or down; at the end it stays."""
    to = min(max(place + by, 0), len(pieces) - 1)
    others = [*pieces[:place], *pieces[place + 1 :]]
    return (*others[:to], pieces[place], *others[to:])


def mark(pieces: Pieces, place: int, *, dropped: bool) -> Pieces:
    """A dropped piece stays in its place, to be put back."""
    return (*pieces[:place], replace(pieces[place], dropped=dropped), *pieces[place + 1 :])


def as_wording(point: Point, place: int) -> Point:
    """The text becomes another wording of the question."""
    piece = point.pieces[place]
    said = without_marks(piece.text).strip()
    if not piece.is_text or not said or "\n" in said or len(said) > MAX_WORDING:
        raise CannotEdit(NOT_A_WORDING)
    wordings = tuple(dict.fromkeys((*point.wordings, said)))
    return replace(point, wordings=wordings, pieces=mark(point.pieces, place, dropped=True))


def ask(point: Point, *, question: str, wordings: Sequence[str]) -> Point:
    said = " ".join(question.split())
    if not said:
        raise CannotEdit(NEEDS_QUESTION)
    if len(said) > MAX_QUESTION:
        params = (("most", MAX_QUESTION), ("count", len(said)))
        raise CannotEdit(Problem("long_question", LONG_QUESTION, params=params))
    others = [_fitting(" ".join(one.split())) for one in wordings]
    return replace(point, question=said, wordings=tuple(dict.fromkeys(filter(None, others))))


def _fitting(wording: str) -> str:
    """Nothing is cut: half a wording would be another one."""
    if len(wording) > MAX_WORDING:
        begun = f"{wording[:20]}…"
        params = (("most", MAX_WORDING), ("text", begun), ("count", len(wording)))
        raise CannotEdit(Problem("long_wording", LONG_WORDING, params=params))
    return wording


def divide(point: Point, place: int, *, anchor: str) -> tuple[Point, Point]:
    """This piece and those after it become a proposed answer of their own."""
    if place == 0:
        raise CannotEdit(CANNOT_SPLIT)
    rest = point.pieces[place:]
    title = rest[0].title or without_marks(rest[0].text or rest[0].words).strip().split("\n")[0]
    question = title[:MAX_TITLE].strip(" :：") or point.question
    new = Point(anchor, question, rest, (), min(rest[0].blocks, default=point.block))
    return replace(point, pieces=point.pieces[:place]), new


def unite(first: Point, second: Point) -> Point:
    """The second's elements follow the first's; its question becomes a wording where it asks."""
    pieces = first.pieces
    for piece in second.pieces:
        pieces = (*pieces, piece if all(p.name != piece.name for p in pieces)
                  else _named(piece, (*pieces, *second.pieces)))  # fmt: skip
    said = _fitting(second.question)
    wordings = tuple(dict.fromkeys(filter(None, (*first.wordings, said, *second.wordings))))
    return replace(first, pieces=pieces, wordings=wordings)


def with_pieces(point: Point, pieces: Pieces) -> Point:
    return replace(point, pieces=pieces)
