"""The tables of answers: what was asked, what helped, what was offered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from channels.paths import own_name
from channels.supervising.cells import Table
from channels.supervising.overview import Overview


def answer_tables(view: Overview) -> Sequence[Table]:
    return [_hot(view), _gaps(view), _helpful(view), _offers(view)]


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
