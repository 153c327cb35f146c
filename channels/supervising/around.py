"""Before and after: the same number of days on both sides of a day on which something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from channels.supervising.days import DAY, Period, day_of
from channels.supervising.facts import lines_of
from channels.supervising.helpful import EVERY, Helpful, helpful_elements, verdicts_said
from channels.supervising.hot import contacts_with
from channels.supervising.lines import Line, count_line, share_line
from channels.supervising.overview import facts_in
from channels.supervising.readable import readable
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share
from kb.access import Scope
from kb.notices.seeing import VIEW as SEE_NOTICES
from kb.notices.seeing import seen_notices
from kb.publication.queries import Authorized

LENGTHS = (7, 14, 28, 46)


@dataclass(frozen=True, slots=True)
class Around:
    """`after` begins on the day itself; `is_short`: fewer days have passed than were asked for."""

    before: Period
    after: Period
    is_short: bool
    lines: Sequence[Line]


def sides(day: date, *, days: int, today: date) -> tuple[Period, Period] | None:
    """Whole days alone, so none where the day is not over."""
    days = min(days, (today - day).days)
    if days < 1:
        return None
    after = Period(day, day + (days - 1) * DAY)
    return after.before, after


def around(
    before: Period, after: Period, *, days: int, sight: Sight, answer: Authorized | None
) -> Around:
    one, other = (facts_in(p, sight=sight) for p in (before, after))
    lines = [line for some in lines_of(one, other).values() for line in some]
    if answer is not None:
        lines = [*_lines_of_answer(answer, before, after, sight=sight), *lines]
    return Around(before, after, after.days < days, lines)


def find_answer(key: str, locale: str, *, sight: Sight) -> Authorized | None:
    return readable([(key, locale)], sight=sight).get((key, locale))


def changed_on(answer: Authorized) -> date:
    return day_of(answer.published_at)


def _lines_of_answer(
    answer: Authorized, before: Period, after: Period, *, sight: Sight
) -> Sequence[Line]:
    place = (answer.key, answer.locale)
    one = contacts_with(before, [place], sight=sight).get(place, 0)
    other = contacts_with(after, [place], sight=sight).get(place, 0)
    label = _("This answer found helpful")
    return [
        count_line("opened", _("Contacts in which this answer was opened"), one, other),
        share_line(
            "answer", label, _said_of(answer, before, sight), _said_of(answer, after, sight)
        ),
    ]


def _said_of(answer: Authorized, period: Period, sight: Sight) -> Share:
    said = verdicts_said(period, sight=sight, of=answer)
    found: Sequence[Helpful] = helpful_elements(said, sight=sight, limit=EVERY)
    return Share(sum(one.share.good for one in found), sum(one.share.of for one in found))


@dataclass(frozen=True, slots=True)
class Announced:
    """A day to choose: of an emergency notice that the person may see."""

    title: str
    day: date


def announced(user: Any, *, scope: Scope, limit: int = 8) -> Sequence[Announced]:
    """The newest first; drafts and what was never released are no announcements."""
    if not user.has_perm(SEE_NOTICES):
        return ()
    found = []
    for notice in seen_notices(scope):
        begun = [version.from_at for version in notice.versions.all() if version.from_at]
        if begun and min(begun) <= scope.now:
            found.append(Announced(notice.title, day_of(min(begun))))
    return found[:limit]
