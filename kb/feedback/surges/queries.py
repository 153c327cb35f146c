"""Surges as one person may see them, each with what is asked; and those an agent may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.feedback.misses import queries as misses
from kb.feedback.misses.calls import KEPT
from kb.feedback.misses.halves import Kind
from kb.feedback.misses.queries import Question, Wish
from kb.feedback.misses.store import StoreBusy
from kb.feedback.surges.models import Surge
from kb.feedback.surges.seeing import Figures, Sight, figures_of
from kb.publication.queries import Candidate, authorize

# Of the newest; some years of them in most houses.
MOST = 500
# As long as anything may be kept.
DAYS = 3650


@dataclass(frozen=True, slots=True)
class Seen:
    """`title`: the answer's question, or the wording asked most, empty where none is kept."""

    surge: Surge
    figures: Figures
    title: str

    @property
    def is_answer(self) -> bool:
        return self.surge.kind == Kind.ANSWER

    @property
    def called(self) -> str:
        return self.title or _("A question without an answer")


def surges(*, sight: Sight) -> list[Seen]:
    """Those that go on first, then the newest. A fixed number of queries."""
    rows = Surge.objects.order_by(F("ended_at").desc(nulls_first=True), "-noticed_at", "-pk")
    return seen(rows[:MOST], sight=sight)


def open_surges(*, sight: Sight) -> list[Seen]:
    """Those that go on and are not known, the largest first."""
    rows = [one for one in Surge.objects.filter(ended_at=None) if one.is_open(sight.scope.now)]
    return sorted(seen(rows, sight=sight), key=lambda one: (-one.figures.calls, one.surge.pk))


def find_surge(pk: int, *, sight: Sight) -> Seen | None:
    """None where there is none, or none for this person."""
    return next(iter(seen(Surge.objects.filter(pk=pk), sight=sight)), None)


def count_open(*, now: datetime) -> int:
    """Of everybody: for those who look after the house."""
    return sum(one.is_open(now) for one in Surge.objects.filter(ended_at=None))


def seen(rows: Any, *, sight: Sight) -> list[Seen]:
    """Of these, those that the person sees, in their order."""
    figures = [(one, figures_of(one, sight=sight)) for one in rows]
    mine = [(one, found) for one, found in figures if found is not None]
    titles = _answers(mine, sight=sight) | _misses(mine, sight=sight)
    return [Seen(one, found, titles[one.pk]) for one, found in mine if one.pk in titles]


def questions_of(one: Seen, *, sight: Sight) -> Sequence[Question]:
    """How a question without an answer is asked, the most first, while its words are kept."""
    if one.is_answer:
        return ()
    try:
        return misses.questions_of(one.surge.name, sight=sight.misses, wish=_wish(sight))[:10]
    except StoreBusy:
        return ()


def surging_keys(*, limit: int) -> Sequence[str]:
    """Of answers, wherever they are asked for, the newest first. Whoever shows them asks who may
    see them, and shows no number."""
    rows = Surge.objects.filter(ended_at=None, kind=Kind.ANSWER.value).order_by("-noticed_at")
    return list(dict.fromkeys(rows.values_list("name", flat=True)[:limit]))


def _answers(mine: Sequence[tuple[Surge, Figures]], *, sight: Sight) -> dict[int, str]:
    rows = [one for one, _figures in mine if one.kind == Kind.ANSWER]
    wanted = [Candidate(one.name, one.locale) for one in rows]
    found = {(a.key, a.locale): a for a in authorize(scope=sight.scope, candidates=wanted)}
    return {
        one.pk: found[one.name, one.locale].document.question
        for one in rows
        if (one.name, one.locale) in found
    }


def _misses(mine: Sequence[tuple[Surge, Figures]], *, sight: Sight) -> dict[int, str]:
    """Nothing for whoever may not see misses; no words where none are kept any more."""
    rows = [one for one, _figures in mine if one.kind == Kind.MISS]
    if not rows or not sight.misses.channels:
        return {}
    names = tuple({one.name for one in rows})
    try:
        groups = misses.groups(sight=sight.misses, wish=_wish(sight, *names), limit=len(names))
    except StoreBusy:
        groups = ()
    titles = {group.name: group.title for group in groups}
    return {one.pk: titles.get(one.name, "") for one in rows}


def _wish(sight: Sight, *names: str) -> Wish:
    outcomes = tuple(str(one) for one in KEPT)
    today = timezone.localdate(sight.scope.now)
    return Wish(today, days=DAYS, outcomes=outcomes, names=names, is_only=bool(names))
