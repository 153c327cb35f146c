"""What a tantivy document holds, and the queries over it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

import tantivy
from tantivy import Occur

from kb.access import ALL_TOPICS, Filter, Labels
from kb.access.labels import DIMENSIONS
from kb.access.rules import EVERYWHERE
from kb.search import segmentation
from kb.search.digests import access_digest, text_digest
from kb.search.engine import Held, IndexDocument, IndexName, Query, Way
from kb.search.engines import asking, recipe

# Raise it when what is stored changes: the next catch-up then builds the index anew.
LAYOUT = "v5"
STEMS = "stems"


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "element"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    # A document is written whole and never changed in place, so its digests speak for it.
    builder.add_bytes_field("kept", stored=True)
    for name in recipe.FIELDS:
        tokenizer = STEMS if name.endswith("_words") else "whitespace"
        builder.add_text_field(name, tokenizer_name=tokenizer, index_option="freq")
    for name in ("beginning", "inside", "spoken", "initials", "topics", "labelled", *DIMENSIONS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("verification", "valid_from", "valid_to"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


schema = _build_schema()


def stored_form(document: IndexDocument) -> tantivy.Document:
    """Labels are stored on labelled documents only, and with them `labelled`: the filter takes the
    few away and need not look at the many."""
    form = tantivy.Document()
    form.add_text("key", document.key)
    form.add_text("element", document.element)
    kept = (document.id, text_digest(document), access_digest(document))
    form.add_bytes("kept", "\0".join(kept).encode(errors="surrogatepass"))
    for name, text in recipe.pieces(document):
        form.add_text(name, text)
    for phrase in (document.question, *document.wordings):
        for field, start in (*recipe.starts(phrase), *recipe.sound_starts(phrase)):
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


def held_as(document: IndexDocument, index: IndexName) -> Held:
    """What `held` tells of it once it is written."""
    return Held(index, document.key, document.id, text_digest(document), access_digest(document))


def of_answer(key: str) -> tantivy.Query:
    return _term("key", key)


def _add_labels(form: tantivy.Document, labels: Labels) -> None:
    if recipe.is_open(labels):
        return
    form.add_text("labelled", EVERYWHERE)
    for name, values in recipe.label_values(labels).items():
        for value in values:
            form.add_text(name, value)
    form.add_integer("verification", recipe.level(labels))
    for name, moment in zip(("valid_from", "valid_to"), recipe.window(labels), strict=True):
        form.add_integer(name, moment)


def find(query: Query, *, allowed: Filter) -> tantivy.Query | None:
    """None where nothing can match."""
    wanted = {Way.MATCH: _matching, Way.COMPLETE: _completing, Way.NEAR: _near}[query.way](query)
    if not wanted:
        return None
    parts = [(Occur.Must, _any(wanted)), (Occur.MustNot, _hidden(allowed))]
    if query.way is Way.MATCH:
        parts += [(Occur.Should, adding) for adding in _adding(query)]
    if allowed.topics != ALL_TOPICS:
        parts.append((Occur.Must, _unscored(_one_of("topics", allowed.topics))))
    if query.topic:
        parts.append((Occur.Must, _unscored(_one_of("topics", frozenset({query.topic})))))
    return tantivy.Query.boolean_query(parts)


def _matching(query: Query) -> list[tantivy.Query]:
    kinds = recipe.WEIGHTS.keys() - recipe.ONLY_ADD
    return _looked_for(query, kinds=kinds) + _started(asking.starts(query))


def _adding(query: Query) -> list[tantivy.Query]:
    return _looked_for(query, kinds=recipe.ONLY_ADD)


def _looked_for(query: Query, *, kinds: AbstractSet[str]) -> list[tantivy.Query]:
    """Side by side: groups within the group would double what a hundred thousand answers cost."""
    return [
        _weighted(_term(field, piece.text), weight * piece.weight)
        for piece in asking.pieces(query)
        if piece.kind in kinds
        for field, weight in recipe.WEIGHTS[piece.kind].items()
    ]


def _completing(query: Query) -> list[tantivy.Query]:
    return _started(asking.completions(segmentation.normalise(query.text)))


def _started(several: Iterable[asking.Start]) -> list[tantivy.Query]:
    return [_weighted(_starting_with(one.field, one.text), one.weight) for one in several]


def _near(query: Query) -> list[tantivy.Query]:
    found: list[tantivy.Query] = []
    normal = segmentation.normalise(query.text)
    for run in dict.fromkeys(segmentation.runs(normal)[: recipe.MOST_NEAR]):
        if segmentation.is_han(run):
            for character in dict.fromkeys(run[: recipe.MOST_NEAR]):
                found += [_starting_with(name, character) for name in ("beginning", "inside")]
        else:
            found += _with_typing_errors(run)
    return found[: 2 * recipe.MOST_NEAR] + [
        _term("sounds", piece.text) for piece in asking.misheard(normal)
    ]


def _with_typing_errors(word: str) -> list[tantivy.Query]:
    """Compared as it is written: a stem of a wrong word is the stem of nothing."""
    distance = recipe.errors_forgiven(word)
    start = word[: recipe.INSIDE_LENGTH - distance]
    return [
        _weighted(
            tantivy.Query.fuzzy_term_query(schema, name, start, distance=distance, prefix=True),
            recipe.FUZZY_WEIGHT,
        )
        for name in ("beginning", "inside")
    ]


def _hidden(allowed: Filter) -> tantivy.Query:
    """The labelled documents that these labels shut out."""
    rule = [(Occur.Must, _one_of(name, getattr(allowed, name))) for name in DIMENSIONS]
    rule.append((Occur.Must, _range("verification", None, int(allowed.verification))))
    now = recipe.microseconds(allowed.now)
    rule.append((Occur.Must, _range("valid_from", None, now)))
    rule.append((Occur.Must, _range("valid_to", now + 1, None)))
    kept = tantivy.Query.boolean_query(rule)
    labelled = _term("labelled", EVERYWHERE)
    return tantivy.Query.boolean_query([(Occur.Must, labelled), (Occur.MustNot, kept)])


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def _one_of(field: str, values: frozenset[str]) -> tantivy.Query:
    known = recipe.askable(values)
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
