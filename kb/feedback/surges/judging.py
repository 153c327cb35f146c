"""What is a surge, and what only grows as everything does. Pure.

A surge is at least so many calls, at least so many times what is usual, and so many more that
chance brings them less than once in a million looks. On a day on which all of it grows (payday, a
Monday after holidays) the usual is taken to have grown as much as everything that is no surge by
itself: then nothing stands out, and nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.feedback.surges.chance import Usual, chance_of
from kb.feedback.surges.subjects import Calls, Halves, Subject
from kb.feedback.surges.windows import Window

LEVEL = 1e-6
# Few calls more or less make no growth of the whole; as many are added on both sides.
DAMPING = 20.0
# What is left once surges are taken out must be so much to go by.
LEAST_REST = 20.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when on something is told."""

    at_least: int
    times: float


@dataclass(frozen=True, slots=True)
class Looked:
    """One subject in one window."""

    subject: Subject
    window: Window
    calls: int
    usual: Usual


@dataclass(frozen=True, slots=True)
class Judged:
    """Something that is asked more than usual: enough to be told, or only too much to be called
    usual again."""

    looked: Looked
    is_surge: bool


def look(
    window: Window, *, now: Calls, before: Calls, likes: Mapping[int, Sequence[int]]
) -> list[Looked]:
    """Everything that is asked now or usually. `likes`: for each half hour of the window those of
    earlier days that are like it."""
    days = len(likes[window.halves[-1]])
    subjects = sorted(now.keys() | before.keys())
    return [
        Looked(
            subject,
            window,
            sum(now.get(subject, {}).get(half, 0) for half in window.halves),
            Usual(usual_calls(before.get(subject, {}), window, likes), days),
        )
        for subject in subjects
    ]


def judge(looked: Sequence[Looked], *, bounds: Bounds) -> dict[Subject, Judged]:
    """Of one window; those that neither stand out nor go on standing out are left out."""
    suspects = {one.subject for one in looked if _stands_out(one, bounds, growth=1.0)}
    rest = [one for one in looked if one.subject not in suspects]
    tells = sum(one.usual.mean for one in rest) >= LEAST_REST
    grown = growth(rest if tells else looked)
    less = Bounds(max(1, bounds.at_least // 2), bounds.times / 2)
    found = {}
    for one in looked:
        # Nothing that stands out is measured by its own growth.
        own = grown if tells or one.subject not in suspects else _growth_of_others(one, looked)
        if _is_more(one, less, growth=own):
            is_surge = one.subject in suspects and _stands_out(one, bounds, growth=own)
            found[one.subject] = Judged(one, is_surge)
    return found


def _growth_of_others(one: Looked, looked: Sequence[Looked]) -> float:
    return growth(other for other in looked if other.subject != one.subject)


def growth(looked: Iterable[Looked]) -> float:
    """How many times as much as usual these are asked together; never less than once."""
    calls = usual = DAMPING
    for one in looked:
        calls, usual = calls + one.calls, usual + one.usual.mean
    return max(1.0, calls / usual)


def worst(judged: Iterable[Judged]) -> Judged:
    """Of the same subject in several windows: the one that tells most."""
    return max(judged, key=lambda one: (one.is_surge, one.looked.calls - one.looked.usual.mean))


def _stands_out(one: Looked, bounds: Bounds, *, growth: float) -> bool:
    if not _is_more(one, bounds, growth=growth):
        return False
    return chance_of(one.calls, usual=one.usual, times=growth) < LEVEL


def _is_more(one: Looked, bounds: Bounds, *, growth: float) -> bool:
    return one.calls >= max(bounds.at_least, bounds.times * one.usual.mean * growth)


def usual_calls(before: Halves, window: Window, likes: Mapping[int, Sequence[int]]) -> float:
    """On all like days together; the running half hour counts as far as it has passed."""
    return sum(
        window.weight(half) * before.get(like, 0) for half in window.halves for like in likes[half]
    )
