"""Which answers do rows of the log concern, and what are they now? For projections only: nothing
here asks who is reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.document import Document
from kb.publication.models import AliasPlace, Live, LiveTopic, Publication
from kb.publication.queries import Candidate


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """`documents`: this interval and the coming ones; `live_ids` their rows, in the same order.
    `lineages`: topics of its home and second places; `open`: at least one of them is."""

    key: str
    locale: str
    seq: int
    documents: tuple[Document, ...]
    live_ids: tuple[int, ...]
    lineages: tuple[tuple[str, ...], ...]
    open: bool

    @property
    def lineage(self) -> tuple[str, ...]:
        """Every topic key above any of its places."""
        return tuple(dict.fromkeys(key for lineage in self.lineages for key in lineage))


def answers_of_topics(row: Publication) -> list[Candidate]:
    """The answers standing in the topics that a topic row names, home or second place."""
    ids = [topic["topic_id"] for topic in row.documents]
    places = list(Live.objects.filter(topic_id__in=ids).values_list("key", "locale"))
    places += AliasPlace.objects.filter(topic_id__in=ids).values_list("key", "locale")
    return [Candidate(key, locale) for key, locale in sorted(set(places))]


def affected_answers(entries: Iterable[Any]) -> frozenset[Candidate]:
    """Answers named by these rows, topic rows expanded to all that stands below."""
    entries = list(entries)
    found = {Candidate(entry.key, entry.locale) for entry in entries if entry.key}
    topic_rows = [entry.seq for entry in entries if entry.kind == "topic" and not entry.key]
    for row in Publication.objects.filter(seq__in=topic_rows):
        found.update(answers_of_topics(row))
    return frozenset(found)


def live_answers(
    candidates: Iterable[Candidate], *, as_of: datetime
) -> Mapping[Candidate, LiveAnswer]:
    """What is live of these, whoever reads; an answer that is not live is missing."""
    wanted = set(candidates)
    rows: dict[Candidate, list[Live]] = {}
    keys = {candidate.key for candidate in wanted}
    for row in Live.objects.filter(key__in=keys, valid_to__gt=as_of).order_by("valid_from"):
        if (candidate := Candidate(row.key, row.locale)) in wanted:
            rows.setdefault(candidate, []).append(row)
    topics = LiveTopic.objects.in_bulk()
    seconds = AliasPlace.objects.filter(key__in=keys)
    places: dict[Candidate, list[int]] = {}
    for place in seconds:
        places.setdefault(Candidate(place.key, place.locale), []).append(place.topic_id)
    return {c: _live_answer(found, topics, places.get(c, [])) for c, found in rows.items()}


def _live_answer(
    rows: list[Live], topics: Mapping[int, LiveTopic], seconds: list[int]
) -> LiveAnswer:
    stands = [topics[pk] for pk in (rows[0].topic_id, *seconds) if pk in topics]
    return LiveAnswer(
        key=rows[0].key,
        locale=rows[0].locale,
        seq=rows[0].seq,
        documents=tuple(Document.from_json(row.document) for row in rows),
        live_ids=tuple(row.pk for row in rows),
        lineages=tuple(tuple(topic.lineage) for topic in stands if topic.open),
        open=any(topic.open for topic in stands),
    )
