"""What stands out now, as the store of calls tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.feedback.misses import store
from kb.feedback.surges.counts import by_place, calls_in, like_days, like_halves
from kb.feedback.surges.judging import Bounds, Judged, judge, look, usual_calls, worst
from kb.feedback.surges.subjects import Calls, Halves, Place, Subject
from kb.feedback.surges.windows import Window, windows_at


@dataclass(frozen=True, slots=True)
class Part:
    """What one channel and audience has of a surge."""

    place: Place
    calls: int
    usual: float


@dataclass(frozen=True, slots=True)
class Found:
    """Something that stands out; `minutes` have been looked at."""

    judged: Judged
    minutes: int
    parts: tuple[Part, ...]


# Half hour of today → those of earlier days that are like it.
Likes = Mapping[int, Sequence[int]]


def look_around(*, now: datetime, bounds: Bounds, going: Collection[Subject]) -> list[Found]:
    """Surges, and of those that are `going` what is no usual again. Days before are looked up only
    where something was asked often enough: mostly nothing was. Raises StoreBusy."""
    windows = windows_at(now)
    with store.reading() as session:
        asked = calls_in(session, windows[-1].halves)
        if not _is_much(asked, bounds) and not going:
            return []
        days = like_days(session, now=now)
        if not days:
            return []
        likes = {half: like_halves(half, now=now, days=days) for half in windows[-1].halves}
        before = calls_in(session, [like for found in likes.values() for like in found])
        seen = judged_in(windows, asked, before, likes, bounds=bounds)
        return [
            _found(session, one, likes, now=now)
            for subject, one in seen.items()
            if one.is_surge or subject in going
        ]


def judged_in(
    windows: Sequence[Window], asked: Calls, before: Calls, likes: Likes, *, bounds: Bounds
) -> dict[Subject, Judged]:
    """Each in the window that tells most."""
    judged = [
        judge(look(window, now=asked, before=before, likes=likes), bounds=bounds)
        for window in windows
    ]
    subjects = sorted({subject for one in judged for subject in one})
    return {s: worst(one[s] for one in judged if s in one) for s in subjects}


def _is_much(asked: Calls, bounds: Bounds) -> bool:
    return any(sum(halves.values()) >= bounds.at_least for halves in asked.values())


def _found(session: store.Session, judged: Judged, likes: Likes, *, now: datetime) -> Found:
    """With each channel by itself, so that everybody is told of theirs alone."""
    window, subject = judged.looked.window, judged.looked.subject
    wanted = [like for half in window.halves for like in likes[half]]
    seen = by_place(session, subject, [*window.halves, *wanted])
    minutes = max(1, round((now - window.begins).total_seconds() / 60))
    parts = tuple(_part(place, seen[place], window, likes) for place in sorted(seen))
    return Found(judged, minutes, parts)


def _part(place: Place, seen: Halves, window: Window, likes: Likes) -> Part:
    calls = sum(seen.get(half, 0) for half in window.halves)
    days = len(likes[window.halves[-1]])
    return Part(place, calls, round(usual_calls(seen, window, likes) / days, 1))
