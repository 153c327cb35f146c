"""What a reader is told by emergency notices now. Every read takes the scope by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.access import Audience, Scope
from kb.notices import board
from kb.notices.reach import is_told, will_be_told
from kb.notices.tables import NoticeVersion


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as one reader is told it. `id` is the same through all versions, `version` names
    this one; `inner` is empty for everybody who is no agent; `answers`: keys;
    `audience`: the widest that may be told."""

    id: int
    version: int
    number: int
    wording: str
    inner: str
    since: datetime
    until: datetime
    answers: tuple[str, ...]
    audience: Audience


@dataclass(frozen=True, slots=True)
class Marked:
    """What an answer is marked with, and until when that stays so; `until` is None where nothing
    begins or ends."""

    notices: tuple[Told, ...] = ()
    until: datetime | None = None


UNMARKED = Marked()


def notices_for(*, scope: Scope, locale: str, teams: Iterable[str] = ()) -> tuple[Told, ...]:
    """All that stand for this reader now, the newest first; one query, none where nothing does.
    `teams`: of the reader; customers have none."""
    if not board.glance(scope.now):
        return ()
    held = _standing(scope)
    return tuple(
        _told(row, scope=scope, locale=locale)
        for row in held
        if is_told(row, scope=scope, locale=locale, teams=teams)
    )


def notices_on(*, scope: Scope, key: str, locale: str, teams: Iterable[str] = ()) -> Marked:
    """Those that name this answer. Asks the database only where one does."""
    if not any(key in row.answers for row in board.glance(scope.now)):
        return UNMARKED
    rows = [row for row in _standing(scope) if key in row.answers]
    mine = [row for row in rows if will_be_told(row, scope=scope, locale=locale, teams=teams)]
    return Marked(
        notices=tuple(
            _told(row, scope=scope, locale=locale) for row in mine if row.holds(scope.now)
        ),
        until=_next_edge(mine, now=scope.now),
    )


def marked_keys(
    keys: Sequence[str], *, scope: Scope, locale: str, teams: Iterable[str] = ()
) -> frozenset[str]:
    """Those of these answers that a notice names; for lists."""
    if not any(set(keys) & set(row.answers) for row in board.glance(scope.now)):
        return frozenset()
    found = notices_for(scope=scope, locale=locale, teams=teams)
    return frozenset(key for told in found for key in told.answers).intersection(keys)


def _standing(scope: Scope) -> tuple[NoticeVersion, ...]:
    return board.standing(scope.now)


def _told(row: NoticeVersion, *, scope: Scope, locale: str) -> Told:
    is_agent = scope.audience >= Audience.AGENT
    return Told(
        id=row.notice_id,
        version=row.pk,
        number=row.number,
        wording=row.wording(locale),
        inner=row.inner(locale) if is_agent else "",
        # Both are set in what is released.
        since=row.from_at or row.submitted_at,
        until=row.until_at or row.ends_at,
        answers=tuple(row.answers),
        audience=Audience.from_code(row.audience),
    )


def _next_edge(rows: Iterable[NoticeVersion], *, now: datetime) -> datetime | None:
    edges = {edge for row in rows for edge in (row.from_at, row.until_at) if edge and edge > now}
    return min(edges, default=None)
