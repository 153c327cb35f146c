"""What Elasticsearch and OpenSearch hold of an answer, and the queries over it.

One document for each answer in each index, its parts nested inside: so an answer is replaced, or
marked as gone, by one write with one version. Each part holds what a tantivy document does, cut
into the same pieces here, so both engines rank alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from elasticsearch.dsl import Q

from kb.access import ALL_TOPICS, Filter
from kb.access.labels import DIMENSIONS
from kb.search import segmentation
from kb.search.digests import access_digest, text_digest
from kb.search.engine import Held, IndexDocument, IndexName, Query, Way
from kb.search.engines import asking, recipe

# Raise it when what is stored changes: the next catch-up then builds the index anew.
LAYOUT = "v3"
# Stands in an empty field, and is never asked for: servers count only parts that have a field when
# they tell a rare word from a common one, and tantivy counts all.
NOTHING = "-"
# No digest: what is held is not what was written.
ALTERED = "altered"
STARTS = ("beginning", "inside", "spoken", "initials")
_KEYWORD = {"type": "keyword"}
_LONG = {"type": "long"}
_PIECES = {"type": "text", "analyzer": "pieces", "index_options": "freqs"}


def index_body(*, shards: int, replicas: int) -> dict[str, Any]:
    """Ranking is BM25 with the numbers that tantivy has."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "1s",
            "analysis": {"analyzer": {"pieces": {"type": "custom", "tokenizer": "whitespace"}}},
            "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
        },
        "mappings": _mappings(),
    }


def _mappings() -> dict[str, Any]:
    part: dict[str, Any] = {name: _PIECES for name in recipe.FIELDS}
    part |= {name: _KEYWORD for name in ("element", *STARTS, "near", "topics", *DIMENSIONS)}
    part |= {"open": {"type": "boolean"}, "verification": _LONG}
    part |= {"valid_from": _LONG, "valid_to": _LONG}
    return {
        "dynamic": "strict",
        # The text is in the index in pieces; nobody reads it back from here.
        "_source": {"includes": ["key", "seq", "visible", "held"]},
        "properties": {
            "key": _KEYWORD,
            "seq": _LONG,
            "visible": {"type": "boolean"},
            "held": {"type": "object", "enabled": False},
            "parts": {"type": "nested", "dynamic": "strict", "properties": part},
        },
    }


def stored_form(documents: Sequence[IndexDocument], *, key: str, seq: int) -> dict[str, Any]:
    """All of one answer that one index holds; without documents, the mark that it is gone."""
    return {
        "key": key,
        "seq": seq,
        "visible": bool(documents),
        "held": [_digests(document) for document in documents],
        "parts": [_part(document) for document in documents],
    }


def _digests(document: IndexDocument) -> list[str]:
    """A document is written whole, so its digests speak for it."""
    return [document.id, text_digest(document), access_digest(document)]


def held(form: dict[str, Any], index: IndexName, *, version: int) -> Iterator[Held]:
    """What a stored form says of itself. Ours have the log's position as the server's `version`;
    whoever changes a field afterwards raises that, and then nothing the form says is believed."""
    for name, text, access in form["held"]:
        if version != form["seq"]:
            text = access = ALTERED
        yield Held(index, form["key"], name, text, access, version=form["seq"])


def _part(document: IndexDocument) -> dict[str, Any]:
    part: dict[str, Any] = {"element": document.element, "topics": sorted(document.topics)}
    for name, text in recipe.pieces(document):
        stemmed = " ".join(recipe.stems.analyze(text)) if name.endswith("_words") else text
        part[name] = stemmed or NOTHING
    phrases = (document.question, *document.wordings)
    found = dict.fromkeys(
        start
        for phrase in phrases
        for start in (*recipe.starts(phrase), *recipe.sound_starts(phrase))
    )
    for field in STARTS:
        part[field] = [start for name, start in found if name == field]
    part["near"] = _near_words(phrases)
    part["open"] = recipe.is_open(document.labels)
    if not part["open"]:
        part |= recipe.label_values(document.labels)
        part["verification"] = recipe.level(document.labels)
        part["valid_from"], part["valid_to"] = recipe.window(document.labels)
    return part


def _near_words(phrases: Iterable[str]) -> list[str]:
    runs = (run for phrase in phrases for run in _latin_runs(segmentation.normalise(phrase)))
    return list(dict.fromkeys(run[: recipe.INSIDE_LENGTH] for run in runs))


def _latin_runs(normal: str) -> list[str]:
    return [run for run in segmentation.runs(normal) if not segmentation.is_han(run)]


