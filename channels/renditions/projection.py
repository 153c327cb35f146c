"""Keeps the rendered parts of every live answer for every channel."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from channels import registry
from channels.channel import Channel
from channels.renditions import comparison
from channels.renditions.bodies import (
    Body,
    build_body,
    choice_name,
    chosen_for,
    has_choices,
    parked_body,
)
from channels.renditions.models import Rendition
from kb.document import Document
from kb.problem import say
from kb.publication import parking, projections
from kb.publication.budgets import readers_of
from kb.publication.differences import Difference
from kb.publication.models import Cursor, Live
from kb.publication.ports import outlets
from kb.publication.queries import Candidate


class RenditionProjection(projections.Projection):
    """Rows in the database, so rows and cursor share a transaction; the rendering is done before
    it, so that a fresh publication does not wait for it."""

    name = "renditions"
    tables = (Rendition._meta.db_table,)

    def __init__(self) -> None:
        self._seen = threading.local()

    def cursor(self) -> int:
        self._seen.seq = projections.stored_cursor(self.name)
        return int(self._seen.seq)

    def is_foreign(self) -> bool:
        return projections.is_stored_foreign(self.name)

    def replace(self, answers: frozenset[Candidate], *, seq: int) -> bool:
        rendered = current_renditions(answers, as_of=timezone.now())
        with transaction.atomic():
            self._hold()
            if not self._is_still_there():
                return False
            store(answers, rendered)
            projections.store_cursor(self.name, seq)
        self._seen.seq = seq
        return True

    def try_out(self, answers: frozenset[Candidate]) -> None:
        current_renditions(answers, as_of=timezone.now())

    def differences(self, *, as_of: datetime) -> Iterator[Difference]:
        current, parked = partial(current_renditions, as_of=as_of), parking.parked_in(self.name)
        return comparison.differences(current, parked=parked)

    def repair(self, found: Collection[Difference]) -> None:
        candidates = frozenset(Candidate(one.key, one.locale) for one in found)
        with transaction.atomic():
            self._hold()
            store(candidates, current_renditions(candidates, as_of=timezone.now()))

    def reset(self) -> None:
        with transaction.atomic():
            self._hold()
            drop(Rendition.objects.all())
            projections.store_cursor(self.name, 0)

    def _hold(self) -> None:
        """One writer at a time: two that delete and insert the same rows would be in each other's
        way on PostgreSQL."""
        Cursor.objects.select_for_update().filter(name=self.name).first()

    def _is_still_there(self) -> bool:
        """Nobody has moved the cursor since this thread read it."""
        seen = getattr(self._seen, "seq", None)
        return seen is None or seen == projections.stored_cursor(self.name)


def current_renditions(wanted: frozenset[Candidate], *, as_of: datetime) -> list[Rendition]:
    """What there should be for this interval and the coming ones, unsaved; what does not fit
    keeps the last good text, which is looked for among those stored now."""
    live = projections.live_answers(wanted, as_of=as_of)
    keys = {candidate.key for candidate in wanted}
    before = {
        (row.key, row.locale, row.channel, row.choice): row.body
        for row in Rendition.objects.filter(key__in=keys).order_by("live_id")
    }
    rows = Live.objects.in_bulk([pk for answer in live.values() for pk in answer.live_ids])
    return [
        rendition
        for answer in live.values()
        for pk, document in zip(answer.live_ids, answer.documents, strict=True)
        if pk in rows  # or it was replaced a moment ago, and a later row of the log says so
        for rendition in _renditions(rows[pk], document, before)
    ]


def store(answers: Collection[Candidate], rows: Iterable[Rendition]) -> None:
    """In the place of all that was rendered of these answers before."""
    for locale in {candidate.locale for candidate in answers}:
        keys = {c.key for c in answers if c.locale == locale}
        drop(Rendition.objects.filter(locale=locale, key__in=keys))
    Rendition.objects.bulk_create(rows, batch_size=200)


def drop(rows: QuerySet[Rendition]) -> None:
    """One statement. `delete()` reads every row with its text first, to send signals that nobody
    hears for these: gigabytes for a whole base."""
    rows._raw_delete(rows.db)


Before = dict[tuple[str, str, str, str], Body]


def _renditions(row: Live, document: Document, before: Before) -> Iterable[Rendition]:
    for channel in registry.enabled().values():
        if not has_choices(document):
            yield _rendition(row, document, channel=channel, choice="", before=before)
            continue
        yield Rendition(
            live_id=row.pk,
            key=row.key,
            locale=row.locale,
            channel=channel.code,
            body={"choices": True},
        )
        for chosen in _choices(document, channel=channel):
            choice = choice_name(chosen)
            yield _rendition(row, chosen, channel=channel, choice=choice, before=before)


def _choices(document: Document, *, channel: Channel) -> Iterable[Document]:
    """One for each set of fact values that some reader of the channel is told."""
    outlet = next(outlet for outlet in outlets() if outlet.code == channel.code)
    found = {}
    for scope in readers_of(document, outlet=outlet):
        chosen = chosen_for(document, scope=scope)
        found[choice_name(chosen)] = chosen
    return found.values()


def _rendition(
    row: Live, document: Document, *, channel: Channel, choice: str, before: Before
) -> Rendition:
    body = build_body(document, channel=channel, marks=row.marks, edges=row.edges)
    problems = [p for p in channel.check(document) if p.severity == "error"]
    parked = " ".join(say(problem) for problem in problems)[:300]
    if parked:
        last_good = before.get((row.key, row.locale, channel.code, choice), {"parts": []})
        body = parked_body(last_good if "parts" in last_good else {"parts": []}, body)
    return Rendition(
        live_id=row.pk, key=row.key, locale=row.locale, channel=channel.code, choice=choice,
        body=body, parked=parked,
    )  # fmt: skip
