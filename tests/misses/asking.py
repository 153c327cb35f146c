"""Steps that ask, and that let the clock tick."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from kb.feedback.misses import clock, counting
from kb.feedback.misses.calls import UNANSWERED, Call, Outcome
from kb.feedback.misses.queries import Group, Wish, groups
from kb.feedback.misses.seeing import Sight

EVERYBODY = Sight(("agent_desk", "sms", "web", "wechat"), 2)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def ask(
    *texts: str, at: datetime = NOON, channel: str = "web", audience: int = 0,
    locale: str = "zh-Hans", outcome: Outcome = Outcome.NOTHING,
) -> None:  # fmt: skip
    """One after another, a second apart, each by somebody else."""
    for number, text in enumerate(texts):
        moment = at + timedelta(seconds=number)
        counting.count(Call(moment, channel, audience, locale, outcome, text))


def tick(now: datetime) -> None:
    """What the clock does, when all that was asked by then has settled."""
    clock.run(now=now + timedelta(minutes=1))


def wish(now: datetime = NOON, outcomes: tuple[str, ...] = UNANSWERED, **values: object) -> Wish:
    return Wish(timezone.localdate(now), outcomes=outcomes, **values)  # type: ignore[arg-type]


def seen(now: datetime = NOON, *, sight: Sight = EVERYBODY, **values: object) -> list[Group]:
    return list(groups(sight=sight, wish=wish(now, **values), limit=100))
