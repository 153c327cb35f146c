"""The tables behind the charts: the same rows on the screen and in files."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from channels import registry
from channels.supervising.answer_tables import answer_tables
from channels.supervising.cells import Cell, Table, team_name
from channels.supervising.overview import Overview
from channels.supervising.queries import PLAIN
from channels.supervising.sums import Sums
from channels.supervising.team_matters import complaint_tables, question_tables, reading_tables


def tables_of(view: Overview) -> Mapping[str, Table]:
    """By code, in the order of the page."""
    made = [
        _figures(view),
        _days(view),
        _hours(view),
        _teams(view),
        _channels(view),
        *answer_tables(view),
        *question_tables(view.questions),
        *complaint_tables(view.complaints),
        *reading_tables(view.reading),
    ]
    return {table.code: table for table in made if table.rows}


def _figures(view: Overview) -> Table:
    heads = (
        pgettext("supervisor", "Figure"),
        pgettext("supervisor", "Now"),
        pgettext("supervisor", "Before"),
        pgettext("supervisor", "Of"),
        pgettext("supervisor", "Compared"),
    )
    lines = (one for some in view.parts.values() for one in some)
    rows = ((one.label, one.value, one.was, one.note, one.words) for one in lines)
    return Table("figures", pgettext("supervisor", "Figures"), heads, tuple(rows))


def _days(view: Overview) -> Table:
    rows = ((str(day), *_work(view.desk.by_day.get(day, Sums()))) for day in view.period)
    return Table("days", _("By day"), (pgettext("supervisor", "Day"), *_work_heads()), tuple(rows))


def _hours(view: Overview) -> Table:
    heads = (pgettext("supervisor", "Hour"), pgettext("supervisor", "Contacts"), _("A week ago"))
    rows = ((f"{hour.at:%H:%M}", hour.contacts, hour.usual) for hour in view.hours)
    return Table("hours", _("By hour"), heads, tuple(rows))


def _teams(view: Overview) -> Table:
    rows = ((team_name(team), *_work(sums)) for team, sums in view.desk.by_team.items())
    return Table(
        "teams", _("By team"), (pgettext("supervisor", "Team"), *_work_heads()), tuple(rows)
    )


def _work_heads() -> tuple[str, ...]:
    return (
        pgettext("supervisor", "Contacts"),
        pgettext("supervisor", "Over"),
        pgettext("supervisor", "Solved"),
        pgettext("supervisor", "Handed over"),
        _("Half within, s"),
        _("Nine of ten within, s"),
        _("At first contact"),
    )


def _work(sums: Sums) -> tuple[Cell, ...]:
    return (
        sums.contacts,
        sums.ended,
        sums.solved,
        sums.handed_over,
        sums.median,
        sums.p90,
        sums.first_contact.rate,
    )


def _channels(view: Overview) -> Table:
    copied, sent = view.desk.now.copied, view.desk.now.sent
    codes = sorted({*copied, *sent}, key=lambda code: (code != PLAIN, code))
    heads = (
        pgettext("supervisor", "Channel"),
        pgettext("supervisor", "Copied"),
        pgettext("supervisor", "Sent"),
    )
    rows = ((channel_word(code), copied.get(code, 0), sent.get(code, 0)) for code in codes)
    return Table("channels", _("Texts by channel"), heads, tuple(rows))


def channel_word(code: str) -> str:
    """As the desk calls it."""
    known = registry.enabled().get(code)
    return gettext(str(known.name)) if known else _("As plain text")
