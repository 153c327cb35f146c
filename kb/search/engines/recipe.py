"""What every engine indexes of a document, and how much it weighs. The recipe was measured with
bench/retrieval.py: words and bigrams added up, question and wordings twice the body."""

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
from kb.search import segmentation
from kb.search.engine import IndexDocument

WEIGHTS = {"question": 2.0, "wordings": 2.0, "body": 1.0}
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
    return Line(" ".join(segmentation.words(normal)), " ".join(segmentation.bigrams(normal)))


def pieces(document: IndexDocument) -> Iterator[tuple[str, str]]:
    """Each field of words or bigrams, with its pieces parted by blanks."""
    texts = {
        "question": (document.question,),
        "wordings": document.wordings,
        "body": (document.body,),
    }
    for name, said in texts.items():
        lines = [cut(line) for text in said for line in text.splitlines()]
        yield f"{name}_words", " ".join(line.words for line in lines)
        yield f"{name}_bigrams", " ".join(line.bigrams for line in lines)


def asked_words(normal: str) -> tuple[str, ...]:
    """Stems of what is asked; a word that is asked twice counts once."""
    return tuple(dict.fromkeys(stems.analyze(" ".join(segmentation.words(normal)))))


def asked_bigrams(normal: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(segmentation.bigrams(normal)))


@lru_cache(maxsize=8192)
def starts(phrase: str) -> tuple[tuple[str, str], ...]:
    """A phrase by its beginning, and by the beginning of each word and Han character inside."""
    text = " ".join(segmentation.runs(segmentation.normalise(phrase)))
    inside = re.finditer(r"(?<= )\w|(?<=\w)[^\x00-\u2fff]", text)
    found = dict.fromkeys(text[m.start() : m.start() + INSIDE_LENGTH] for m in inside)
    beginning = [("beginning", text[:BEGINNING_LENGTH])] if text else []
    return (*beginning, *(("inside", start) for start in found))


def is_open(labels: Labels) -> bool:
    """Is it for everybody of its tier, at all times?"""
    return labels == Labels(audience=labels.audience)


def label_values(labels: Labels) -> dict[str, list[str]]:
    """What a labelled document carries in each dimension."""
    return {name: sorted(getattr(labels, name)) or [EVERYWHERE] for name in DIMENSIONS}


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
