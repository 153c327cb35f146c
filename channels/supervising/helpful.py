"""How helpful elements were found, with how sure one can be of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _

from channels.kinds import KIND_NAMES
from channels.supervising.comparing import Interval, highest_likely, likely
from channels.supervising.days import Period
from channels.supervising.hot import FIRST_STRETCH, GROWS, SHOWN
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


class Said(NamedTuple):
    """A row as it is read: there are thousands of them."""

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
        of = self.helpful + self.unhelpful
        return (highest_likely(self.helpful, of), -of, self.key, self.element)


def verdicts_said(period: Period, *, sight: Sight, of: Authorized | None = None) -> Sequence[Said]:
    """By element, whoever may read it; to be handed to the functions below. `of`: one answer."""
    rows = _verdicts(period, sight=sight)
    return [Said(*row) for row in (rows.filter(key=of.key, locale=of.locale) if of else rows)]


def helpful_elements(
    said: Sequence[Said], *, sight: Sight, limit: int = SHOWN
) -> Sequence[Helpful]:
    """Those that need somebody first: even with luck the true rate is low. Only as many
    answers are looked up as it takes to find `limit` that the person may read."""
    ordered = sorted((one for one in said if one.helpful + one.unhelpful), key=Said.order)
    found: list[Helpful] = []
    start, size = 0, max(FIRST_STRETCH, min(limit, len(ordered)))
    while start < len(ordered) and len(found) < limit:
        some = ordered[start : start + size]
        seen = readable(dict.fromkeys(one.answer for one in some), sight=sight)
        told = (_told(seen[one.answer], one) for one in some if one.answer in seen)
        found += [one for one in told if one is not None]
        start, size = start + size, size * GROWS
    return found[:limit]


def all_verdicts(period: Period, *, sight: Sight) -> Share:
    """Of everything that the person may read, together."""
    if sight.reads_everything:
        sums = _rows(period, sight=sight).aggregate(good=Sum("helpful"), bad=Sum("unhelpful"))
        good, bad = sums["good"] or 0, sums["bad"] or 0
        return Share(good, good + bad)
    return all_of(verdicts_said(period, sight=sight), sight=sight)


def all_of(said: Sequence[Said], *, sight: Sight) -> Share:
    """The same, of what was read already."""
    if sight.reads_everything:
        helpful, unhelpful = sum(one.helpful for one in said), sum(one.unhelpful for one in said)
        return Share(helpful, helpful + unhelpful)
    shares = [one.share for one in helpful_elements(said, sight=sight, limit=EVERY)]
    return Share(sum(one.good for one in shares), sum(one.of for one in shares))


def _verdicts(period: Period, *, sight: Sight) -> Any:
    places = _rows(period, sight=sight).order_by().values_list("key", "locale", "element")
    return places.annotate(Sum("helpful"), Sum("unhelpful"))


def _rows(period: Period, *, sight: Sight) -> Any:
    """All channels need not be named, where all are read."""
    rows = VerdictFigures.objects.filter(day__range=(period.first, period.last))
    return rows.filter(channel__in=sight.channels)


def _told(answer: Authorized, said: Said) -> Helpful | None:
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
