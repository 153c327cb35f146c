"""The drawings of one overview, each with what it says in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from channels.supervising.charts import Columns, Lines, columns, lines
from channels.supervising.overview import Overview
from channels.supervising.sums import Sums
from channels.supervising.units import seconds


@dataclass(frozen=True, slots=True)
class Drawn:
    """`told`: what a drawing shows, for whoever does not see it."""

    hours: Columns
    hours_told: str
    days: Columns
    days_told: str
    times: Lines
    times_top: str
    times_half: str
    times_told: str


def draw(view: Overview) -> Drawn:
    sums = [view.desk.by_day.get(day, Sums()) for day in view.period]
    times = lines([one.median for one in sums], [one.p90 for one in sums])
    return Drawn(
        hours=_hours(view),
        hours_told=_hours_told(view),
        days=_days(view),
        days_told=_days_told(view),
        times=times,
        times_top=seconds(times.top),
        times_half=seconds(times.half) if times.half else "",
        times_told=_times_told(view),
    )


def _hours(view: Overview) -> Columns:
    words = _("%(at)s: %(contacts)s contacts, a week ago %(usual)s")
    return columns(
        [
            (
                hour.usual,
                hour.contacts,
                words % {"at": f"{hour.at:%H:%M}", "contacts": hour.contacts, "usual": hour.usual},
            )
            for hour in view.hours
        ]
    )


def _hours_told(view: Overview) -> str:
    busiest = max(view.hours, key=lambda hour: hour.contacts, default=None)
    if busiest is None or not busiest.contacts:
        return _("Nothing has been counted yet.")
    return _("%(sum)s contacts so far; most of them, %(most)s, from %(at)s.") % {
        "sum": view.desk.now.contacts,
        "most": busiest.contacts,
        "at": f"{busiest.at:%H:%M}",
    }


def _days(view: Overview) -> Columns:
    words = _("%(day)s: %(contacts)s contacts, %(solved)s solved")
    return columns(
        [
            (
                sums.contacts,
                sums.solved,
                words % {"day": day, "contacts": sums.contacts, "solved": sums.solved},
            )
            for day in view.period
            for sums in [view.desk.by_day.get(day, Sums())]
        ]
    )


def _days_told(view: Overview) -> str:
    if not view.desk.by_day:
        return _("Nothing was counted on these days.")
    most = max(view.desk.by_day.items(), key=lambda item: item[1].contacts)
    least = min(view.desk.by_day.items(), key=lambda item: item[1].contacts)
    said = {"most": most[1].contacts, "day": most[0], "least": least[1].contacts, "other": least[0]}
    return _("At most %(most)s contacts (%(day)s), at least %(least)s (%(other)s).") % said


def _times_told(view: Overview) -> str:
    now = view.desk.now
    said = {"median": seconds(now.median), "p90": seconds(now.p90)}
    return _("Over all days: half within %(median)s, nine of ten within %(p90)s.") % said
