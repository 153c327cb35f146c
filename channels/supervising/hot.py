"""Hot questions and gaps, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from channels.contacts.models import ContactStep
from channels.reads.models import ReadCount
from channels.supervising.days import Period
from channels.supervising.models import AnswerFigures
from channels.supervising.readable import Answer, readable
from channels.supervising.seeing import Sight
from kb.feedback.misses import queries as misses
from kb.feedback.misses.store import StoreBusy

DESK = "agent_desk"
SHOWN = 10
# Most readers may read most of the first few; whoever may not needs more, in ever larger stretches.
FIRST_STRETCH, GROWS, MOST_LOOKED_AT = 2 * SHOWN, 4, 2_000


@dataclass(frozen=True, slots=True)
class HotQuestion:
    """`contacts` in which it was opened, `before` in the period before; `reads`: by customers."""

    key: str
    locale: str
    question: str
    contacts: int
    before: int
    reads: int


def hot_questions(period: Period, *, sight: Sight, limit: int = SHOWN) -> Sequence[HotQuestion]:
    """The answers that were opened in most contacts, the most first."""
    in_period = _opened(sight, day__range=(period.first, period.last))
    counts = in_period.order_by("-sum", "key", "locale")
    found = dict[Answer, tuple[str, int]]()
    for start, size in stretches(limit):
        some = list(counts[start : start + size])
        seen = readable([(key, locale) for key, locale, _n in some], sight=sight)
        for key, locale, number in some:
            if (key, locale) in seen and len(found) < limit:
                found[key, locale] = (seen[key, locale].document.question, number)
        if len(found) >= limit or len(some) < size:
            break
    before = contacts_with(period.before, list(found), sight=sight)
    reads = _reads(period, list(found), sight=sight)
    return [
        HotQuestion(*answer, question, number, before.get(answer, 0), reads.get(answer, 0))
        for answer, (question, number) in found.items()
    ]


def stretches(limit: int) -> Iterator[tuple[int, int]]:
    """Where each begins, and how long it is."""
    start, size = 0, max(FIRST_STRETCH, limit)
    while start < MOST_LOOKED_AT:
        yield start, size
        start, size = start + size, size * GROWS


def gaps(period: Period, *, sight: Sight, limit: int = SHOWN) -> Sequence[misses.Group] | None:
    """What was asked most without an answer; None while the counts cannot be read."""
    wish = misses.Wish(period.last, days=period.days)
    try:
        return misses.groups(sight=sight.misses, wish=wish, limit=limit)
    except StoreBusy:
        return None


def _opened(sight: Sight, **of: Any) -> Any:
    rows = AnswerFigures.objects.filter(kind=ContactStep.Kind.OPENED, team__in=sight.teams, **of)
    return rows.order_by().values_list("key", "locale").annotate(sum=Sum("number"))


def contacts_with(
    period: Period, answers: Collection[Answer], *, sight: Sight
) -> dict[Answer, int]:
    # Day by day, so that each answer is looked up and not all of the others passed over.
    keys = {key for key, _locale in answers}
    rows = _opened(sight, day__in=list(period), key__in=keys)
    return {(key, locale): number for key, locale, number in rows}


def _reads(period: Period, answers: Collection[Answer], *, sight: Sight) -> dict[Answer, int]:
    """On the channels of customers that the person may read; by days of UTC, as they are kept."""
    rows = ReadCount.objects.filter(
        key__in={key for key, _locale in answers},
        channel__in=sight.channels - {DESK},
        day__range=(period.first, period.last),
    )
    sums = rows.order_by().values_list("key", "locale").annotate(Sum("reads"))
    return {(key, locale): number for key, locale, number in sums}
