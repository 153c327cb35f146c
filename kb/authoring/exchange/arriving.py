"""Records arrive in the base: batch after batch, each whole or not at all, and all as drafts
unless somebody answers for publishing it. What somebody has changed here meanwhile stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.announcements import one_change
from kb.authoring.exchange.held import Held, held_like
from kb.authoring.exchange.plans import Change, Plan, Verdict, changes_in, plan
from kb.authoring.exchange.records import SUBJECTS, Item, Where
from kb.authoring.exchange.settling import Settling, settle
from kb.authoring.exchange.stock import names_now
from kb.authoring.importers.batches import cut
from kb.transactions import in_one_transaction

Step = Callable[[int], Any]
Load = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one record, for people."""

    subject: str
    key: str
    locale: str
    title: str
    verdict: Verdict
    where: Where
    words: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Report:
    """`rows`: all that are not as they were."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    published: int = 0

    def add(self, done: Plan, words: str) -> None:
        self.counts[done.verdict] += 1
        if done.verdict is Verdict.UNCHANGED and not words:
            return
        item = done.item
        self.rows.append(
            Row(item.subject, item.key, item.locale, title_of(item), done.verdict, item.where,
                words or done.words, changes_in(done))
        )  # fmt: skip


def title_of(item: Item) -> str:
    for name in ("question", "title", "name", "jargon", "zh-Hans"):
        if name in item.fields:
            return str(item.fields[name])
    return item.key


def receive(
    items: Iterable[Item],
    *,
    user: Any,
    now: datetime,
    author: Any = None,
    publish: bool = False,
    dry_run: bool = False,
    load: Load,
    step: Step = lambda done: None,
) -> Report:
    """`items` in the order of SUBJECTS. `user` None is an operator, who may do everything;
    `author` then stands in the history."""
    report, settling = Report(), Settling(
        user=user, author=author or user, now=now, publish=publish, dry_run=dry_run,
        load=load, names=names_now(),
    )  # fmt: skip
    seen: dict[tuple[str, str, str], Where] = {}
    for _subject, group in groupby(_in_order(items), key=lambda item: item.subject):
        for batch in cut(group):
            once = [_doubled(item, seen) or item for item in batch]
            act = partial(_receive_batch, once, settling)
            for done, words in act() if dry_run else in_one_transaction(act):
                report.add(done, words)
            report.published += settling.take_published()
            settling.index()
            step(len(batch))
        settling.names = names_now()
    return report


def _in_order(items: Iterable[Item]) -> Iterator[Item]:
    last = 0
    for item in items:
        position = SUBJECTS.index(item.subject)
        if position < last:
            raise ValueError(f"{item.subject} after {SUBJECTS[last]}")
        last = position
        yield item


def _doubled(item: Item, seen: dict[tuple[str, str, str], Where]) -> Plan | None:
    first = seen.setdefault(item.name, item.where)
    if first is item.where:
        return None
    text = _("“%(key)s” stands in the files twice: also in %(where)s.")
    return Plan(item, Verdict.REFUSED, None, text % {"key": item.key, "where": first})


def _receive_batch(batch: list[Item | Plan], settling: Settling) -> list[tuple[Plan, str]]:
    """In the caller's transaction, except where nothing is written."""
    settling.begin()
    items = [item for item in batch if isinstance(item, Item)]
    held = held_like(items, settling.names)
    plans = [_planned(one, held) for one in batch]
    if settling.dry_run:
        return [(done, "") for done in settle(plans, settling)]
    with one_change():
        settled = settle(plans, settling)
    return [(done, settling.said.get(done.item.name, "")) for done in settled]


def _planned(one: Item | Plan, held: Held) -> Plan:
    if isinstance(one, Plan):
        return one
    item = held.with_id(one)
    return plan(item, by_id=held.by_id(item), by_key=held.by_key(item))
