"""Single figures beside what they were before, and what the difference is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from channels.supervising.comparing import (
    LEAST,
    Interval,
    Verdict,
    compare_counts,
    compare_shares,
    compare_times,
    likely,
)
from channels.supervising.sums import Share
from channels.supervising.units import percent, seconds


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


@dataclass(frozen=True, slots=True)
class Times:
    """`value`: the one percentile that is told, of all that are kept: seconds → how often."""

    value: int | None
    kept: Mapping[int, int]


def count_line(code: str, label: str, before: int, now: int) -> Line:
    verdict = compare_counts(before, now)
    words = {Verdict.MORE: _("more than before"), Verdict.LESS: _("fewer than before")}
    return Line(
        code, label, f"{now:,}", f"{before:,}", now, before, "", verdict, _said(verdict, words)
    )


def state_line(code: str, label: str, before: int, now: int, *, note: str = "") -> Line:
    """What is so at the end of a stretch: it says nothing of chance, so nothing is compared."""
    return Line(code, label, f"{now:,}", f"{before:,}", now, before, note, Verdict.UNTOLD, "")


def part_line(code: str, label: str, before: Share, now: Share) -> Line:
    """How far something has come: all of it is known, so chance has no part in it."""
    note = _("%(good)s of %(of)s") % {"good": now.good, "of": now.of} if now.of else ""
    rates = (percent(now.rate), percent(before.rate), now.rate, before.rate)
    return Line(code, label, *rates, note, Verdict.UNTOLD, "")


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


def time_line(
    code: str,
    label: str,
    before: Times,
    now: Times,
    *,
    note: str,
    say: Callable[[int | None], str] = seconds,
) -> Line:
    verdict = compare_times(before.kept, now.kept)
    words = {Verdict.MORE: _("slower than before"), Verdict.LESS: _("faster than before")}
    return Line(
        code,
        label,
        say(now.value),
        say(before.value),
        now.value,
        before.value,
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
