"""What is asked → the pieces every engine looks for, step by step, the same for all of them.

Each step is measured apart: `python -m bench.retrieval` leaves them out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kb.search import segmentation, sounds
from kb.search.engine import Query
from kb.search.engines import recipe
from kb.search.numerals import numerals

# Of each kind; servers take 1,024 clauses, and each piece is asked of up to three fields.
MOST_PIECES = 80
# English words that hold a sentence together and say little of what it is about.
LITTLE_WORDS = (
    "a an the and or but if so as of to at on in into by for from with about this that these those "
    "it its i me my mine we us our you your he she they them am is are was were be been being have "
    "has had do does did will would can could should may might please just like get got s t m ve "
    "re d ll go now"
)
LITTLE_WEIGHT = 0.4
# What means the same counts less than what was said.
ALSO_WEIGHT = 0.5
INITIALS_WEIGHT = 4.0
SHORTEST_INITIALS, MOST_INITIALS = 3, 2


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: of recipe.WEIGHTS, whose weights are multiplied with `weight`."""

    kind: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a whole term in `field`."""

    field: str
    text: str
    weight: float = 1.0


Step = Callable[[str], Iterator[Piece]]


def pieces(query: Query) -> tuple[Piece, ...]:
    """Each one once, however often it is said."""
    found: dict[tuple[str, str], Piece] = {}
    said = [_of(segmentation.normalise(query.text))]
    said += [
        (replace(piece, weight=piece.weight * ALSO_WEIGHT) for piece in _of(text, steps=ALSO_STEPS))
        for text in query.also
    ]
    for several in said:
        for piece in several:
            found.setdefault((piece.kind, piece.text), piece)
    return tuple(found.values())


def starts(query: Query) -> tuple[Start, ...]:
    """What may be the first letters of characters, xyk for 信用卡; a sentence of words is not."""
    runs = dict.fromkeys(_letter_runs(segmentation.normalise(query.text)))
    if len(runs) > MOST_INITIALS:
        return ()
    return tuple(
        Start("initials", run, INITIALS_WEIGHT)
        for run in runs
        if SHORTEST_INITIALS <= len(run) <= sounds.LONGEST_INITIALS
        and run.isalpha()
        and not sounds.looks_spoken(run)
    )


def completions(normal: str) -> tuple[Start, ...]:
    """What was typed as a beginning: of a phrase, of what is inside it, of its sound or of its
    first letters."""
    text, typed = " ".join(segmentation.runs(normal)), sounds.typed(normal)
    if not text:
        return ()
    found = [
        Start("beginning", text[: recipe.BEGINNING_LENGTH], recipe.BEGINNING_WEIGHT),
        Start("inside", text[: recipe.INSIDE_LENGTH]),
    ]
    forms = {
        "spoken": sounds.folded(typed)[: sounds.LONGEST_SPOKEN],
        "initials": typed if len(typed) <= sounds.LONGEST_INITIALS else "",
    }
    for field, start in forms.items():
        if start:
            found.append(Start(field, sounds.BEGINNING + start, recipe.BEGINNING_WEIGHT))
            found.append(Start(field, start))
    return tuple(found)


def misheard(normal: str) -> tuple[Piece, ...]:
    """As it sounds, for what was written with other characters of the same sound."""
    several = dict.fromkeys(recipe.neighbours(sounds.spoken(normal)))
    return tuple(Piece("sounds", one) for one in several)[:MOST_PIECES]


def _of(normal: str, steps: tuple[Step, ...] | None = None) -> Iterator[Piece]:
    for step in STEPS if steps is None else steps:
        found = dict.fromkeys(step(normal))
        yield from list(found)[:MOST_PIECES]


def words(normal: str) -> Iterator[Piece]:
    """Stems; the little ones count less."""
    cut = (*segmentation.words(normal), *numerals(normal))
    for word in recipe.stems.analyze(" ".join(cut)):
        yield Piece("words", word, LITTLE_WEIGHT if word in _little else 1.0)


def bigrams(normal: str) -> Iterator[Piece]:
    for pair in segmentation.bigrams(normal):
        yield Piece("bigrams", pair)


def letters(normal: str) -> Iterator[Piece]:
    for several in recipe.letters(normal):
        yield Piece("letters", several)


def spoken(normal: str) -> Iterator[Piece]:
    """Letters that look like syllables, as they sound."""
    joined = "".join(_letter_runs(normal))
    if sounds.looks_spoken(joined):
        for several in recipe.neighbours(sounds.folded(joined)):
            yield Piece("sounds", several)


def _letter_runs(normal: str) -> list[str]:
    return [run for run in segmentation.runs(normal) if run.isascii() and not run.isdigit()]


STEPS: tuple[Step, ...] = (words, bigrams, letters, spoken)
# What means the same is looked for in its words alone.
ALSO_STEPS: tuple[Step, ...] = (words, bigrams)
_little = frozenset(recipe.stems.analyze(LITTLE_WORDS))
