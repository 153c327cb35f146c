"""What has become of answers since a moment, as one scope could see them then and sees them now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from kb.access import Scope
from kb.document import Document
from kb.publication import window_edges
from kb.publication.affected import answers_of_topics
from kb.publication.changes import SOURCE_KINDS, is_news
from kb.publication.impact.effects import document_at
from kb.publication.marks import Mark
from kb.publication.models import Live, Publication
from kb.publication.pieces import PIECE
from kb.publication.queries import Authorized, Candidate, authorize
from kb.publication.withholding import Withholding, withhold

# Of a longer log the newest are looked at: nobody reads more of it than this.
MOST_ROWS, MOST_TOPIC_ROWS = 2000, 20


@dataclass(frozen=True, slots=True)
class Changed:
    """`seq` and `at`: of the newest change that the scope could see. `before`: what it could see at
    the moment asked about, None where it saw nothing; `now` None: it can no longer be seen, and
    then nothing is told of what it said. `topic`: the key of where it stands or stood."""

    key: str
    locale: str
    seq: int
    at: datetime
    topic: str
    before: Document | None
    now: Authorized | None


@dataclass(frozen=True, slots=True)
class _Told:
    """The newest row about an answer; `was_hidden`: its topic was closed until then."""

    seq: int
    at: datetime
    was_hidden: bool = False


def changed_since(
    *, scope: Scope, locale: str, since: datetime, limit: int, after: int | None = None
) -> tuple[Changed, ...]:
    """The newest first, at most `limit` answers; what came and went in between is left out.
    `after`: the position of the log at `since`, where it is known."""
    if locale not in scope.locales:
        return ()
    after = position_at(since) if after is None else after
    told = _told_since(after, scope=scope, locale=locale, limit=limit)
    if not told:
        return ()
    wanted = [Candidate(key, locale) for key in told]
    now = {answer.key: answer for answer in authorize(scope=scope, candidates=wanted)}
    before = _seen_then(told.keys(), locale=locale, after=after, scope=scope.at(since))
    found = (_changed(key, locale, one, before.get(key), now.get(key)) for key, one in told.items())
    return tuple(one for one in found if one is not None)


def note_edges(*, now: datetime) -> None:
    """So that what began or ended by itself stands in the log, though no clock runs."""
    if window_edges.are_due(as_of=now):
        window_edges.record(as_of=now)


def position_at(moment: datetime) -> int:
    """The newest position of the log then."""
    rows = Publication.objects.filter(at__lte=moment).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def _told_since(after: int, *, scope: Scope, locale: str, limit: int) -> dict[str, _Told]:
    rows = Publication.objects.filter(seq__gt=after, locale=locale).exclude(kind__in=SOURCE_KINDS)
    told: dict[str, _Told] = {}
    topic_rows = 0
    for row in rows.defer("documents", "core_before").order_by("-seq")[:MOST_ROWS]:
        if row.key:
            if is_news(row, scope=scope):
                told.setdefault(row.key, _Told(row.seq, row.at))
        elif topic_rows < MOST_TOPIC_ROWS:
            topic_rows += 1
            for key, one in _told_of_topics(row):
                told[key] = told.get(key, one) if not one.was_hidden else one
        if len(told) >= limit:
            break
    return dict(list(told.items())[:limit])


def _told_of_topics(row: Publication) -> Iterator[tuple[str, _Told]]:
    was_hidden = not any(topic["before"] for topic in row.documents)
    for candidate in answers_of_topics(row):
        yield candidate.key, _Told(row.seq, row.at, was_hidden)


@dataclass(frozen=True, slots=True)
class _Then:
    topic: str
    document: Document


def _seen_then(keys: Collection[str], *, locale: str, after: int, scope: Scope) -> dict[str, _Then]:
    """`scope`: as it is today, at the moment asked about."""
    known = Publication.objects.filter(key__in=keys, locale=locale, seq__lte=after)
    said = known.filter(kind__in=("publish", "withdraw")).order_by()
    newest = said.values("key").annotate(last=Max("seq")).values_list("last", flat=True)
    rows = Publication.objects.filter(seq__in=list(newest), kind="publish")
    held = _held(known)
    return {
        row.key: _Then(row.lineage[-1], document)
        for row in rows
        if row.lineage and scope.covers_topics(row.lineage)
        and (document := _document_then(row, held.get(row.key, ()), scope=scope))
    }  # fmt: skip


def _held(rows: Any) -> Mapping[str, Sequence[Withholding]]:
    held: dict[str, list[Withholding]] = {}
    for key, ref, seq in rows.filter(kind="withhold").values_list("key", "ref", "seq"):
        held.setdefault(key, []).append(Withholding(ref, seq, None))
    return held


def _document_then(
    row: Publication, held: Sequence[Withholding], *, scope: Scope
) -> Document | None:
    documents = [Document.from_json(data) for data in row.documents]
    document = document_at(documents, scope.now)
    if document is None:
        return None
    return withhold(document, seq=row.seq, withheld=held).seen_by(scope)


def _changed(
    key: str, locale: str, told: _Told, then: _Then | None, now: Authorized | None
) -> Changed | None:
    then = None if told.was_hidden else then
    if now is None:
        if then is None:
            return None
        return Changed(key, locale, told.seq, told.at, then.topic, None, None)
    before = then.document if then else None
    return Changed(key, locale, told.seq, told.at, now.topic, before, now)


def changed_last(key: str, *, locale: str) -> tuple[str, ...]:
    """Ids of the elements that the newest publication of a live answer touched; whoever shows them
    asks who may see each. Empty where it touched all, as the first one does."""
    row = Live.objects.filter(key=key, locale=locale).order_by("valid_from").first()
    marks = [mark for mark in map(Mark.from_json, row.marks) if mark.version] if row else []
    newest = max((mark.seq for mark in marks), default=0)
    elements = {mark.element for mark in marks if mark.element and PIECE not in mark.element}
    changed = {mark.element.split(PIECE)[0] for mark in marks if mark.seq == newest} & elements
    return tuple(sorted(changed)) if changed != elements else ()
