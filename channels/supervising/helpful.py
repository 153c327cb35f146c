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
from channels.supervising.hot import SHOWN
from channels.supervising.models import VerdictFigures
from channels.supervising.readable import readable
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share
from kb.publication.queries import Authorized


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


def helpful_elements(
    period: Period, *, sight: Sight, limit: int = SHOWN, of: Authorized | None = None
) -> Sequence[Helpful]:
    """Those that need somebody first: even with luck the true rate is low. `of`: one answer."""
    rows = _verdicts(period, sight=sight)
    sums = list(rows.filter(key=of.key, locale=of.locale) if of else rows)
    seen = readable(dict.fromkeys((key, locale) for key, locale, *_rest in sums), sight=sight)
    told = (
        _told(seen[key, locale], element, Share(good, good + bad))
        for key, locale, element, good, bad in sums
        if (key, locale) in seen
    )
    found = [one for one in told if one is not None]
    found.sort(key=lambda one: (one.interval.high, -one.share.of, one.key, one.element))
    return found[:limit]


def all_verdicts(period: Period, *, sight: Sight) -> Share:
    """Of everything that the person may read, together."""
    shares = [one.share for one in helpful_elements(period, sight=sight, limit=100_000)]
    return Share(sum(one.good for one in shares), sum(one.of for one in shares))


def _verdicts(period: Period, *, sight: Sight) -> Any:
    rows = VerdictFigures.objects.filter(
        day__range=(period.first, period.last), channel__in=sight.channels
    )
    places = rows.order_by().values_list("key", "locale", "element")
    return places.annotate(Sum("helpful"), Sum("unhelpful"))


def _told(answer: Authorized, element: str, share: Share) -> Helpful | None:
    """None for an element that is hidden from the reader, or not there any more."""
    what, interval = _name(answer, element), likely(share)
    if what is None or interval is None:
        return None
    return Helpful(
        answer.key, answer.locale, answer.document.question, element, what, share, interval
    )


def _name(answer: Authorized, element: str) -> str | None:
    if not element:
        return _("The whole answer")
    for passage in answer.document.passages:
        if passage.element == element:
            kind = str(KIND_NAMES[passage.kind])
            return f"{kind} · {passage.title}" if passage.title else kind
    return None
