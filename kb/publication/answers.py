"""A changed page → what the log and `Live` must say about its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.assembly.operations import Assembly, assemble
from kb.assembly.sources import Sources, sources_for
from kb.authoring.announcements import Change
from kb.authoring.answer_keys import fix_keys
from kb.authoring.guides.loops import never_ending
from kb.authoring.models import AnswerKey, KnowledgePage
from kb.authoring.uses.tables import WrittenUse
from kb.document import digest_of, to_plain
from kb.locales import to_outside
from kb.problem import Problem
from kb.publication import aliases, live, log
from kb.publication.budgets import over_budget
from kb.publication.errors import Refusal, Refused
from kb.publication.models import LiveTopic
from kb.publication.people import people_behind_all


@dataclass(frozen=True, slots=True)
class Planned:
    """What an answer's page amounts to for readers. `documents`: those of the assembly as JSON;
    equal states need no new row in the log."""

    page: Any
    key: str
    locale: str
    topic_id: int
    assembly: Assembly
    documents: list[Any]
    state: str


def settle(changes: Sequence[Change], *, now: datetime, cause: str = "") -> bool:
    """Publish, withdraw or leave each answer, as its page says; True if the log grew.

    Raises Refused, which undoes the whole change.
    """
    if not changes:
        return False
    gone = {change.pk for change in changes if change.gone}
    pages = _pages({change.pk for change in changes} - gone)
    written = aliases.settle(pages, gone=gone, now=now)
    originals = [page for page in pages if page.alias_of_id is None]
    out = [page for page in originals if page.live]
    lost = gone | {page.pk for page in originals if not page.live}
    lost |= {change.pk for change in changes} - gone - {page.pk for page in pages}
    written |= withdraw(lost, now=now, cause=cause)
    return publish(out, now=now, cause=cause, refuse=True) or written


def publish(pages: Iterable[Any], *, now: datetime, cause: str, refuse: bool) -> bool:
    """Append a row for each page whose state is new. With `refuse`, texts that do not fit stop
    everything; without, they stop only their channel's rendition.

    Raises Refused, naming every answer that cannot go out.
    """
    planned = plan_all(pages)
    if refusals := [*_refusals(planned, check_budgets=refuse)]:
        raise Refused(refusals)
    return _publish_news(planned, now=now, cause=cause)


def follow(pages: Iterable[Any], *, now: datetime) -> dict[int, tuple[Problem, ...]]:
    """The slow lane's way: texts that do not fit stop only their channel's rendition, and an
    answer that cannot go out at all stays as it is. Page id → why it cannot."""
    refused: dict[int, tuple[Problem, ...]] = {}
    good = []
    for plan in plan_all(pages):
        if plan.assembly.problems:
            refused[plan.page.pk] = plan.assembly.problems
        else:
            good.append(plan)
    _publish_news(good, now=now, cause="")
    return refused


def plan_all(pages: Iterable[Any]) -> list[Planned]:
    """What readers should get of each of these pages, as everything stands now."""
    return [plan for group in _by_locale(pages) for plan in _plan(group)]


def _publish_news(planned: Sequence[Planned], *, now: datetime, cause: str) -> bool:
    states = live.states({(plan.key, plan.locale) for plan in planned})
    fresh = [plan for plan in planned if states.get((plan.key, plan.locale)) != plan.state]
    if fresh:
        _write(fresh, now=now, cause=cause)
        fix_keys({plan.key for plan in fresh})
    return bool(fresh)


def _refusals(planned: Iterable[Planned], *, check_budgets: bool) -> Iterator[Refusal]:
    for plan in planned:
        problems = plan.assembly.problems
        if check_budgets and not problems:
            problems = over_budget(plan.assembly.documents)
            problems += never_ending(plan.page, states={WrittenUse.State.LIVE})
        if problems:
            yield Refusal(plan.key, plan.locale, problems)


def withdraw(page_ids: Iterable[int], *, now: datetime, cause: str = "") -> bool:
    """Append a withdrawal for each of these pages that is live, and remove it from `Live`."""
    rows, ids = [], []
    found_rows = live.rows_of_pages(set(page_ids))
    if not found_rows:
        return False
    people = people_behind_all([found.page_id for found in found_rows])
    for found in found_rows:
        rows.append(
            log.NewRow(
                kind="withdraw",
                at=now,
                key=found.key,
                locale=found.locale,
                page_id=found.page_id,
                cause=cause,
                touched=found.core_labels,
                core_before=found.core_labels,
                lineage_before=found.lineage,
                people=people.get(found.page_id, ()),
            )
        )
        ids.append(found.page_id)
    log.append(rows)
    live.remove(ids)
    return True


def _pages(ids: set[int]) -> list[Any]:
    pages = KnowledgePage.objects.filter(pk__in=ids).select_related("locale")
    return list(pages.order_by("pk"))


def _by_locale(pages: Iterable[Any]) -> list[list[Any]]:
    groups: dict[int, list[Any]] = {}
    for page in pages:
        groups.setdefault(page.locale_id, []).append(page)
    return list(groups.values())


def _plan(pages: list[Any]) -> list[Planned]:
    locale = to_outside(pages[0].locale.language_code)
    sources = sources_for(pages, locale_id=pages[0].locale_id)
    translation_keys = [page.translation_key for page in pages]
    keys = dict(
        AnswerKey.objects.filter(translation_key__in=translation_keys).values_list(
            "translation_key", "key"
        )
    )
    topic_ids = _topic_ids(pages)
    return [
        _planned(
            page,
            key=keys[page.translation_key],
            locale=locale,
            topic_id=topic_ids[page.path[: -page.steplen]],
            sources=sources,
        )
        for page in pages
    ]


def _planned(page: Any, *, key: str, locale: str, topic_id: int, sources: Sources) -> Planned:
    assembly = assemble(page, key=key, locale=locale, sources=sources)
    documents = [to_plain(document) for document in assembly.documents]
    state = digest_of([documents, topic_id])
    return Planned(page, key, locale, topic_id, assembly, documents, state)


def _topic_ids(pages: list[Any]) -> dict[str, int]:
    paths = {page.path[: -page.steplen] for page in pages}
    parents = type(pages[0].page_ptr).objects.filter(path__in=paths)
    return dict(parents.values_list("path", "pk"))


def _write(plans: list[Planned], *, now: datetime, cause: str) -> None:
    """One row for each plan, and what is live by it."""
    before = {(row.key, row.locale): row for row in live.rows_of_answers(plans)}
    topics = LiveTopic.objects.in_bulk({plan.topic_id for plan in plans})
    people = people_behind_all([plan.page.pk for plan in plans])
    first = log.next_seq()
    rows, entries = [], []
    for seq, plan in enumerate(plans, first):
        entry = live.entry_for(plan, before.get((plan.key, plan.locale)), seq=seq, at=now)
        topic = topics.get(plan.topic_id)
        rows.append(
            log.NewRow(
                kind="publish",
                at=now,
                key=plan.key,
                locale=plan.locale,
                page_id=plan.page.pk,
                cause=cause,
                documents=plan.documents,
                digest=plan.state,
                touched=entry.touched,
                core_before=entry.core_before,
                lineage_before=entry.lineage_before,
                lineage=list(topic.lineage) if topic else [],
                people=people.get(plan.page.pk, ()),
            )
        )
        entries.append(entry)
    log.append(rows)
    live.replace(entries)
