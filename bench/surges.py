"""How many surges are told where there is none, and how soon where there is one.

    python -m bench surges [--answers 1000]

Weeks of calls are made up: each answer asked by its rank, with the rhythm of a bank's day, fewer at
weekends, every answer's days differing by a third and its half hours by a fifth more than chance
makes them, and on one working day of the week that is looked at twice as much of everything. Four
weeks are history, the fifth is looked at minute by minute. Nothing is random between two runs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bench.tables import as_table

if TYPE_CHECKING:
    from kb.feedback.surges.judging import Judged
    from kb.feedback.surges.subjects import Subject

ZONE = ZoneInfo("Asia/Shanghai")
# A Monday; four weeks of history begin then.
FIRST = datetime(2026, 10, 5, tzinfo=ZONE)
HISTORY, A_DAY = 28, 48
CALLS_A_DAY = 24_000
# Of the day's calls, by hours: night, morning peak, noon, afternoon peak, evening.
RHYTHM = (2, 1, 1, 1, 1, 2, 4, 8, 20, 34, 36, 30, 20, 24, 32, 32, 28, 22, 16, 14, 14, 12, 8, 4)
WEEKEND, RUSH, RUSH_DAY = 0.45, 2.0, 30
SHAPE_OF_DAYS, SHAPE_OF_HALVES = 9.0, 25.0
MOST_FALSE, MOST_TENFOLD, MOST_FOURFOLD = 1, 15.0, 40.0
# A rise that is hardly more than what is told at all takes as long as it takes.
NEEDED_FROM, LONGEST = 40, 121


@dataclass(frozen=True, slots=True)
class Made:
    """`calls`: of each subject in each half hour; `seconds`: in which second of it each came."""

    calls: Mapping[Subject, Mapping[int, int]]
    seconds: Mapping[tuple[Subject, int], Sequence[float]]


def poisson(random: Random, mean: float) -> int:
    """In portions that do not run out of small numbers."""
    found = 0
    while mean > 0:
        part, mean = min(mean, 20.0), mean - min(mean, 20.0)
        limit, product = exp(-part), random.random()
        while product > limit:
            found, product = found + 1, product * random.random()
    return found


def make(answers: int, *, calls_a_day: int, days: int, seed: int) -> Made:
    from kb.feedback.surges.subjects import Subject

    random = Random(seed)
    ranks = [1 / (n + 3) for n in range(answers)]
    whole, hours = sum(ranks), sum(RHYTHM)
    calls: dict[Subject, dict[int, int]] = {}
    seconds: dict[tuple[Subject, int], Sequence[float]] = {}
    for number, rank in enumerate(ranks):
        subject = Subject("answer", f"answer.{number}", "zh-Hans")
        calls[subject] = {}
        for half, share in _halves(random, days):
            mean = calls_a_day * rank / whole * share / hours / 2
            if found := poisson(random, mean):
                calls[subject][half] = found
                if half >= first_half() + HISTORY * A_DAY:
                    seconds[subject, half] = sorted(random.uniform(0, 1800) for _ in range(found))
    return Made(calls, seconds)


def _halves(random: Random, days: int) -> Iterator[tuple[int, float]]:
    """Of one answer: each half hour with what it is worth that day."""
    for day in range(days):
        is_weekend = (FIRST + timedelta(days=day)).weekday() >= 5
        of_day = random.gammavariate(SHAPE_OF_DAYS, 1 / SHAPE_OF_DAYS)
        of_day *= (WEEKEND if is_weekend else 1) * (RUSH if day == RUSH_DAY else 1)
        for number in range(A_DAY):
            of_half = random.gammavariate(SHAPE_OF_HALVES, 1 / SHAPE_OF_HALVES)
            yield first_half() + day * A_DAY + number, RHYTHM[number // 2] * of_day * of_half


def first_half() -> int:
    from kb.feedback.misses.halves import half_of

    return half_of(FIRST)


def judged_at(made: Made, now: datetime) -> dict[Subject, Judged]:
    """What the clock would find in this minute."""
    from kb.feedback.surges.judging import Bounds
    from kb.feedback.surges.looking import judged_in
    from kb.feedback.surges.windows import windows_at

    windows = windows_at(now)
    asked = {s: _so_far(made, s, windows[-1].halves, now) for s in made.calls}
    asked = {subject: halves for subject, halves in asked.items() if halves}
    if not any(sum(halves.values()) >= 20 for halves in asked.values()):
        return {}
    likes = _likes(windows[-1].halves, now)
    wanted = [like for found in likes.values() for like in found]
    before = {
        subject: {half: halves[half] for half in wanted if half in halves}
        for subject, halves in made.calls.items()
    }
    return judged_in(windows, asked, before, likes, bounds=Bounds(20, 3))


def _so_far(made: Made, subject: Subject, halves: Sequence[int], now: datetime) -> dict[int, int]:
    calls = made.calls[subject]
    found = {half: calls[half] for half in halves[:-1] if half in calls}
    passed = now.timestamp() - halves[-1] * 1800
    if number := sum(s <= passed for s in made.seconds.get((subject, halves[-1]), ())):
        found[halves[-1]] = number
    return found


def _likes(halves: Sequence[int], now: datetime) -> dict[int, Sequence[int]]:
    from kb.feedback.surges.windows import alike, same_time

    today = now.astimezone(ZONE).date()
    counted = [today - timedelta(days=n) for n in range(1, HISTORY + 1)]
    days = alike(today, counted=counted, is_working=lambda day: day.isoweekday() <= 5)
    return {
        half: [same_time(half, days=(today - day).days, zone=ZONE) for day in days]
        for half in halves
    }


def false_alerts(made: Made, *, days: Sequence[int], every: int = 1) -> list[tuple[str, datetime]]:
    """Each surge once, until it has been usual for an hour."""
    found: list[tuple[str, datetime]] = []
    going: dict[str, datetime] = {}
    for day in days:
        begins = FIRST + timedelta(days=HISTORY + day)
        for minute in range(0, 24 * 60, every):
            now = begins + timedelta(minutes=minute)
            for subject, judged in judged_at(made, now).items():
                last = going.get(subject.name)
                is_going = last is not None and now - last < timedelta(hours=1)
                if judged.is_surge and not is_going:
                    found.append((subject.name, now))
                if judged.is_surge or is_going:
                    going[subject.name] = now
    return found


def minutes_until_told(made: Made, *, number: int, times: float, begins: datetime) -> float | None:
    """Of a rise of one answer to so many times what it would be; None where it is not told within
    two hours."""
    subject = list(made.calls)[number]
    risen = _risen(made, subject, times=times, begins=begins)
    for minute in range(1, LONGEST):
        judged = judged_at(risen, begins + timedelta(minutes=minute)).get(subject)
        if judged is not None and judged.is_surge:
            return minute
    return None


def _risen(made: Made, subject: Subject, *, times: float, begins: datetime) -> Made:
    random = Random(f"{subject.name} {times} {begins}")
    calls, seconds = dict(made.calls[subject]), dict(made.seconds)
    first = int(begins.timestamp()) // 1800
    for half in range(first, first + 5):
        after = begins.timestamp() - half * 1800
        # What the answer usually has at that hour, whatever this day has brought so far.
        usual = _usual(made, subject, half)
        more = poisson(random, (times - 1) * usual * min(1.0, 1 - after / 1800))
        old = made.seconds.get((subject, half), ())
        new = [random.uniform(max(0.0, after), 1800) for _ in range(more)]
        seconds[subject, half] = sorted([*old, *new])
        calls[half] = len(seconds[subject, half])
    return Made({**made.calls, subject: calls}, seconds)


def _usual(made: Made, subject: Subject, half: int) -> float:
    likes = _likes([half], datetime.fromtimestamp(half * 1800, UTC))[half]
    return sum(made.calls[subject].get(like, 0) for like in likes) / len(likes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1000)
    # However large the stock, only answers that are asked for matter here.
    answers = min(parser.parse_args().answers, 1000)
    made = make(answers, calls_a_day=CALLS_A_DAY, days=HISTORY + 7, seed=7)
    begun = time.process_time()
    told = false_alerts(made, days=range(7))
    each = (time.process_time() - begun) / (7 * 24 * 60) * 1000
    rows: list[list[object]] = [
        [f"false alerts in a week of {answers} answers, {CALLS_A_DAY} calls a day", len(told),
         f"≤ {MOST_FALSE}"],
        ["the same, CPU of a minute's look, ms", each, ""],
    ]  # fmt: skip
    is_well = len(told) <= MOST_FALSE
    for times, most in ((10.0, MOST_TENFOLD), (4.0, MOST_FOURFOLD)):
        for usual, found in rises(made, times=times).items():
            waits = sorted(wait if wait is not None else LONGEST for wait in found)
            is_needed = usual * times >= NEEDED_FROM
            what = f"{times:g} times some {usual} calls a half hour, minutes: median, longest"
            rows.append([what, f"{median(waits):g}, {_longest(waits)}",
                         f"≤ {most:g}" if is_needed else ""])  # fmt: skip
            is_well &= median(waits) <= most or not is_needed
    print(as_table(["weeks made up", "", "needed"], rows))
    return int(not is_well)


def _longest(waits: Sequence[float]) -> str:
    late = sum(wait == LONGEST for wait in waits)
    return f"{late} of {len(waits)} not within two hours" if late else f"{waits[-1]:g}"


def rises(made: Made, *, times: float) -> dict[int, list[float | None]]:
    """At many moments of working days, of answers that are asked much and little."""
    found: dict[int, list[float | None]] = {}
    for usual, number in ((60, 0), (20, 6), (5, 30)):
        found[usual] = [
            minutes_until_told(made, number=number, times=times, begins=begins)
            for day in (0, 1, 3)
            for hour, minute in ((9, 0), (10, 20), (14, 47), (16, 8))
            for begins in [FIRST + timedelta(days=HISTORY + day, hours=hour, minutes=minute)]
        ]
    return found


if __name__ == "__main__":
    sys.exit(main())
