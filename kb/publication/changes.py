"""The change feed: what happened since a log position, as one scope may know it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kb.access import Labels, Scope, as_q, fits
from kb.publication import log, window_edges
from kb.publication.affected import answers_of_topics
from kb.publication.models import AliasPlace, Live, LiveElement, Publication
from kb.publication.queries import Authorized, Candidate, authorize

CHUNK = 200
SOURCE_KINDS = ("shared", "fact", "term", "offer")


@dataclass(frozen=True, slots=True)
class Change:
    """`remove`: forget this answer; `upsert`: fetch it again."""

    seq: int
    op: Literal["upsert", "remove"]
    key: str
    locale: str
    at: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`next` is the position to ask from next time: that of the last change given, so that it
    tells nothing of changes the scope cannot see."""

    changes: tuple[Change, ...]
    next: int
    epoch: str
    more: bool


class BeyondHead(Exception):
    """The asked position lies beyond every change of this scope: it belongs to another history."""


def changes_after(*, scope: Scope, after: int, limit: int) -> ChangePage:
    """About `limit` changes in log order: one row of the log is never cut in two, since a position
    between the answers of a moved topic could not be named.

    Raises BeyondHead where the scope has no change at `after` or later. The log's own head is not
    asked: it would tell of changes that the scope cannot see.
    """
    if window_edges.are_due(as_of=scope.now):
        window_edges.record(as_of=scope.now)
    is_ours = after <= 0
    found: list[Change] = []
    more = False
    for change in _visible_changes(scope=scope, after=max(after - 1, 0)):
        is_ours = True
        if change.seq <= after:
            continue
        if len(found) >= limit and change.seq != found[-1].seq:
            more = True
            break
        found.append(change)
    if not is_ours:
        raise BeyondHead
    last = found[-1].seq if found else after
    return ChangePage(tuple(found), next=last, epoch=log.epoch(), more=more)


def _visible_changes(*, scope: Scope, after: int) -> Iterator[Change]:
    while True:
        rows = list(
            Publication.objects.filter(seq__gt=after)
            .exclude(kind__in=SOURCE_KINDS)
            .defer("documents")
            .order_by("seq")[:CHUNK]
        )
        if not rows:
            return
        yield from _changes_of(rows, scope=scope)
        after = rows[-1].seq


def _changes_of(rows: Sequence[Publication], *, scope: Scope) -> Iterator[Change]:
    named = {row.seq: _named_by(row) for row in rows}
    candidates = [candidate for found in named.values() for candidate in found]
    visible = {
        Candidate(answer.key, answer.locale): answer
        for answer in authorize(scope=scope, candidates=candidates)
    }
    for row in rows:
        for candidate in named[row.seq]:
            if candidate.locale in scope.locales:
                change = _change(row, candidate, visible.get(candidate), scope=scope)
                if change is not None:
                    yield change


def _named_by(row: Publication) -> list[Candidate]:
    """The row's own answer, or all that stand in the topics it is about."""
    return [Candidate(row.key, row.locale)] if row.key else answers_of_topics(row)


def _change(
    row: Publication, candidate: Candidate, answer: Authorized | None, *, scope: Scope
) -> Change | None:
    if answer is not None:
        if not (row.kind == "topic" or is_news(row, scope=scope)):
            return None
        return Change(row.seq, "upsert", answer.key, answer.locale, row.at, answer.valid_until)
    if not _could_see_before(row, candidate, scope=scope):
        return None
    return Change(row.seq, "remove", candidate.key, candidate.locale, row.at, None)


def is_news(row: Publication, *, scope: Scope) -> bool:
    """Something changed that this scope sees at some moment from the row on."""
    changed = map(Labels.from_json, row.touched)
    return any(
        fits(scope, labels) and (labels.valid_to is None or labels.valid_to >= row.at)
        for labels in changed
    )


def _could_see_before(row: Publication, candidate: Candidate, *, scope: Scope) -> bool:
    """A removal is told only to those who could have received the answer. What the row itself
    brought does not count: its first reader has the row that took it away again."""
    if row.ref.startswith("topic:"):
        return _could_see_in_topic(row, candidate, scope=scope)
    lineage = row.lineage_before or row.lineage
    known = _fits_any(scope, row.core_before)
    return known and (not lineage or scope.covers_topics(lineage))


def _could_see_in_topic(row: Publication, candidate: Candidate, *, scope: Scope) -> bool:
    """It still stands in a topic that was open to this scope before the row."""
    was_open = [
        topic["topic_id"]
        for topic in row.documents
        if topic["before"] and scope.covers_topics(topic["before"])
    ]
    rows = Live.objects.filter(key=candidate.key, locale=candidate.locale)
    stands = rows.filter(topic_id__in=was_open).exists() or AliasPlace.objects.filter(
        key=candidate.key, locale=candidate.locale, topic_id__in=was_open
    )
    core = LiveElement.objects.filter(as_q(scope), live__in=rows, is_core=True)
    return bool(stands) and core.exists()


def _fits_any(scope: Scope, labels: Sequence[Any]) -> bool:
    return any(fits(scope, Labels.from_json(one)) for one in labels)
