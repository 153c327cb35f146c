"""What every engine indexes of a document, and how much each kind of piece weighs in each field:
measured with bench/retrieval.py, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import tantivy

from kb.access import Labels
from kb.access.labels import DIMENSIONS
from kb.access.rules import EVERYWHERE
from kb.search import segmentation, sounds
from kb.search.engine import IndexDocument
from kb.search.numerals import numerals

# Kind of piece → the fields it is looked for in, and what it weighs there.
WEIGHTS = {
    "words": {"question_words": 2.0, "wordings_words": 2.0, "body_words": 1.0},
    "bigrams": {"question_bigrams": 2.0, "wordings_bigrams": 2.0, "body_bigrams": 1.0},
    "letters": {"letters": 0.4},
    "sounds": {"sounds": 1.0},
}
# These only put in order what other pieces have found: alone they would find what is merely spelt
# alike, and nobody would be told that there is no answer.
ONLY_ADD = frozenset({"letters"})
FIELDS = tuple(field for fields in WEIGHTS.values() for field in fields)
# Letters in a row that are compared: whole words count in full beside them, so that these tell
# apart what differs by an ending, a blank or a typing error.
LETTERS = 4
BEGINNING_LENGTH = 24
INSIDE_LENGTH = 12
# Completions: the beginning of a question comes before a word inside it.
BEGINNING_WEIGHT = 2.0
# A word of four letters may have one typing error, one of eight letters two.
FUZZY_FROM = ((8, 2), (4, 1))
FUZZY_WEIGHT = 3.0
# Words or characters looked at for what is near: each goes through the whole vocabulary.
MOST_NEAR = 12
# tantivy's own, on both sides: another engine's would differ in some words.
stems: tantivy.TextAnalyzer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = 0
_NEVER_ENDS = 2**62


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of one line, parted by blanks."""

    words: str
    bigrams: str


@lru_cache(maxsize=8192)
def cut(line: str) -> Line:
    """Kept, since the tiers of an answer share most of their lines."""
    normal = segmentation.normalise(line)
    words = (*segmentation.words(normal), *numerals(normal))
    return Line(" ".join(words), " ".join(segmentation.bigrams(normal)))


def pieces(document: IndexDocument) -> Iterator[tuple[str, str]]:
    """Each field of FIELDS, with its pieces parted by blanks."""
    texts = {
        "question": (document.question,),
        "wordings": document.wordings,
        "body": (document.body,),
    }
    for name, said in texts.items():
        lines = [cut(line) for text in said for line in text.splitlines()]
        yield f"{name}_words", " ".join(line.words for line in lines)
        yield f"{name}_bigrams", " ".join(line.bigrams for line in lines)
    phrases = (document.question, *document.wordings)
    yield "letters", " ".join(letters_of(phrase) for phrase in phrases)
    yield "sounds", " ".join(sounds_of(phrase) for phrase in phrases)


@lru_cache(maxsize=8192)
def letters_of(phrase: str) -> str:
    return " ".join(letters(segmentation.normalise(phrase)))


@lru_cache(maxsize=8192)
def sounds_of(phrase: str) -> str:
    return " ".join(neighbours(sounds.spoken(segmentation.normalise(phrase))))


def letters(normal: str) -> Iterator[str]:
    """Letters that follow each other, across blanks, which stand as _; not of numbers alone."""
    for stretch in re.split(r"[^\x00-\u2fff]+", normal):
        joined = "_".join(segmentation.runs(stretch))
        if joined:
            several = neighbours(f"_{joined}_")
            yield from (one for one in several if not one.replace("_", "").isdigit())


def neighbours(text: str) -> list[str]:
    if len(text) <= LETTERS:
        return [text] if text else []
    return [text[start : start + LETTERS] for start in range(len(text) - LETTERS + 1)]


@lru_cache(maxsize=8192)
def starts(phrase: str) -> tuple[tuple[str, str], ...]:
    """A phrase by its beginning, and by the beginning of each word and Han character inside."""
    text = " ".join(segmentation.runs(segmentation.normalise(phrase)))
    inside = re.finditer(r"(?<= )\w|(?<=\w)[^\x00-\u2fff]", text)
    found = dict.fromkeys(text[m.start() : m.start() + INSIDE_LENGTH] for m in inside)
    beginning = [("beginning", text[:BEGINNING_LENGTH])] if text else []
    return (*beginning, *(("inside", start) for start in found))


def sound_starts(phrase: str) -> tuple[tuple[str, str], ...]:
    """The same for how it sounds, and for the first letters of its characters."""
    spoken = [("spoken", start) for start in sounds.spoken_starts(phrase)]
    return (*spoken, *(("initials", start) for start in sounds.initial_starts(phrase)))


def is_open(labels: Labels) -> bool:
    """Is it for everybody of its tier, at all times?"""
    return labels == Labels(audience=labels.audience)


def label_values(labels: Labels) -> dict[str, list[str]]:
    """What a labelled document carries in each dimension."""
    return {name: sorted(getattr(labels, name)) or [EVERYWHERE] for name in DIMENSIONS}


def level(labels: Labels) -> int:
    """How far whoever may find it is verified at least."""
    return int(labels.verification)


def window(labels: Labels) -> tuple[int, int]:
    """From when, and up to when, in microseconds."""
    starts_at, ends_at = labels.valid_from, labels.valid_to
    return (
        microseconds(starts_at) if starts_at else _ALWAYS,
        microseconds(ends_at) if ends_at else _NEVER_ENDS,
    )


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def errors_forgiven(word: str) -> int:
    """How many typing errors it may have."""
    return next((errors for length, errors in FUZZY_FROM if len(word) >= length), 0)


def askable(values: frozenset[str]) -> list[str]:
    """Half characters are in no index, and the libraries raise for them."""
    return sorted(value for value in values if value.isascii() or value.isprintable())
