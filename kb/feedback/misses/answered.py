"""Answers that somebody asked for, counted by half hours: in memory first, written with the calls
(counting.py). What is read as often as programs read is a number here, and no row of its own."""

from __future__ import annotations

import threading
from collections import Counter

from kb.feedback.misses import halves, store
from kb.feedback.misses.halves import Asked

# Distinct ones; further ones are not counted until the store takes what there is. Some 5 MB.
MOST_WAITING = 20_000
WAIT = 1.0
_asked: Counter[Asked] = Counter()
_lock = threading.Lock()


def note(asked: Asked) -> None:
    """Once more. Takes some microseconds, and never fails."""
    with _lock:
        if asked in _asked or len(_asked) < MOST_WAITING:
            _asked[asked] += 1


def is_waiting() -> bool:
    return bool(_asked)


def write() -> None:
    """Raises StoreBusy, and then nothing is lost."""
    global _asked
    with _lock:
        taken, _asked = _asked, Counter()
    if not taken:
        return
    try:
        with store.writing(wait=WAIT) as session:
            halves.add(session, taken)
    except store.StoreBusy:
        with _lock:
            _asked.update(taken)
        raise


def forget() -> None:
    """What this process has, such as one that was forked and has its parent's."""
    global _lock
    _asked.clear()
    _lock = threading.Lock()
