"""Whatever happens at the desk: what is read from the figures is what a direct count gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from channels.contacts.models import Contact
from channels.supervising.counting import count_day, days_due
from channels.supervising.days import Period, day_of
from channels.supervising.models import ALL, AnswerFigures
from channels.supervising.queries import sums_in
from channels.supervising.seeing import Sight
from channels.supervising.times import step_of
from kb.access import ALL_TOPICS, Audience, Scope
from kb.feedback.misses.seeing import NOTHING
from tests.supervising.stories import Kind, serve

START = datetime(2026, 11, 1, tzinfo=UTC)
NOW = START + timedelta(days=8)
CHANNELS = frozenset({"agent_desk", "sms"})


@dataclass(frozen=True)
class Made:
    minute: int
    agent: int
    seconds: int
    answer: str
    opened: str
    solved: bool


made = st.builds(
    Made,
    minute=st.integers(0, 6 * 24 * 60),
    agent=st.integers(1, 6),
    seconds=st.integers(0, 9000),
    answer=st.sampled_from(["", Kind.COPIED, Kind.SENT]),
    opened=st.sampled_from(["", "a", "b"]),
    solved=st.booleans(),
)


def whole_sight() -> Sight:
    scope = Scope(channels=CHANNELS, audience=Audience.AGENT, topics=ALL_TOPICS,
                  locales=frozenset({"zh-Hans"}), now=NOW)  # fmt: skip
    return Sight(scope, CHANNELS, (ALL,), (), True, True, NOTHING)


def team_of(agent: int) -> str:
    return f"Team {agent % 3}"


def kept(all_made: list[Made], smallest: int) -> list[Made]:
    """By hand: a day's contacts of teams of enough people, and of the rest where these are."""
    found: list[Made] = []
    for day in {day_of(at(one)) for one in all_made}:
        today = [one for one in all_made if day_of(at(one)) == day]
        people = {
            t: {o.agent for o in today if team_of(o.agent) == t} for t in map(team_of, range(3))
        }
        large = {team for team, some in people.items() if len(some) >= smallest}
        rest = {a for team, some in people.items() if team not in large for a in some}
        found += [one for one in today
                  if team_of(one.agent) in large or len(rest) >= smallest]  # fmt: skip
    return found


def at(one: Made) -> datetime:
    return START + timedelta(minutes=one.minute)


class TestRollUp(TestCase):
    @hypothesis_settings(max_examples=40)
    @given(contacts=st.lists(made, max_size=25), smallest=st.integers(1, 3), data=st.data())
    def test_equals_a_direct_count(self, contacts: list[Made], smallest: int, data: Any) -> None:
        with self.settings(SMALLEST_TEAM=smallest):
            for one in contacts:
                serve(at(one), agent=one.agent, team=team_of(one.agent), opened=one.opened,
                      answer=one.answer, seconds=one.seconds, solved=one.solved)  # fmt: skip
            # In any order, and some twice: a bell may be doubled or late.
            days = data.draw(st.permutations(days_due(now=NOW)))
            for day in [*days, *days[:3]]:
                count_day(day, now=NOW)
            first = data.draw(st.integers(0, 6))
            period = Period(date(2026, 11, 1) + timedelta(days=first), date(2026, 11, 8))
            wanted = [one for one in kept(contacts, smallest) if day_of(at(one)) in period]
            sums = sums_in(period, sight=whole_sight())
            assert sums.contacts == len(wanted)
            assert sums.solved == sum(one.solved for one in wanted)
            answered = [one for one in wanted if one.answer or one.solved]
            assert sums.times == Counter(step_of(one.seconds) for one in answered)
            assert sum(sums.sent.values()) == sum(o.answer == Kind.SENT for o in wanted)
            assert sum(sums.copied.values()) == sum(o.answer == Kind.COPIED for o in wanted)
            rows = AnswerFigures.objects.filter(team=ALL, kind=Kind.OPENED)
            opened = Counter[str]()
            for row in rows.filter(day__range=(period.first, period.last)):
                opened[row.key] += row.number
            assert opened == Counter(one.opened for one in wanted if one.opened)

    def tearDown(self) -> None:
        Contact.objects.all().delete()


@pytest.mark.django_db
def test_a_lost_bell_is_made_up_for(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1
    for day in range(5):
        serve(START + timedelta(days=day))
    assert len(days_due(now=START + timedelta(days=5))) == 6
