"""Searches that say without a word that they did not help. Pure.

At a seat where one person types, of searches that found something:

* *repeated*: within `REPHRASED` the next search says much the same in other words, or the same
  again. Where an answer was opened in between, it was opened in vain;
* *abandoned*: no answer was opened, and nothing was searched or opened for `QUIET` afterwards.

Behind a program's key there are many people, so nothing follows there from what comes next. It is
a signal and no more: somebody may have read all they needed in the list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.grouping import ALIKE, likeness
from kb.search.segmentation import normalise

REPHRASED = 180.0
QUIET = 180.0


@dataclass(frozen=True, slots=True)
class Silent:
    """`call`: the search, with what it turned out to be; `answer`: the key of the last one that was
    opened from it in vain, empty where none was."""

    call: Call
    answer: str = ""


def silent_among(calls: Iterable[Call], *, busy: Collection[str] = ()) -> list[Silent]:
    """Of settled calls, in any order. `busy`: seats of which more is to come, so that their last
    search is not abandoned yet."""
    ordered = sorted(calls, key=lambda c: (c.seat, c.at, c.outcome, c.text))
    found: list[Silent] = []
    for seat, some in groupby(ordered, key=attrgetter("seat")):
        if seat:
            found += _at_one_seat(list(some), is_busy=seat in busy)
    return found


def _at_one_seat(calls: list[Call], *, is_busy: bool) -> Iterator[Silent]:
    searches = [call for call in calls if call.outcome is not Outcome.OPENED]
    for number, search in enumerate(searches):
        following = searches[number + 1] if number + 1 < len(searches) else None
        if search.outcome is not Outcome.FOUND or search.is_shared:
            continue
        opened = _opened_last(calls, search, following)
        if following is not None and _says_again(search, following):
            yield Silent(replace(search, outcome=Outcome.REPEATED), opened.answer if opened else "")
        elif opened is None and following is None and not is_busy:
            yield Silent(replace(search, outcome=Outcome.ABANDONED))


def _opened_last(calls: list[Call], search: Call, following: Call | None) -> Call | None:
    """Between this search and the next one."""
    opened = [
        call for call in calls
        if call.outcome is Outcome.OPENED and call.at >= search.at
        and (following is None or call.at <= following.at)
    ]  # fmt: skip
    return opened[-1] if opened else None


def _says_again(search: Call, following: Call) -> bool:
    if search.locale != following.locale or search.channel != following.channel:
        return False
    if (following.at - search.at).total_seconds() > REPHRASED:
        return False
    one, other = normalise(search.text), normalise(following.text)
    return one == other or likeness(one, other) >= ALIKE
