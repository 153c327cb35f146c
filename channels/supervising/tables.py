"""The tables behind the charts: the same rows on the screen and in files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from channels import registry
from channels.paths import own_name
from channels.supervising.models import OTHERS
from channels.supervising.overview import Overview
from channels.supervising.queries import PLAIN
from channels.supervising.sums import Sums

# A float is a share of one.
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """`code`: names it in addresses and files."""

    code: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(view: Overview) -> Mapping[str, Table]:
    """By code, in the order of the page."""
    made = [
        _figures(view),
        _days(view),
        _hours(view),
        _teams(view),
        _channels(view),
        _hot(view),
        _gaps(view),
        _helpful(view),
        _offers(view),
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
    rows = ((one.label, one.value, one.was, one.note, one.words) for one in view.lines)
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


def team_name(team: str) -> str:
    return _("Smaller teams together") if team == OTHERS else team


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


def _hot(view: Overview) -> Table:
    heads = (
        _("Question"),
        _("Key"),
        _("Language"),
        pgettext("supervisor", "Contacts"),
        _("Period before"),
        _("Read by customers"),
    )
    rows = (
        (one.question, one.key, own_name(one.locale), one.contacts, one.before, one.reads)
        for one in view.hot
    )
    return Table("hot", _("Hot questions"), heads, tuple(rows))


def _gaps(view: Overview) -> Table:
    heads = (_("Question"), _("Language"), _("Asked"), _("Period before"))
    rows = ((one.title, own_name(one.locale), one.calls, one.before) for one in view.gaps or ())
    return Table("gaps", _("Asked without an answer"), heads, tuple(rows))


def _helpful(view: Overview) -> Table:
    heads = (
        _("Question"),
        _("Key"),
        _("Element"),
        _("Helpful"),
        pgettext("supervisor", "Verdicts"),
        pgettext("supervisor", "Rate"),
        _("Likely from"),
        _("Likely to"),
    )
    rows = (
        (
            one.question,
            one.key,
            one.what,
            one.share.good,
            one.share.of,
            one.share.rate,
            one.interval.low,
            one.interval.high,
        )
        for one in view.helpful
    )
    return Table("helpful", _("Helpful, by element"), heads, tuple(rows))


def _offers(view: Overview) -> Table:
    heads = (
        pgettext("supervisor", "Offer"),
        _("Language"),
        pgettext("supervisor", "Said"),
        pgettext("supervisor", "Accepted"),
        pgettext("supervisor", "Declined"),
        pgettext("supervisor", "Not suitable"),
        pgettext("supervisor", "Accepted of those said"),
    )
    rows = (
        (
            one.title,
            own_name(one.locale),
            one.made,
            one.accepted,
            one.declined,
            one.unsuitable,
            one.share.rate,
        )
        for one in view.offers
    )
    return Table("offers", _("Results of offers"), heads, tuple(rows))
