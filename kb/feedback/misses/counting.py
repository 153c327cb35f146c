"""Counting calls: in memory while a request is answered, in the store soon after it, by a thread
of its own. No reader waits for it, and none fails because of it.

A process that is killed loses what it counted in the last `SECONDS`; one that ends as it should
loses nothing. While the store takes nothing, `MOST_WAITING` calls are kept in memory (some 5 MB),
further ones are lost, and the log says how many. These are numbers to go by, not to bill by.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.db import connection

from kb.feedback.misses import answered, store
from kb.feedback.misses.calls import Call
from kb.feedback.misses.halves import Asked
from kb.masking import mask_numbers
from kb.text import clean

SECONDS = 5.0
MOST_WAITING = 5_000
A_WRITE = 500
LONGEST = 200
COMPLAIN_EVERY_SECONDS = 60.0
# A thread of its own may wait; nobody waits for it, except for the last time at the end.
WAIT = 1.0
ADD = (
    "INSERT INTO kb_miss_call"
    " (at, seat, is_shared, is_typed, channel, audience, locale, outcome, words, answer)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
logger = logging.getLogger(__name__)


class _Waiting:
    """What this process has counted and not written yet."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque()
        self.lost = 0
        self.complained_at = -COMPLAIN_EVERY_SECONDS
        self.lock = threading.Lock()
        self.writes = threading.Lock()
        self.wake = threading.Event()
        self.thread: threading.Thread | None = None


_waiting = _Waiting()
# Tests write when they mean to.
writes_by_itself = True


def count(call: Call) -> None:
    """Takes some microseconds, and never fails."""
    if len(_waiting.calls) >= MOST_WAITING:
        _waiting.lost += 1
        return
    _waiting.calls.append(call if settings.MISS_DAYS else replace(call, text=""))
    if writes_by_itself and _waiting.thread is None:
        _start()


def count_answer(asked: Asked) -> None:
    """An answer was given to somebody who wanted just this one; as quick, and as safe."""
    if not settings.SURGE_AT_LEAST:
        return
    answered.note(asked)
    if writes_by_itself and _waiting.thread is None:
        _start()


def flush() -> bool:
    """Write what has come together; False where the store did not take it now."""
    with _waiting.writes:
        while batch := _take():
            if not _write(batch):
                return False
        return _write_answered()


def forget() -> None:
    """For tests, whose stores come and go."""
    _waiting.calls.clear()
    _waiting.lost = 0
    answered.forget()


def connect() -> None:
    """Called when the app starts."""
    os.register_at_fork(after_in_child=_begin_anew)
    atexit.register(_at_exit)


def _begin_anew() -> None:
    """A child has its parent's calls no more than its threads."""
    global _waiting
    _waiting = _Waiting()
    answered.forget()


def _at_exit() -> None:
    if _waiting.calls or answered.is_waiting():
        flush()


def _start() -> None:
    with _waiting.lock:
        if _waiting.thread is None:
            _waiting.thread = threading.Thread(target=_keep_writing, name="misses", daemon=True)
            _waiting.thread.start()


def _keep_writing() -> None:
    mine = _waiting
    while True:
        mine.wake.wait(SECONDS)
        if mine is not _waiting:
            return
        if mine.calls or answered.is_waiting():
            flush()
            connection.close()


def _take() -> list[Call]:
    calls = _waiting.calls
    return [calls.popleft() for _ in range(min(A_WRITE, len(calls)))]


def _write(batch: Sequence[Call]) -> bool:
    """A batch that can never be written is lost; one that can later waits."""
    try:
        with store.writing(wait=WAIT) as session:
            session.many(ADD, [_row(call) for call in batch])
    except store.StoreBusy as error:
        _waiting.calls.extendleft(reversed(batch))
        _complain(str(error))
        return False
    except Exception as error:
        _waiting.lost += len(batch)
        # Its words may stand in the message.
        _complain(type(error).__name__)
    return True


def _write_answered() -> bool:
    """Numbers without words: what cannot be written now waits, whatever hinders it."""
    try:
        answered.write()
    except store.StoreBusy as error:
        _complain(str(error))
        return False
    return True


def _row(call: Call) -> tuple[object, ...]:
    words = mask_numbers(clean(call.text).text)[:LONGEST]
    return (
        call.at.timestamp(), call.seat, int(call.is_shared), int(call.is_typed),
        call.channel, call.audience, call.locale, call.outcome.value, words,
        call.answer,
    )  # fmt: skip


def _complain(why: str) -> None:
    if time.monotonic() - _waiting.complained_at >= COMPLAIN_EVERY_SECONDS:
        _waiting.complained_at = time.monotonic()
        waiting, lost = len(_waiting.calls), _waiting.lost
        logger.warning("calls are not counted now: %s; %s wait, %s lost", why, waiting, lost)
