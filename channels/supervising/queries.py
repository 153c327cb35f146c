"""Figures for those who may see them. Each function asks once or twice, however long the range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Sum

from channels.contacts.models import ContactStep
from channels.supervising.days import Period
from channels.supervising.models import (
    ALL,
    OTHERS,
    WHOLE_DAY,
    AnswerFigures,
    CountedDay,
    DeskFigures,
)
from channels.supervising.placing import in_order
from channels.supervising.readable import readable_keys
from channels.supervising.seeing import Sight
from channels.supervising.sums import Sums, sum_up
from channels.supervising.weeks import rows_for

COPIED, SENT = ContactStep.Kind.COPIED, ContactStep.Kind.SENT
Texts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class DeskView:
    """The same figures as a whole, before, by day and, where several are seen, by team."""

    now: Sums
    before: Sums
    by_day: Mapping[date, Sums]
    by_team: Mapping[str, Sums]


def desk_view(period: Period, *, sight: Sight) -> DeskView:
    rows = _rows(period.before.first, period.last, teams=sight.teams)
    days: dict[date, list[DeskFigures]] = defaultdict(list)
    for row in rows:
        days[row.day].append(row)
    return DeskView(
        now=_told(period, [row for row in rows if row.day in period], sight=sight),
        before=_told(period.before, [r for r in rows if r.day in period.before], sight=sight),
        by_day={day: sum_up(days[day]) for day in period if day in days},
        by_team=team_sums(period, sight=sight),
    )


def sums_in(period: Period, *, sight: Sight) -> Sums:
    rows = _rows(period.first, period.last, teams=sight.teams)
    return _told(period, rows, sight=sight)


def team_sums(period: Period, *, sight: Sight) -> Mapping[str, Sums]:
    """By name."""
    if not sight.sees_several:
        return {}
    rows = sight.each_team(DeskFigures.objects.all()).defer("copied", "sent")
    teams: dict[str, list[DeskFigures]] = defaultdict(list)
    for row in rows_for(period, rows):
        teams[row.team].append(row)
    return in_order({team: sum_up(some, with_texts=False) for team, some in teams.items()})


def team_names(period: Period, *, sight: Sight) -> Sequence[str]:
    """To choose from."""
    rows = DeskFigures.objects.filter(hour=WHOLE_DAY, day__range=(period.first, period.last))
    names = rows.exclude(team__in=(ALL, OTHERS)).order_by("team").values_list("team", flat=True)
    return list((names if sight.sees_all else names.filter(team__in=sight.own)).distinct())


def by_hour(day: date, *, sight: Sight) -> Mapping[int, int]:
    """Contacts begun in each hour; hours of too few people are left out."""
    rows = DeskFigures.objects.filter(day=day, team__in=sight.teams).filter(hour__gte=0)
    sums = rows.order_by("hour").values_list("hour").annotate(Sum("contacts"))
    return {hour: contacts for hour, contacts in sums}


def counted_days(first: date, last: date) -> Mapping[date, datetime]:
    """Days whose figures stand, and when they were counted."""
    rows = CountedDay.objects.filter(day__range=(first, last))
    return dict(rows.values_list("day", "counted_at"))


def _rows(first: date, last: date, *, teams: Collection[str]) -> list[DeskFigures]:
    return list(
        DeskFigures.objects.filter(hour=WHOLE_DAY, team__in=teams, day__range=(first, last))
    )


def _told(period: Period, rows: Sequence[DeskFigures], *, sight: Sight) -> Sums:
    """Texts on channels and of answers that the reader may not read are not counted."""
    sums = sum_up(rows)
    texts: Texts = {COPIED: sums.copied, SENT: sums.sent}
    if not sight.reads_everything:
        texts = _readable_texts(period, sight=sight)
    return replace(
        sums,
        copied=_on_channels(texts.get(COPIED, {}), sight=sight),
        sent=_on_channels(texts.get(SENT, {}), sight=sight),
    )


def _on_channels(texts: Mapping[str, int], *, sight: Sight) -> dict[str, int]:
    """Texts of no channel were copied from the desk itself."""
    plain = sum(n for code, n in texts.items() if code in ("", PLAIN))
    known = {code: n for code, n in texts.items() if code in sight.channels and n}
    return known | ({PLAIN: plain} if plain else {})


def _readable_texts(period: Period, *, sight: Sight) -> Texts:
    rows = AnswerFigures.objects.filter(
        kind__in=(COPIED, SENT), team__in=sight.teams, day__range=(period.first, period.last)
    )
    sums = list(
        rows.order_by().values_list("kind", "key", "locale", "channel").annotate(Sum("number"))
    )
    seen = readable_keys({(key, locale) for _kind, key, locale, _channel, _n in sums}, sight=sight)
    texts: dict[str, dict[str, int]] = {COPIED: defaultdict(int), SENT: defaultdict(int)}
    for kind, key, locale, channel, number in sums:
        if (key, locale) in seen:
            texts[kind][channel] += number
    return texts


PLAIN = "plain"
