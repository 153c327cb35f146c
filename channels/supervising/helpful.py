"""How helpful elements were found, with how sure one can be of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from channels.kinds import KIND_NAMES
from channels.supervising.comparing import Interval, likely
from channels.supervising.days import Period
from channels.supervising.hot import A_STRETCH, SHOWN
from channels.supervising.models import VerdictFigures
from channels.supervising.readable import Answer, readable
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share
from kb.publication.queries import Authorized

EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Helpful:
    """`what`: the element as screens call it; `interval`: where the true rate likely lies."""

    key: str
    locale: str
    question: str
    element: str
    what: str
    share: Share
    interval: Interval


@dataclass(frozen=True, slots=True)
class _Said:
    key: str
    locale: str
    element: str
    helpful: int
    unhelpful: int

    @property
    def answer(self) -> Answer:
        return (self.key, self.locale)

    @property
    def share(self) -> Share:
        return Share(self.helpful, self.helpful + self.unhelpful)

    def order(self) -> tuple[float, int, str, str]:
        interval = likely(self.share)
        return (interval.high if interval else 1.0, -self.share.of, self.key, self.element)


def helpful_elements(
    period: Period, *, sight: Sight, limit: int = SHOWN, of: Authorized | None = None
) -> Sequence[Helpful]:
    """Those that need somebody first: even with luck the true rate is low. `of`: one answer. Only
    as many answers are looked up as it takes to find `limit` that the person may read."""
    rows = _verdicts(period, sight=sight)
    said = [_Said(*row) for row in (rows.filter(key=of.key, locale=of.locale) if of else rows)]
    ordered = sorted((one for one in said if one.share.of), key=_Said.order)
    found: list[Helpful] = []
    for start in range(0, len(ordered), A_STRETCH):
        some = ordered[start : start + A_STRETCH]
        seen = readable(dict.fromkeys(one.answer for one in some), sight=sight)
        told = (_told(seen[one.answer], one) for one in some if one.answer in seen)
        found += [one for one in told if one is not None]
        if len(found) >= limit:
            break
    return found[:limit]


def all_verdicts(period: Period, *, sight: Sight) -> Share:
    """Of everything that the person may read, together."""
    if sight.reads_everything:
        rows = VerdictFigures.objects.filter(
            day__range=(period.first, period.last), channel__in=sight.channels
        )
        sums = rows.aggregate(good=Sum("helpful"), bad=Sum("unhelpful"))
        good, bad = sums["good"] or 0, sums["bad"] or 0
        return Share(good, good + bad)
    shares = [one.share for one in helpful_elements(period, sight=sight, limit=EVERY)]
    return Share(sum(one.good for one in shares), sum(one.of for one in shares))


def _verdicts(period: Period, *, sight: Sight) -> Any:
    rows = VerdictFigures.objects.filter(
        day__range=(period.first, period.last), channel__in=sight.channels
    )
    places = rows.order_by().values_list("key", "locale", "element")
    return places.annotate(Sum("helpful"), Sum("unhelpful"))


def _told(answer: Authorized, said: _Said) -> Helpful | None:
    """None for an element that is hidden from the reader, or not there any more."""
    what, interval = _name(answer, said.element), likely(said.share)
    if what is None or interval is None:
        return None
    question = answer.document.question
    return Helpful(answer.key, answer.locale, question, said.element, what, said.share, interval)


def _name(answer: Authorized, element: str) -> str | None:
    if not element:
        return _("The whole answer")
    for passage in answer.document.passages:
        if passage.element == element:
            kind = str(KIND_NAMES[passage.kind])
            return f"{kind} · {passage.title}" if passage.title else kind
    return None
