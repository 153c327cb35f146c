"""Who has a notice on the screen, and who says to have read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kb.notices.tables import NoticeReading, NoticeVersion


@dataclass(frozen=True, slots=True)
class TeamCount:
    """`team` is empty for people of none. `shown`: have it, or had it, on the screen."""

    team: str
    shown: int
    read: int


def note_shown(versions: Collection[int], *, user_id: int, team: str, at: datetime) -> None:
    """Kept once for each person, whoever asks how often."""
    rows = [
        NoticeReading(version_id=pk, user_id=user_id, team=team, shown_at=at) for pk in versions
    ]
    NoticeReading.objects.bulk_create(rows, ignore_conflicts=True)


def note_read(versions: Collection[int], *, user_id: int, team: str, at: datetime) -> None:
    """What was read stays read, at the time of the first press."""
    note_shown(versions, user_id=user_id, team=team, at=at)
    mine = NoticeReading.objects.filter(version__in=versions, user_id=user_id, read_at=None)
    mine.update(read_at=at)


def readings_of(user_id: int, versions: Collection[int]) -> dict[int, datetime | None]:
    """Version → when this person read it, None where it was only shown. One query."""
    rows = NoticeReading.objects.filter(user_id=user_id, version__in=versions)
    return dict(rows.values_list("version_id", "read_at"))


def counts_by_team(version: NoticeVersion) -> list[TeamCount]:
    """By name of the team; persons are not told. One query."""
    shown: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for team, read_at in version.readings.values_list("team", "read_at"):
        shown[team] += 1
        read[team] += read_at is not None
    return [TeamCount(team, shown[team], read[team]) for team in sorted(shown)]
