"""What the index holds against what it should hold, document by document, without any text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from kb.publication import log
from kb.publication.differences import Answer, Difference, Kind, of_answer
from kb.publication.models import Live
from kb.publication.projections import live_answers
from kb.publication.queries import Candidate
from kb.search.digests import access_digest, text_digest
from kb.search.documents import index_documents
from kb.search.engine import Held, IndexDocument, IndexName, IndexUnavailable, SearchEngine

CHUNK = 200
# Index → id of a document in it → its digests.
Found = dict[tuple[str, str], tuple[str, str]]


def differences(
    engine: SearchEngine,
    *,
    as_of: datetime,
    parked: frozenset[Candidate],
    is_next: bool = False,
    among: frozenset[Answer] | None = None,
) -> Iterator[Difference]:
    """Named by answer and index, once for each kind. Those that are `parked` cannot be compared,
    and are named as such elsewhere. `is_next`: of the index that is being rebuilt; `among`: of
    these answers alone."""
    try:
        held, beyond = _held(engine, is_next=is_next, among=among)
    except IndexUnavailable:
        if log.head():
            yield Difference(Kind.SEARCH_UNREADABLE, "search")
        return
    for answer, index in beyond:
        yield of_answer(Kind.SEARCH_VERSION, answer, where=index)
    for one in parked:
        held.pop((one.key, one.locale), None)
    for answer, expected in _expected(parked, as_of=as_of, among=among):
        yield from _of_answer(answer, held.pop(answer, {}), expected)
    for answer, found in held.items():
        yield from _of_answer(answer, found, {})


def _held(
    engine: SearchEngine, *, is_next: bool, among: frozenset[Answer] | None
) -> tuple[dict[Answer, Found], list[tuple[Answer, str]]]:
    """By answer; and what was written at a position that the log has not reached."""
    head, beyond = log.head(), []
    held: dict[Answer, Found] = {}
    for one in engine.held(is_next=is_next):
        answer = (one.key, one.index.locale)
        if among is not None and answer not in among:
            continue
        place = _free_place(held.setdefault(answer, {}), one)
        held[answer][place] = (one.text, one.access)
        if one.version > head:
            beyond.append((answer, one.index.code))
    return held, beyond


def _free_place(found: Mapping[tuple[str, str], object], one: Held) -> tuple[str, str]:
    """A document that stands there twice must not hide behind itself."""
    place = (one.index.code, one.id)
    while place in found:
        place = (place[0], f"{place[1]}+")
    return place


def _expected(
    parked: frozenset[Candidate], *, as_of: datetime, among: frozenset[Answer] | None
) -> Iterator[tuple[Answer, Found]]:
    live = set(Live.objects.values_list("key", "locale"))
    if among is not None:
        live &= among
    answers = sorted(live - {(one.key, one.locale) for one in parked})
    for start in range(0, len(answers), CHUNK):
        chunk = [Candidate(*answer) for answer in answers[start : start + CHUNK]]
        for candidate, answer in live_answers(chunk, as_of=as_of).items():
            documents = (
                index_documents(answer.documents, lineage=answer.lineage, as_of=as_of)
                if answer.open
                else ()
            )
            yield (candidate.key, candidate.locale), _digests(documents)


def _digests(documents: Sequence[IndexDocument]) -> Found:
    return {
        (IndexName(one.locale, one.tier).code, one.id): (text_digest(one), access_digest(one))
        for one in documents
    }


def _of_answer(answer: Answer, held: Found, expected: Found) -> Iterator[Difference]:
    kinds = {
        (kind, index)
        for place in held.keys() | expected.keys()
        for index in place[:1]
        for kind in _kinds(held.get(place), expected.get(place))
    }
    for kind, index in sorted(kinds):
        yield of_answer(kind, answer, where=index)


def _kinds(held: tuple[str, str] | None, expected: tuple[str, str] | None) -> Iterator[Kind]:
    if held is None or expected is None:
        yield Kind.SEARCH_MISSING if held is None else Kind.SEARCH_SURPLUS
        return
    if held[0] != expected[0]:
        yield Kind.SEARCH_TEXT
    if held[1] != expected[1]:
        yield Kind.SEARCH_ACCESS
