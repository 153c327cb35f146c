"""What a tantivy document holds, and the queries over it; the recipe was measured with
bench/retrieval.py: words and bigrams added up, question and wordings twice the body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import tantivy
from tantivy import Occur

from kb.access import ALL_TOPICS, Filter, Labels
from kb.access.labels import DIMENSIONS
from kb.access.rules import EVERYWHERE
from kb.search import segmentation
from kb.search.digests import access_digest, text_digest
from kb.search.engine import Held, IndexDocument, IndexName, Query, Way

# Raise it when what is stored changes: the next catch-up then builds the index anew.
LAYOUT = "v2"
STEMS = "stems"
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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = 0
_NEVER_ENDS = 2**62

stems: tantivy.TextAnalyzer = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "element"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    # A document is written whole and never changed in place, so its digests speak for it.
    builder.add_bytes_field("kept", stored=True)
    for name in WEIGHTS:
        builder.add_text_field(f"{name}_words", tokenizer_name=STEMS, index_option="freq")
        builder.add_text_field(f"{name}_bigrams", tokenizer_name="whitespace", index_option="freq")
    for name in ("beginning", "inside", "topics", "open", *DIMENSIONS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("valid_from", "valid_to"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


schema = _build_schema()


def stored_form(document: IndexDocument) -> tantivy.Document:
    """Labels are stored on labelled documents only; all others carry `open`, so that the filter
    works through the few and not the many."""
    form = tantivy.Document()
    form.add_text("key", document.key)
    form.add_text("element", document.element)
    kept = (document.id, text_digest(document), access_digest(document))
    form.add_bytes("kept", "\0".join(kept).encode(errors="surrogatepass"))
    for name, texts in _texts(document).items():
        lines = [_cut(line) for text in texts for line in text.splitlines()]
        form.add_text(f"{name}_words", " ".join(line.words for line in lines))
        form.add_text(f"{name}_bigrams", " ".join(line.bigrams for line in lines))
    for phrase in (document.question, *document.wordings):
        for field, start in _starts(phrase):
            form.add_text(field, start)
    for topic in sorted(document.topics):
        form.add_text("topics", topic)
    _add_labels(form, document.labels)
    return form


def held(form: tantivy.Document, index: IndexName) -> Held:
    """What a stored document says of itself."""
    kept: Any = form.get_first("kept")
    name, text, access = bytes(kept).decode(errors="surrogatepass").split("\0")
    return Held(index, str(form.get_first("key")), name, text, access)


def _texts(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    return {
        "question": (document.question,),
        "wordings": document.wordings,
        "body": (document.body,),
    }


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    bigrams: str


@lru_cache(maxsize=8192)
def _cut(line: str) -> _Line:
    """Kept, since the tiers of an answer share most of their lines."""
    normal = segmentation.normalise(line)
    return _Line(" ".join(segmentation.words(normal)), " ".join(segmentation.bigrams(normal)))


@lru_cache(maxsize=8192)
def _starts(phrase: str) -> tuple[tuple[str, str], ...]:
    """A phrase by its beginning, and by the beginning of each word and Han character inside."""
    text = " ".join(segmentation.runs(segmentation.normalise(phrase)))
    inside = re.finditer(r"(?<= )\w|(?<=\w)[^\x00-\u2fff]", text)
    starts = dict.fromkeys(text[m.start() : m.start() + INSIDE_LENGTH] for m in inside)
    beginning = [("beginning", text[:BEGINNING_LENGTH])] if text else []
    return (*beginning, *(("inside", start) for start in starts))


def _add_labels(form: tantivy.Document, labels: Labels) -> None:
    if is_open(labels):
        form.add_text("open", EVERYWHERE)
        return
    for name in DIMENSIONS:
        for value in sorted(getattr(labels, name)) or [EVERYWHERE]:
            form.add_text(name, value)
    starts, ends = labels.valid_from, labels.valid_to
    form.add_integer("valid_from", _microseconds(starts) if starts else _ALWAYS)
    form.add_integer("valid_to", _microseconds(ends) if ends else _NEVER_ENDS)


def is_open(labels: Labels) -> bool:
    """Is it for everybody of its tier, at all times?"""
    return labels == Labels(audience=labels.audience)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def find(query: Query, *, allowed: Filter) -> tantivy.Query | None:
    """None where nothing can match."""
    normal = segmentation.normalise(query.text)
    wanted = {Way.MATCH: _matching, Way.COMPLETE: _completing, Way.NEAR: _near}[query.way](normal)
    if not wanted:
        return None
    parts = [(Occur.Must, _any(wanted)), (Occur.Must, _unscored(_visible(allowed)))]
    if allowed.topics != ALL_TOPICS:
        parts.append((Occur.Must, _unscored(_one_of("topics", allowed.topics))))
    if query.topic:
        parts.append((Occur.Must, _unscored(_one_of("topics", frozenset({query.topic})))))
    return tantivy.Query.boolean_query(parts)


def _matching(normal: str) -> list[tantivy.Query]:
    """A word that is asked twice counts once."""
    words = dict.fromkeys(stems.analyze(" ".join(segmentation.words(normal))))
    pairs = dict.fromkeys(segmentation.bigrams(normal))
    asked = [("words", word) for word in words] + [("bigrams", pair) for pair in pairs]
    return [
        _weighted(_term(f"{name}_{suffix}", piece), weight)
        for suffix, piece in asked
        for name, weight in WEIGHTS.items()
    ]


def _completing(normal: str) -> list[tantivy.Query]:
    text = " ".join(segmentation.runs(normal))
    if not text:
        return []
    beginning = _starting_with("beginning", text[:BEGINNING_LENGTH])
    return [_weighted(beginning, BEGINNING_WEIGHT), _starting_with("inside", text[:INSIDE_LENGTH])]


def _near(normal: str) -> list[tantivy.Query]:
    found: list[tantivy.Query] = []
    for run in dict.fromkeys(segmentation.runs(normal)[:MOST_NEAR]):
        if segmentation.is_han(run):
            for character in dict.fromkeys(run[:MOST_NEAR]):
                found += [_starting_with(name, character) for name in ("beginning", "inside")]
        else:
            found += _with_typing_errors(run)
    return found[: 2 * MOST_NEAR]


def _with_typing_errors(word: str) -> list[tantivy.Query]:
    """Compared as it is written: a stem of a wrong word is the stem of nothing."""
    distance = next((errors for length, errors in FUZZY_FROM if len(word) >= length), 0)
    start = word[: INSIDE_LENGTH - distance]
    return [
        _weighted(
            tantivy.Query.fuzzy_term_query(schema, name, start, distance=distance, prefix=True),
            FUZZY_WEIGHT,
        )
        for name in ("beginning", "inside")
    ]


def _visible(allowed: Filter) -> tantivy.Query:
    rule = [(Occur.Must, _one_of(name, getattr(allowed, name))) for name in DIMENSIONS]
    now = _microseconds(allowed.now)
    rule.append((Occur.Must, _range("valid_from", None, now)))
    rule.append((Occur.Must, _range("valid_to", now + 1, None)))
    return _any([_term("open", EVERYWHERE), tantivy.Query.boolean_query(rule)])


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def _one_of(field: str, values: frozenset[str]) -> tantivy.Query:
    # Half characters are in no index, and the library raises for them.
    known = sorted(value for value in values if value.isascii() or value.isprintable())
    return tantivy.Query.term_set_query(schema, field, known)


def _range(field: str, lower: int | None, upper: int | None) -> tantivy.Query:
    kind = tantivy.FieldType.Integer
    return tantivy.Query.range_query(schema, field, kind, lower_bound=lower, upper_bound=upper)


def _term(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, value, index_option="freq")


def _starting_with(field: str, start: str) -> tantivy.Query:
    return tantivy.Query.regex_query(schema, field, re.escape(start).replace(r"\ ", " ") + ".*")


def _weighted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, weight)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
