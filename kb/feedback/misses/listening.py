"""Keeps settled searches of a seat for some minutes more, to tell which of them were repeated or
abandoned; then they and their seat are forgotten, and only counts stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from kb.feedback.misses import store
from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.settling import AT_MOST, Settled
from kb.feedback.misses.silence import QUIET, Silent, silent_among

# Calls of a seat wait in the store until it rests, up to AT_MOST; then they come here.
LONGEST = AT_MOST + 2 * QUIET
A_ROUND = 5_000
COLUMNS = "at, seat, channel, audience, locale, outcome, words, answer"
KEEP = f"INSERT INTO kb_miss_recent ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
# All of a seat at once, when its last call is long enough ago, or its first one too long.
RESTED = f"""
SELECT id, {COLUMNS} FROM kb_miss_recent WHERE seat IN
  (SELECT seat FROM kb_miss_recent GROUP BY seat HAVING max(at) <= %s OR min(at) <= %s)
ORDER BY id LIMIT {A_ROUND}
"""
BUSY = "SELECT DISTINCT seat FROM kb_miss_call WHERE is_typed = 1 AND seat <> ''"
IN_VAIN = """
INSERT INTO kb_miss_vain (day, channel, audience, locale, answer, calls)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (day, channel, audience, locale, answer)
DO UPDATE SET calls = kb_miss_vain.calls + excluded.calls
"""


def remember(session: store.Session, settled: Iterable[Settled]) -> None:
    """Of one person's seat alone; where no words are kept there is nothing to go by."""
    if settings.MISS_DAYS:
        calls = (one.call for one in settled)
        mine = [call for call in calls if call.seat and call.is_typed and not call.is_shared]
        session.many(KEEP, [_row(call) for call in mine])


def take_rested(session: store.Session, *, now: datetime) -> list[Silent]:
    """Forgets them, and gives what they were."""
    limits = [(now - timedelta(seconds=s)).timestamp() for s in (QUIET, LONGEST)]
    rows = session.rows(RESTED, limits)
    if not rows:
        return []
    busy = {seat for (seat,) in session.rows(BUSY)}
    places = ", ".join(["%s"] * len(rows))
    session.rows(f"DELETE FROM kb_miss_recent WHERE id IN ({places}) RETURNING id",
                 [row[0] for row in rows])  # fmt: skip
    return silent_among([_call(row) for row in rows], busy=busy)


def count_in_vain(session: store.Session, silent: Sequence[Silent]) -> None:
    """Answers that were opened before the same was asked again."""
    counts = Counter(
        (_day(one.call.at), one.call.channel, one.call.audience, one.call.locale, one.answer)
        for one in silent
        if one.answer
    )
    session.many(IN_VAIN, [(*key, calls) for key, calls in sorted(counts.items())])


def forget(session: store.Session, *, oldest: str) -> None:
    session.rows("DELETE FROM kb_miss_vain WHERE day <= %s", [oldest])


def _row(call: Call) -> tuple[object, ...]:
    return (call.at.timestamp(), call.seat, call.channel, call.audience, call.locale,
            call.outcome.value, call.text, call.answer)  # fmt: skip


def _call(row: store.Row) -> Call:
    _id, at, seat, channel, audience, locale, outcome, words, answer = row
    return Call(
        at=datetime.fromtimestamp(at, UTC),
        channel=channel,
        audience=audience,
        locale=locale,
        outcome=Outcome(outcome),
        text=words,
        seat=seat,
        is_typed=True,
        answer=answer,
    )


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
