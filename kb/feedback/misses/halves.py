"""How often each thing is asked in each half hour: an answer that was given, or a group of
questions without one. Numbers alone, kept for four weeks; `kb.feedback.surges` looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum

from kb.feedback.misses import store
from kb.feedback.misses.calls import UNANSWERED, Call

SECONDS = 1800
KEPT_DAYS = 28
ADD = """
INSERT INTO kb_surge_half (half, kind, subject, locale, channel, audience, calls)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (half, kind, subject, locale, channel, audience)
DO UPDATE SET calls = kb_surge_half.calls + excluded.calls
"""


class Kind(StrEnum):
    ANSWER = "answer"
    MISS = "miss"


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """`name`: the key of an answer, or the name of a group of misses."""

    half: int
    kind: str
    name: str
    locale: str
    channel: str
    audience: int


def half_of(at: datetime) -> int:
    """Its number since 1970."""
    return int(at.timestamp()) // SECONDS


def add(session: store.Session, counts: Mapping[Asked, int]) -> None:
    """In one order everywhere, so that two processes wait for each other and do not lock up."""
    session.many(ADD, [(*astuple(asked), number) for asked, number in sorted(counts.items())])


def note_missed(session: store.Session, missed: Sequence[tuple[Call, int]]) -> None:
    """Calls with the number of their question, which stands in a group by now."""
    found = [(call, question) for call, question in missed if call.outcome in UNANSWERED]
    groups = _groups_of(session, {question for _call, question in found})
    add(session, Counter(_asked(call, groups[question]) for call, question in found))


def forget(session: store.Session, *, now: datetime) -> None:
    """Four weeks and the running day are kept."""
    oldest = half_of(now) - (KEPT_DAYS + 1) * 86_400 // SECONDS
    session.rows("DELETE FROM kb_surge_half WHERE half < %s", [oldest])


def _groups_of(session: store.Session, questions: set[int]) -> dict[int, str]:
    if not questions:
        return {}
    places = ", ".join(["%s"] * len(questions))
    return dict(
        session.rows(
            f"SELECT id, grouped FROM kb_miss_question WHERE id IN ({places})", sorted(questions)
        )
    )


def _asked(call: Call, group: str) -> Asked:
    return Asked(half_of(call.at), Kind.MISS.value, group, call.locale, call.channel, call.audience)
