"""What agents said as one sentence more and how it was taken, by team and day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from channels.supervising.at_work import DayAtWork
from channels.supervising.days import Period
from channels.supervising.models import OfferFigures
from channels.supervising.placing import kept_together
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share
from kb.offers.queries import MadeBy, made_by_staff, offer_titles

NUMBERS = ("made", "accepted", "declined", "unsuitable")


@dataclass(frozen=True, slots=True)
class Offered:
    """`unanswered` is what is left of `made`."""

    key: str
    locale: str
    title: str
    made: int
    accepted: int
    declined: int
    unsuitable: int

    @property
    def share(self) -> Share:
        return Share(self.accepted, self.made)


def offers_of_day(at: DayAtWork) -> tuple[OfferFigures, ...]:
    """Rows not yet saved."""
    teams = kept_together(made_by_staff(at.start, at.end), smallest=at.smallest)
    return tuple(row for team, some in teams.items() for row in _rows(some, at.day, team))


def offered(period: Period, *, sight: Sight) -> Sequence[Offered]:
    """What was said most comes first; nothing for whoever may not see results of offers."""
    if not sight.sees_offers:
        return ()
    sums = (
        _rows_in(period, sight=sight)
        .order_by()
        .values_list("key", "locale")
        .annotate(*map(Sum, NUMBERS))
    )
    found = sorted(sums, key=lambda row: (-row[2], row[0], row[1]))
    titles = offer_titles({key for key, *_rest in found})
    return [
        Offered(key, locale, titles.get((key, locale), key), *numbers)
        for key, locale, *numbers in found
    ]


def accepted_in(period: Period, *, sight: Sight) -> Share:
    """All offers together."""
    if not sight.sees_offers:
        return Share(0, 0)
    sums = _rows_in(period, sight=sight).aggregate(good=Sum("accepted"), of=Sum("made"))
    return Share(sums["good"] or 0, sums["of"] or 0)


def _rows_in(period: Period, *, sight: Sight) -> QuerySet[OfferFigures]:
    days = (period.first, period.last)
    return OfferFigures.objects.filter(team__in=sight.teams, day__range=days)


def accepted_of(rows: Iterable[Offered]) -> Share:
    rows = list(rows)
    return Share(sum(one.accepted for one in rows), sum(one.made for one in rows))


def _rows(said: Iterable[MadeBy], day: date, team: str) -> Iterable[OfferFigures]:
    outcomes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in said:
        outcomes[one.key, one.locale].update(["made", *([one.outcome] if one.outcome else [])])
    for (key, locale), counted in outcomes.items():
        numbers = {name: counted[name] for name in NUMBERS}
        yield OfferFigures(day=day, team=team, key=key, locale=locale, **numbers)
