"""Does everything agree: the log with itself, and what is live with the log and with the pages?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from kb.authoring.models import KnowledgePage
from kb.publication import aliases, answers, live, log, parking, sources, topics
from kb.publication.differences import Answer, Difference, Kind, of_answer
from kb.publication.models import (
    AliasPlace,
    Cursor,
    Dirty,
    Live,
    LiveElement,
    LiveTopic,
    LiveUse,
    Publication,
    PublicationPerson,
    Withheld,
)

CHUNK = 200


def differences() -> Iterator[Difference]:
    """One for each thing that is not as it should be; reads only. Projections are not looked at."""
    yield from of_the_log()
    yield from of_pages(live_pages())
    yield from without_page()
    yield from of_topics()
    yield from of_places()
    yield from of_sources()


def of_the_log() -> Iterator[Difference]:
    """Changed rows, and an end that others have seen further on. Whoever cuts the log and all of
    its companions leaves no trace here: then only a head that was noted elsewhere tells."""
    for seq in log.broken_links():
        yield Difference(Kind.LOG_ROW, str(seq))
    head, known = log.head(), _farthest_known()
    if known > head:
        yield Difference(Kind.LOG_END, f"{head} < {known}")


def of_known_head(*, seq: int, digest: str) -> Iterator[Difference]:
    """Is the row still the one that a backup, or whoever wrote its number down, has seen?"""
    row = Publication.objects.filter(seq=seq).first()
    if seq and (row is None or row.hash != digest or log.hash_of(row) != digest):
        yield Difference(Kind.LOG_HEAD, str(seq))


def waiting_answers() -> Iterator[str]:
    """Answers whose facts, terms or shared elements have changed and that are not assembled
    again yet; and those that the slow lane or a projection cannot take, with the reason."""
    rows = Dirty.objects.filter(parked="").order_by("since")
    names = dict(Live.objects.filter(page_id__in=rows.values("page_id"))
                 .values_list("page_id", "key"))  # fmt: skip
    for row in rows:
        yield f"{names.get(row.page_id, row.page_id)}: {_('waits to be assembled again')}"
    for parked in parking.parked_answers():
        text = _("%(key)s (%(locale)s) is parked in %(place)s: %(reason)s")
        yield text % {
            "key": parked.key, "locale": parked.locale, "place": parked.place,
            "reason": parked.reason,
        }  # fmt: skip


def live_pages() -> list[int]:
    """Pages of live answers that are not waiting for the slow lane."""
    waiting = set(Dirty.objects.values_list("page_id", flat=True))
    ids = KnowledgePage.objects.filter(live=True, alias_of__isnull=True).order_by("pk")
    return [pk for pk in ids.values_list("pk", flat=True) if pk not in waiting]


def of_pages(ids: Sequence[int]) -> Iterator[Difference]:
    """What pages amount to now, what is live, and what the log last said must be one."""
    for start in range(0, len(ids), CHUNK):
        pages = KnowledgePage.objects.filter(pk__in=ids[start : start + CHUNK])
        plans = answers.plan_all(pages.select_related("locale"))
        stored, said = _Stored(plans), last_said({plan.key for plan in plans})
        for plan in plans:
            kind = _kind_of(plan, stored, said)
            if kind is not None:
                yield of_answer(kind, (plan.key, plan.locale), pk=plan.page.pk)


class _Stored:
    """What is live of some answers, with its companions."""

    def __init__(self, plans: Sequence[answers.Planned]) -> None:
        self.rows: dict[Answer, list[Live]] = {}
        self.elements: dict[int, list[Any]] = {}
        self.uses: dict[int, list[str]] = {}
        rows = Live.objects.filter(key__in={plan.key for plan in plans}).order_by("valid_from")
        for row in rows:
            self.rows.setdefault((row.key, row.locale), []).append(row)
        for element in LiveElement.objects.filter(live__in=rows):
            self.elements.setdefault(element.live_id, []).append(live.element_facts(element))
        for use in LiveUse.objects.filter(page_id__in={plan.page.pk for plan in plans}):
            self.uses.setdefault(use.page_id, []).append(use.ref)


def _kind_of(plan: answers.Planned, stored: _Stored, said: dict[Answer, str]) -> Kind | None:
    answer = (plan.key, plan.locale)
    if plan.assembly.problems:
        return Kind.LIVE_BLOCKED
    rows, expected = stored.rows.get(answer, []), live.rows_of(plan)
    if [live.row_facts(row) for row in rows] != [live.row_facts(row) for row in expected]:
        return Kind.LIVE_PAGE
    if said.get(answer) != plan.state:
        return Kind.LIVE_LOG
    elements = [stored.elements.get(row.pk, []) for row in rows]
    companions = ([sorted(found) for found in elements], sorted(stored.uses.get(plan.page.pk, [])))
    return None if companions == live.companion_facts(plan) else Kind.LIVE_LABELS


def last_said(keys: Collection[str]) -> dict[Answer, str]:
    """The state of each answer's newest publication; empty where it was withdrawn since."""
    kinds = [Publication.Kind.PUBLISH, Publication.Kind.WITHDRAW]
    rows = Publication.objects.filter(key__in=keys, kind__in=kinds).order_by("seq")
    return {(key, tag): digest for key, tag, digest in rows.values_list("key", "locale", "digest")}


def without_page() -> Iterator[Difference]:
    out = KnowledgePage.objects.filter(live=True, alias_of__isnull=True).values("pk")
    rows = Live.objects.exclude(page_id__in=out).values_list("key", "locale", "page_id").distinct()
    for key, locale, pk in rows:
        yield of_answer(Kind.LIVE_SURPLUS, (key, locale), pk=pk)


def of_topics() -> Iterator[Difference]:
    stored, expected = LiveTopic.objects.in_bulk(), topics.as_pages_say()
    for pk in sorted(stored.keys() | expected.keys()):
        if topics.facts(stored.get(pk)) != topics.facts(expected.get(pk)):
            key = (stored.get(pk) or expected[pk]).key
            yield Difference(Kind.TOPIC, key, pk=pk)


def of_places() -> Iterator[Difference]:
    stored, expected = AliasPlace.objects.in_bulk(), aliases.as_pages_say()
    for pk in sorted(stored.keys() | expected.keys()):
        if aliases.facts(stored.get(pk)) != aliases.facts(expected.get(pk)):
            place = stored.get(pk) or expected[pk]
            yield of_answer(Kind.PLACE, (place.key, place.locale), pk=pk)


def of_sources() -> Iterator[Difference]:
    for ref in sources.unknown_to_the_log():
        yield Difference(Kind.SOURCE, ref, ref=ref)


def _farthest_known() -> int:
    """The highest number that anything beside the log remembers of this history."""
    tables: tuple[Any, ...] = (
        PublicationPerson.objects, Live.objects, Withheld.objects,
        Cursor.objects.filter(epoch=log.epoch()),
    )  # fmt: skip
    return max(rows.aggregate(Max("seq"))["seq__max"] or 0 for rows in tables)
