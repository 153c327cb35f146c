"""What was really asked, where a box searches with every key. Pure.

A search is counted once its text has settled:

* one that only goes on from the search before (more typed, or some of it deleted) takes its place,
  within `PAUSE`;
* at a seat where one person types, whatever follows faster than anybody reads, within `READING`,
  takes its place too;
* the same text again within `PAUSE` (the next page, a reload) is no second question;
* once an answer was opened the text has settled, whatever comes next.

Behind a program's key there are many people, so there only what goes on within `READING` takes the
place of what it began with, and the same text again is another customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from kb.feedback.misses.calls import Call, Outcome
from kb.search.segmentation import normalise

READING = 3.0
PAUSE = 30.0
# A seat that never rests is settled up to here.
AT_MOST = 300.0


@dataclass(frozen=True, slots=True)
class Settled:
    """`was_opened`: one of its answers was looked at."""

    call: Call
    was_opened: bool = False


def settle(calls: Iterable[Call]) -> list[Settled]:
    """Each question once, in the order of time; the order in which they are given does not
    matter."""
    ordered = sorted(calls, key=lambda c: (c.seat, c.at, c.outcome, c.text))
    found: list[Settled] = []
    for seat, some in groupby(ordered, key=attrgetter("seat")):
        here = list(some)
        found += _of_one_seat(here) if seat else map(Settled, here)
    return sorted(found, key=lambda s: (s.call.at, s.call.seat, s.call.text))


def _of_one_seat(calls: Iterable[Call]) -> Iterator[Settled]:
    last: Settled | None = None
    for call in calls:
        if call.outcome is Outcome.OPENED:
            yield Settled(call)
            if last is not None and _same(last.call, call):
                last = replace(last, was_opened=True)
        elif not call.is_typed:
            yield Settled(call)
        elif last is not None and _is_again(last.call, call):
            last = replace(last, call=replace(last.call, at=call.at))
        else:
            if last is not None and (last.was_opened or not _goes_on(last.call, call)):
                yield last
            last = Settled(call)
    if last is not None:
        yield last


def _same(one: Call, other: Call) -> bool:
    return one.locale == other.locale and normalise(one.text) == normalise(other.text)


def _is_again(one: Call, other: Call) -> bool:
    return not one.is_shared and _seconds(one, other) <= PAUSE and _same(one, other)


def _goes_on(one: Call, other: Call) -> bool:
    before, after = normalise(one.text), normalise(other.text)
    seconds = _seconds(one, other)
    if one.is_shared:
        return seconds <= READING and before != after and after.startswith(before)
    if seconds <= READING:
        return True
    return seconds <= PAUSE and (after.startswith(before) or before.startswith(after))


def _seconds(one: Call, other: Call) -> float:
    return (other.at - one.at).total_seconds()
