"""One stretch of days beside another: what is compared, and what the difference is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from channels.supervising.comparing import (
    LEAST,
    Interval,
    Verdict,
    compare_counts,
    compare_shares,
    compare_times,
    likely,
)
from channels.supervising.sums import Share, Sums
from channels.supervising.units import percent, seconds


@dataclass(frozen=True, slots=True)
class Facts:
    """`helpful`: all verdicts together; `misses`: questions without an answer, None where they
    cannot be read or not by this person, as `offers`, accepted of those that were said."""

    sums: Sums
    helpful: Share
    misses: int | None = None
    offers: Share | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `now`, `before`: for people; `value`, `was`: for spreadsheets; `note`: what it
    is of; `verdict`: what came of comparing, `words` for it."""

    code: str
    label: str
    now: str
    before: str
    value: int | float | None
    was: int | float | None
    note: str
    verdict: Verdict
    words: str


def lines_of(before: Facts, now: Facts) -> Sequence[Line]:
    """The figures on top of the page, in their order."""
    one, other = before.sums, now.sums
    found = [
        count_line("contacts", pgettext("supervisor", "Contacts"), one.contacts, other.contacts),
        _time("median", _("Time to answer, half within"), one, other, lambda s: s.median),
        _time("p90", _("Time to answer, nine of ten within"), one, other, lambda s: s.p90),
        share_line("first", first_contact_label(one, other), *_first(one, other)),
        share_line(
            "handed",
            pgettext("supervisor", "Handed over"),
            Share(one.handed_over, one.ended),
            Share(other.handed_over, other.ended),
        ),
        count_line(
            "copied", _("Texts copied"), sum(one.copied.values()), sum(other.copied.values())
        ),
        count_line("sent", _("Texts sent"), sum(one.sent.values()), sum(other.sent.values())),
        share_line("helpful", _("Found helpful"), before.helpful, now.helpful),
    ]
    if before.misses is not None and now.misses is not None:
        found.append(
            count_line("misses", _("Questions without an answer"), before.misses, now.misses)
        )
    if before.offers is not None and now.offers is not None:
        found.append(share_line("offers", _("Offers accepted"), before.offers, now.offers))
    return found


def first_contact_label(before: Sums, now: Sums) -> str:
    """Which of the two ways of telling it is used."""
    if _knows_customers(before, now):
        return _("Solved at first contact, the customer not back")
    return _("Solved, of contacts that are over")


def _first(before: Sums, now: Sums) -> tuple[Share, Share]:
    """Both told in the same way, or they could not be compared."""
    if _knows_customers(before, now):
        return before.first_contact, now.first_contact
    return before.solved_share, now.solved_share


def _knows_customers(before: Sums, now: Sums) -> bool:
    return now.knows_customers and (before.knows_customers or not before.ended)


def count_line(code: str, label: str, before: int, now: int) -> Line:
    verdict = compare_counts(before, now)
    words = {Verdict.MORE: _("more than before"), Verdict.LESS: _("fewer than before")}
    return Line(code, label, str(now), str(before), now, before, "", verdict, _said(verdict, words))


def share_line(code: str, label: str, before: Share, now: Share) -> Line:
    verdict = compare_shares(before, now)
    words = {Verdict.MORE: _("higher than before"), Verdict.LESS: _("lower than before")}
    return Line(
        code,
        label,
        percent(now.rate),
        percent(before.rate),
        now.rate,
        before.rate,
        note_of(now),
        verdict,
        _said(verdict, words),
    )


def _time(code: str, label: str, before: Sums, now: Sums, of: Callable[[Sums], int | None]) -> Line:
    verdict = compare_times(before.times, now.times)
    words = {Verdict.MORE: _("slower than before"), Verdict.LESS: _("faster than before")}
    note = _("of %(answered)s contacts with an answer") % {"answered": now.answered}
    return Line(
        code,
        label,
        seconds(of(now)),
        seconds(of(before)),
        of(now),
        of(before),
        note,
        verdict,
        _said(verdict, words),
    )


def note_of(share: Share) -> str:
    """The counts, and where the true rate likely lies."""
    interval: Interval | None = likely(share)
    if interval is None:
        return ""
    said: dict[str, Any] = {"good": share.good, "of": share.of}
    said |= {"low": percent(interval.low), "high": percent(interval.high)}
    return _("%(good)s of %(of)s, likely %(low)s to %(high)s") % said


def _said(verdict: Verdict, words: dict[Verdict, str]) -> str:
    if verdict is Verdict.FEW:
        return _("fewer than %(least)s: too few to compare") % {"least": LEAST}
    return words.get(verdict, _("no clear difference"))
