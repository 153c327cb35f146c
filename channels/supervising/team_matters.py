"""The tables of what teams ask their leaders, are told by customers and have to read."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from channels.paths import own_name
from channels.supervising.cells import Cell, Table, team_name
from channels.supervising.complained import Complained, ComplaintsView
from channels.supervising.questioned import QuestionsView
from channels.supervising.readings import ReadingView
from kb.feedback.complaints.models import Cause


def question_tables(view: QuestionsView | None) -> Sequence[Table]:
    if view is None:
        return ()
    heads = (
        pgettext("supervisor", "Day"),
        pgettext("supervisor", "Asked"),
        _("Replied to"),
        _("Half within, s"),
        _("95 of 100 within, s"),
        _("Left waiting"),
        _("of these too long"),
    )
    days = (
        (str(day), one.asked, one.replied, one.median, one.p95, one.waiting, one.late)
        for day, one in view.by_day.items()
    )
    teams = ((team_name(team), one.asked, one.replied) for team, one in view.by_team.items())
    team_heads = (pgettext("supervisor", "Team"), pgettext("supervisor", "Asked"), _("Replied to"))
    return (
        Table("questions", _("Questions by day"), heads, tuple(days)),
        Table("question_teams", _("Questions by team"), team_heads, tuple(teams)),
    )


def complaint_tables(view: ComplaintsView | None) -> Sequence[Table]:
    if view is None:
        return ()
    days = ((str(day), *_complained(one)) for day, one in view.by_day.items())
    causes = (
        (str(Cause(cause).label), *_complained(one), _hours(one.median))
        for cause, one in view.by_cause.items()
        if one != Complained()
    )
    teams = ((team_name(team), *_complained(one)) for team, one in view.by_team.items())
    heads = (
        pgettext("supervisor", "Taken"), pgettext("supervisor", "Closed"), _("Still open"),
        _("Over due"),
    )  # fmt: skip
    day, team = pgettext("supervisor", "Day"), pgettext("supervisor", "Team")
    return (
        Table("complaints", _("Complaints by day"), (day, *heads), tuple(days)),
        Table(
            "complaint_causes", _("Complaints by cause"),
            (pgettext("supervisor", "Cause"), *heads, _("Half closed within, h")), tuple(causes),
        ),
        Table("complaint_teams", _("Complaints by team"), (team, *heads), tuple(teams)),
    )  # fmt: skip


def reading_tables(view: ReadingView | None) -> Sequence[Table]:
    if view is None:
        return ()
    heads = (
        _("Question"), _("Key"), _("Language"), _("Asked on"), pgettext("supervisor", "Due"),
        pgettext("supervisor", "People"), _("Confirmed by"), pgettext("supervisor", "Share"),
    )  # fmt: skip
    rows = (
        (
            one.question, one.key, own_name(one.locale),
            str(timezone.localdate(one.asked_at)), str(timezone.localdate(one.due_at)),
            one.done.of, one.done.good, one.done.rate,
        )
        for one in view.asked
    )  # fmt: skip
    teams = (
        (team_name(team), share.of, share.good, share.rate) for team, share in view.by_team.items()
    )
    team_heads = (
        pgettext("supervisor", "Team"), _("To be confirmed"), _("Confirmed"),
        pgettext("supervisor", "Share"),
    )  # fmt: skip
    return (
        Table("reading", _("Required reading"), heads, tuple(rows)),
        Table("reading_teams", _("Required reading by team"), team_heads, tuple(teams)),
    )


def _complained(one: Complained) -> tuple[Cell, ...]:
    return (one.taken, one.closed, one.still_open, one.late)


def _hours(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 3600
