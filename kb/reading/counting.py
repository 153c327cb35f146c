"""Required reading as it is counted: who of those that are asked now has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.reading.models import RequiredReading
from kb.reading.overview import TeamStanding, standings


@dataclass(frozen=True, slots=True)
class ReadingState:
    """`done`: person → whether all of it is confirmed, of those who may see it."""

    reading: RequiredReading
    done: dict[int, bool]


def open_readings(*, now: datetime) -> Sequence[ReadingState]:
    """Those that are asked still, the oldest first; each person once, in however many teams they
    are asked."""
    readings = RequiredReading.objects.filter(ended_at=None).order_by("asked_at", "pk")
    rows = list(readings.prefetch_related("teams"))
    teams = {team.pk for row in rows for team in row.teams.all()}
    found = standings(rows, teams=teams, now=now) if teams else {}
    return [ReadingState(row, _people(found.get(row.pk, ()))) for row in rows]


def _people(teams: Sequence[TeamStanding]) -> dict[int, bool]:
    return {one.member.user_id: one.is_done for team in teams for one in team.people}
