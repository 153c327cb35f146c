"""One day as it is counted: what was done on it, and by how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from channels.supervising.days import DAY, day_of, start_of
from channels.supervising.matters import Matter, matters_of
from channels.supervising.placing import Member
from kb.publication.readers import teams_by_person


@dataclass(frozen=True, slots=True)
class DayAtWork:
    """`smallest`: so many people at least stand behind each figure; `members`: everybody who is
    active now."""

    day: date
    now: datetime
    smallest: int
    matters: Sequence[Matter]
    members: Sequence[Member]

    @property
    def start(self) -> datetime:
        return start_of(self.day)

    @property
    def end(self) -> datetime:
        return start_of(self.day + DAY)

    @property
    def moment(self) -> datetime:
        """Of what is said of a state: the end of the day, or now."""
        return min(self.now, self.end)

    @property
    def is_today(self) -> bool:
        return self.day == day_of(self.now)

    def contains(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


def day_at_work(day: date, *, now: datetime) -> DayAtWork:
    members = [Member(team, user_id) for user_id, team in teams_by_person().items()]
    return DayAtWork(day, now, settings.SMALLEST_TEAM, matters_of(day), members)
