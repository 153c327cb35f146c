"""Groups of misses as one person may see them: the counts, the words and even the name on top are
of the questions in their sight alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kb.feedback.misses import store
from kb.feedback.misses.calls import UNANSWERED
from kb.feedback.misses.seeing import Sight

EXAMPLES = 3
MOST_WORDINGS = 200
# Far below what a statement takes in values.
MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Wish:
    """`days`: the period, up to and with `today`; empty means any; `names`: of groups, which are
    left out or, with `is_only`, looked at alone."""

    today: date
    days: int = 30
    channel: str = ""
    locale: str = ""
    outcomes: tuple[str, ...] = UNANSWERED
    names: Collection[str] = ()
    is_only: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`calls` in the period, `before` in the one before it of the same length; `title`: the
    question asked most; `channels`: with their calls, the busiest first."""

    name: str
    locale: str
    calls: int
    before: int
    title: str = ""
    examples: tuple[str, ...] = ()
    channels: tuple[tuple[str, int], ...] = ()

    @property
    def trend(self) -> int:
        return self.calls - self.before


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    normal: str
    calls: int


@dataclass(slots=True)
class _Where:
    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values += values

    def among(self, column: str, values: Collection[object], *, outside: bool = False) -> None:
        places = ", ".join(["%s"] * len(values))
        self.add(f"{column} {'NOT ' if outside else ''}IN ({places})", *values)

    def __str__(self) -> str:
        return " AND ".join(self.parts)


FROM = "FROM kb_miss_count c JOIN kb_miss_question q ON q.id = c.question"


def groups(*, sight: Sight, wish: Wish, limit: int, offset: int = 0) -> Sequence[Group]:
    """The weightiest first. Raises StoreBusy."""
    if not sight.channels or (wish.is_only and not wish.names):
        return ()
    start, middle = _days(wish)
    where = _where(sight, wish, since=start)
    with store.reading() as session:
        rows = session.rows(
            "SELECT q.grouped, min(q.locale), sum(CASE WHEN c.day > %s THEN c.calls ELSE 0 END),"
            f" sum(CASE WHEN c.day > %s THEN 0 ELSE c.calls END) {FROM} WHERE {where}"
            " GROUP BY q.grouped HAVING sum(CASE WHEN c.day > %s THEN c.calls ELSE 0 END) > 0"
            " ORDER BY 3 DESC, 4 DESC, 1 LIMIT %s OFFSET %s",
            [middle, middle, *where.values, middle, limit, offset],
        )
        found = [Group(n, locale, int(now), int(before)) for n, locale, now, before in rows]
        return _described(session, found, sight=sight, wish=wish)


def count_groups(*, sight: Sight, wish: Wish) -> int:
    """Raises StoreBusy."""
    if not sight.channels or (wish.is_only and not wish.names):
        return 0
    where = _where(sight, wish, since=_days(wish)[1])
    with store.reading() as session:
        rows = session.rows(f"SELECT count(DISTINCT q.grouped) {FROM} WHERE {where}", where.values)
    return int(rows[0][0])


def find_group(name: str, *, sight: Sight, wish: Wish) -> Group | None:
    """Raises StoreBusy."""
    only = replace(wish, names=(name,), is_only=True)
    return next(iter(groups(sight=sight, wish=only, limit=1)), None)


def questions_of(name: str, *, sight: Sight, wish: Wish) -> Sequence[Question]:
    """Each wording once, the most asked first. Raises StoreBusy."""
    if not sight.channels:
        return ()
    only = replace(wish, names=(name,), is_only=True)
    where = _where(sight, only, since=_days(only)[1])
    with store.reading() as session:
        rows = session.rows(
            f"SELECT min(q.words), q.normal, sum(c.calls) {FROM} WHERE {where}"
            " GROUP BY q.normal ORDER BY 3 DESC, 2 LIMIT %s",
            [*where.values, MOST_WORDINGS],
        )
    return [Question(text, normal, int(calls)) for text, normal, calls in rows]