def find(query: Query, *, allowed: Filter) -> dict[str, Any] | None:
    """None where nothing can match. An answer's own parts and its best element are added up."""
    wanted = {Way.MATCH: _matching, Way.COMPLETE: _completing, Way.NEAR: _near}[query.way](query)
    if not wanted:
        return None
    kept = [_visible(allowed), *_in_topics(query, allowed)]
    head = Q("term", **{"parts.element": ""})
    adding = _looked_for(query, kinds=recipe.ONLY_ADD) if query.way is Way.MATCH else []
    several = [_nested(wanted, [*kept, head], adding=adding)]
    # Elements have no question of their own.
    if said := [one for one in wanted if _is_of_body(one)]:
        several.append(_nested(said, [*kept, ~head], inner_hits=_best_element()))
    return Q("bool", should=several, filter=[Q("term", visible=True)],
             minimum_should_match=1).to_dict()  # fmt: skip


def _is_of_body(one: Any) -> bool:
    return any(name.startswith("parts.body_") for name in one.to_dict().get("term", ()))


def _nested(wanted: list[Any], kept: list[Any], *, adding: Any = (), **options: Any) -> Any:
    found = Q("bool", should=wanted, minimum_should_match=1)
    inside = Q("bool", must=[found], should=list(adding), filter=kept)
    return Q("nested", path="parts", query=inside, score_mode="max", **options)


def _best_element() -> dict[str, Any]:
    return {"size": 1, "_source": False, "docvalue_fields": ["parts.element"]}


def _matching(query: Query) -> list[Any]:
    kinds = recipe.WEIGHTS.keys() - recipe.ONLY_ADD
    return _looked_for(query, kinds=kinds) + _started(asking.starts(query))


def _looked_for(query: Query, *, kinds: AbstractSet[str]) -> list[Any]:
    return [
        _term(field, piece.text, weight * piece.weight)
        for piece in asking.pieces(query)
        if piece.kind in kinds
        for field, weight in recipe.WEIGHTS[piece.kind].items()
    ]


def _completing(query: Query) -> list[Any]:
    return _started(asking.completions(segmentation.normalise(query.text)))


def _started(several: Iterable[asking.Start]) -> list[Any]:
    return [_starting_with(one.field, one.text, boost=one.weight) for one in several]


def _near(query: Query) -> list[Any]:
    found: list[Any] = []
    normal = segmentation.normalise(query.text)
    for run in dict.fromkeys(segmentation.runs(normal)[: recipe.MOST_NEAR]):
        if segmentation.is_han(run):
            for character in dict.fromkeys(run[: recipe.MOST_NEAR]):
                found += [_starting_with(name, character) for name in ("beginning", "inside")]
        else:
            found.append(_with_typing_errors(run))
    heard = [_term("sounds", piece.text) for piece in asking.misheard(normal)]
    return found[: 2 * recipe.MOST_NEAR] + heard


def _term(field: str, value: str, boost: float = 1.0) -> Any:
    return Q("term", **{f"parts.{field}": {"value": value, "boost": boost}})


def _with_typing_errors(word: str) -> Any:
    """Compared with whole words as they are written, or with what words begin with."""
    start = word[: recipe.INSIDE_LENGTH]
    distance = recipe.errors_forgiven(word)
    forgiving = {"value": start, "fuzziness": distance, "boost": recipe.FUZZY_WEIGHT}
    whole = Q("fuzzy", **{"parts.near": forgiving})
    return Q("dis_max", queries=[whole, _starting_with("near", start, boost=recipe.FUZZY_WEIGHT)])


def _starting_with(field: str, start: str, *, boost: float = 1.0) -> Any:
    return Q("prefix", **{f"parts.{field}": {"value": start, "boost": boost}})


def _visible(allowed: Filter) -> Any:
    rule = [_one_of(name, getattr(allowed, name)) for name in DIMENSIONS]
    rule.append(Q("range", **{"parts.verification": {"lte": int(allowed.verification)}}))
    now = recipe.microseconds(allowed.now)
    rule.append(Q("range", **{"parts.valid_from": {"lte": now}}))
    rule.append(Q("range", **{"parts.valid_to": {"gt": now}}))
    return Q("term", **{"parts.open": True}) | Q("bool", filter=rule)


def _in_topics(query: Query, allowed: Filter) -> list[Any]:
    kept = [] if allowed.topics == ALL_TOPICS else [_one_of("topics", allowed.topics)]
    return [*kept, _one_of("topics", frozenset({query.topic}))] if query.topic else kept


def _one_of(field: str, values: frozenset[str]) -> Any:
    return Q("terms", **{f"parts.{field}": recipe.askable(values)})
