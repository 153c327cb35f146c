"""The drawings of what teams ask and are told by customers, each with what it says in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from channels.supervising.charts import Columns, Lines, columns, lines
from channels.supervising.complained import Complained, ComplaintsView
from channels.supervising.days import Period
from channels.supervising.overview import Overview
from channels.supervising.questioned import Questioned, QuestionsView


@dataclass(frozen=True, slots=True)
class QuestionsDrawn:
    days: Columns
    told: str


@dataclass(frozen=True, slots=True)
class ComplaintsDrawn:
    """`left`: how many were open, and how many of these over due, at the end of each day."""

    days: Columns
    told: str
    left: Lines
    left_told: str


@dataclass(frozen=True, slots=True)
class MattersDrawn:
    """None of a single day, which has figures alone, and of what the person may not see."""

    questions: QuestionsDrawn | None
    complaints: ComplaintsDrawn | None


def draw_matters(view: Overview) -> MattersDrawn:
    if view.period.days == 1:
        return MattersDrawn(None, None)
    return MattersDrawn(
        _questions(view.questions, view.period) if view.questions else None,
        _complaints(view.complaints, view.period) if view.complaints else None,
    )


def _questions(view: QuestionsView, period: Period) -> QuestionsDrawn:
    words = _("%(day)s: %(asked)s asked, %(replied)s replied to")
    bars = [
        (one.asked, one.replied, words % {"day": day, "asked": one.asked, "replied": one.replied})
        for day in period
        for one in [view.by_day.get(day, Questioned())]
    ]
    said = {"asked": view.now.asked, "replied": view.now.replied}
    return QuestionsDrawn(columns(bars), _("%(asked)s asked, %(replied)s replied to.") % said)


def _complaints(view: ComplaintsView, period: Period) -> ComplaintsDrawn:
    words = _("%(day)s: %(taken)s taken, %(closed)s closed")
    days = [(day, view.by_day.get(day, Complained())) for day in period]
    bars = [
        (one.taken, one.closed, words % {"day": day, "taken": one.taken, "closed": one.closed})
        for day, one in days
    ]
    said = {"taken": view.now.taken, "closed": view.now.closed}
    left = {"open": view.now.still_open, "late": view.now.late}
    return ComplaintsDrawn(
        columns(bars),
        _("%(taken)s taken, %(closed)s closed.") % said,
        lines([one.still_open for _day, one in days], [one.late for _day, one in days]),
        _("On the last day %(open)s still open, %(late)s of them over due.") % left,
    )