def daily(name: str, *, sight: Sight, wish: Wish) -> Sequence[tuple[str, int]]:
    """How often on each day of the period, days without left out. Raises StoreBusy."""
    if not sight.channels:
        return ()
    only = replace(wish, names=(name,), is_only=True)
    where = _where(sight, only, since=_days(only)[1])
    with store.reading() as session:
        rows = session.rows(
            f"SELECT c.day, sum(c.calls) {FROM} WHERE {where} GROUP BY c.day ORDER BY c.day",
            where.values,
        )
    return [(day, int(calls)) for day, calls in rows]


def in_vain(
    *, sight: Sight, wish: Wish, limit: int, answer: str = ""
) -> Sequence[tuple[str, str, int]]:
    """Key, language and count: answers that were opened, and the same was asked again within
    minutes; `answer`: of this key alone. Raises StoreBusy."""
    if not sight.channels:
        return []
    where = _of_calls(sight, wish)
    if answer:
        where.add("answer = %s", answer)
    with store.reading() as session:
        rows = session.rows(
            f"SELECT answer, locale, sum(calls) FROM kb_miss_vain WHERE {where}"
            " GROUP BY answer, locale ORDER BY 3 DESC, 1, 2 LIMIT %s",
            [*where.values, limit],
        )
    return [(key, locale, int(calls)) for key, locale, calls in rows]


def tallies(*, sight: Sight, wish: Wish) -> dict[str, int]:
    """All calls of the period by outcome, answered ones too. Raises StoreBusy."""
    if not sight.channels:
        return {}
    where = _of_calls(sight, wish)
    with store.reading() as session:
        rows = session.rows(
            f"SELECT outcome, sum(calls) FROM kb_miss_tally WHERE {where} GROUP BY outcome",
            where.values,
        )
    return {outcome: int(calls) for outcome, calls in rows}


def _of_calls(sight: Sight, wish: Wish) -> _Where:
    """In tables that name no question."""
    where = _Where()
    where.add("day > %s", _days(wish)[1])
    where.add("day <= %s", wish.today.isoformat())
    where.among("channel", sight.channels)
    where.add("audience <= %s", sight.audience)
    if wish.channel:
        where.add("channel = %s", wish.channel)
    if wish.locale:
        where.add("locale = %s", wish.locale)
    return where


def _described(
    session: store.Session, found: Sequence[Group], *, sight: Sight, wish: Wish
) -> Sequence[Group]:
    if not found:
        return ()
    only = replace(wish, names=tuple(one.name for one in found), is_only=True)
    where = _where(sight, only, since=_days(only)[1])
    words: dict[str, list[str]] = defaultdict(list)
    for name, text in session.rows(
        f"SELECT q.grouped, min(q.words) {FROM} WHERE {where} GROUP BY q.grouped, q.normal"
        " ORDER BY sum(c.calls) DESC, q.normal",
        where.values,
    ):
        if len(words[name]) <= EXAMPLES:
            words[name].append(text)
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, channel, calls in session.rows(
        f"SELECT q.grouped, q.channel, sum(c.calls) {FROM} WHERE {where}"
        " GROUP BY q.grouped, q.channel ORDER BY 3 DESC, 2",
        where.values,
    ):
        places[name].append((channel, int(calls)))
    return [
        Group(g.name, g.locale, g.calls, g.before, words[g.name][0], tuple(words[g.name][1:]),
              tuple(places[g.name]))
        for g in found
    ]  # fmt: skip


def _days(wish: Wish) -> tuple[str, str]:
    """The last days before the period before, and before the period."""
    middle = wish.today - timedelta(days=wish.days)
    return (middle - timedelta(days=wish.days)).isoformat(), middle.isoformat()


def _where(sight: Sight, wish: Wish, *, since: str) -> _Where:
    where = _Where()
    where.add("c.day > %s", since)
    where.add("c.day <= %s", wish.today.isoformat())
    where.among("q.channel", sight.channels)
    where.add("q.audience <= %s", sight.audience)
    where.among("c.outcome", [str(outcome) for outcome in wish.outcomes])
    if wish.channel:
        where.add("q.channel = %s", wish.channel)
    if wish.locale:
        where.add("q.locale = %s", wish.locale)
    if wish.names or wish.is_only:
        where.among("q.grouped", list(wish.names)[:MOST_NAMES], outside=not wish.is_only)
    return where
