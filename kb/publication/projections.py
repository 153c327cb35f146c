"""Projections: everything that follows from the log and can be dropped and rebuilt."""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from kb.alone import alone
from kb.publication import log, parking
from kb.publication.affected import LiveAnswer, affected_answers, live_answers
from kb.publication.differences import Difference
from kb.publication.models import Cursor, Parked, Publication
from kb.publication.queries import Candidate

__all__ = ["Entry", "LiveAnswer", "Projection", "affected_answers", "live_answers"]

BATCH = 500
# A row that concerns no answer.
NOBODYS = ""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log without its documents."""

    seq: int
    kind: str
    key: str
    locale: str
    at: datetime
    ref: str


class Projection(ABC):
    """Reads the log from its own cursor. Applying a row twice must change nothing.

    `stops`: errors that no single answer is to blame for; they stop the stream until next time.
    Whatever else is raised parks the answer it is raised for (parking.py).
    """

    name: ClassVar[str]
    # Tables of its own in the database: a backup leaves them out.
    tables: ClassVar[tuple[str, ...]] = ()
    stops: ClassVar[tuple[type[Exception], ...]] = ()

    @abstractmethod
    def cursor(self) -> int:
        """The last position whose effect is kept."""

    def is_foreign(self) -> bool:
        """Is what is kept of another history? It is dropped then, and made from the beginning."""
        return False

    def differences(self, *, as_of: datetime) -> Iterator[Difference]:
        """Where it does not hold what is live; reads only. Nothing, where it holds no answers."""
        return iter(())

    def repair(self, found: Collection[Difference]) -> None:
        """Writes these answers again, or everything where that is simpler."""
        if found:
            rebuild(self.name)

    def apply(self, entries: Sequence[Entry]) -> bool:
        """As `replace`, for the answers that these rows concern and the last one's position. One
        row about a topic may concern all there are: they are taken in portions."""
        answers = affected_answers(entries)
        if len(answers) > BATCH:
            at, first = self.cursor(), sorted(answers, key=lambda a: (a.key, a.locale))
            while len(first) > BATCH:
                portion, first = first[:BATCH], first[BATCH:]
                if not self.replace(frozenset(portion), seq=at):
                    return False
            answers = frozenset(first)
        return self.replace(answers, seq=entries[-1].seq)

    @abstractmethod
    def replace(self, answers: frozenset[Candidate], *, seq: int) -> bool:
        """Puts what is live of these answers in the place of what was kept of them, and moves to
        `seq`; both commit together. False where another process was quicker: nothing was done."""

    @abstractmethod
    def try_out(self, answers: frozenset[Candidate]) -> None:
        """Makes what `replace` would keep of them and keeps nothing: raises what an answer is to
        blame for before anything is written."""

    @abstractmethod
    def reset(self) -> None:
        """Drop everything; the cursor is 0 again."""


class Unknown(KeyError):
    """No projection has this name."""


_projections: dict[str, Projection] = {}


def register(projection: Projection) -> None:
    _projections[projection.name] = projection


def names() -> tuple[str, ...]:
    return tuple(_projections)


def get(name: str) -> Projection:
    """Raises Unknown."""
    try:
        return _projections[name]
    except KeyError:
        raise Unknown(name) from None


def catch_up(name: str | None = None, *, until: float | None = None) -> None:
    """Bring one projection, or all, to the head of the log. One that fails never stops another.
    After `until` (of `time.monotonic`) none takes more than it is at."""
    failed: Exception | None = None
    for projection in [get(name)] if name else list(_projections.values()):
        try:
            _catch_up_alone(projection, until=until)
        except projection.stops as error:
            # Foreseen, and tried again every few seconds: where in the code says nothing new.
            logger.error("projection %s stopped: %s", projection.name, error)
            failed = error
        except Exception as error:
            logger.exception("projection %s stopped", projection.name)
            failed = error
    if failed is not None and name:
        raise failed


def rebuild(name: str, *, step: Callable[[int], Any] = lambda rows: None) -> None:
    """Drop the projection and make it again from the log; `step` is told after each batch how
    many rows more were read. Raises what the projection raises."""
    projection = get(name)
    _begin_anew(projection)
    _catch_up(projection, step=step)


def _begin_anew(projection: Projection) -> None:
    projection.reset()
    parking.forget(projection.name)


def retry(parked: Parked) -> bool:
    """Try a parked answer again now; True where it was taken and is parked no more."""
    _take_apart(get(parked.projection), [Candidate(parked.key, parked.locale)])
    return not Parked.objects.filter(pk=parked.pk).exists()


def _catch_up_alone(projection: Projection, *, until: float | None) -> None:
    """Whoever finds another process at work leaves it to that one, which looks once more after it
    has let go, so nothing stays undone."""
    while projection.is_foreign() or entries_after(projection.cursor(), limit=1):
        with alone(f"projection-{projection.name}") as is_mine:
            if not is_mine:
                return
            _catch_up(projection, until=until)
        if _is_over(until):
            return


def _catch_up(
    projection: Projection,
    *,
    step: Callable[[int], Any] = lambda rows: None,
    until: float | None = None,
) -> None:
    if projection.is_foreign():
        logger.warning("projection %s is of another history and is made anew", projection.name)
        _begin_anew(projection)
    # Who begins takes every answer by its own row, as it is now: what topics did until now names
    # them all once more.
    told = 0 if projection.cursor() else log.head()
    while entries := entries_after(projection.cursor(), limit=BATCH):
        _take(projection, [_of_one_answer(e) if e.seq <= told else e for e in entries])
        step(len(entries))
        if _is_over(until):
            return


def _of_one_answer(entry: Entry) -> Entry:
    """The row as far as it concerns the answer it names, if any."""
    return entry if entry.key else replace(entry, kind=NOBODYS)


def _is_over(until: float | None) -> bool:
    return until is not None and time.monotonic() >= until


def _take(projection: Projection, entries: Sequence[Entry]) -> None:
    try:
        if projection.apply(entries) and Parked.objects.exists():
            parking.clear(affected_answers(entries), name=projection.name)
    except _stops(projection):
        raise
    except Exception as error:
        reason, place = type(error).__name__, parking.where(error)
        logger.warning("%s: a batch failed, taken apart: %s %s", projection.name, reason, place)
        _take_apart(projection, sorted(affected_answers(entries), key=lambda a: (a.key, a.locale)))
        projection.replace(frozenset(), seq=entries[-1].seq)


def _take_apart(projection: Projection, answers: Sequence[Candidate]) -> None:
    """Without moving on: after a kill in the middle the batch is read again."""
    at = projection.cursor()
    parking.take_apart(
        lambda part: projection.replace(part, seq=at),
        answers,
        try_out=projection.try_out,
        name=projection.name,
        stops=_stops(projection),
    )


def _stops(projection: Projection) -> tuple[type[Exception], ...]:
    return parking.PASSING + projection.stops


def entries_after(seq: int, *, limit: int) -> list[Entry]:
    rows = Publication.objects.filter(seq__gt=seq).order_by("seq")
    columns = rows.values_list("seq", "kind", "key", "locale", "at", "ref")[:limit]
    return [Entry(*row) for row in columns]


def lag(name: str) -> int:
    """How many rows of the log the projection has not read yet."""
    return log.head() - get(name).cursor()


def stored_cursor(name: str) -> int:
    """For projections that live in the database; 0 where the cursor is of another history."""
    return 0 if is_stored_foreign(name) else _stored(name)[1]


def is_stored_foreign(name: str) -> bool:
    """Was the cursor kept in another epoch, or does it lie beyond the head?"""
    epoch, seq = _stored(name)
    return seq > 0 and not log.is_ours(history=epoch, seq=seq)


def store_cursor(name: str, seq: int) -> None:
    """In the caller's transaction, together with the effect."""
    Cursor.objects.update_or_create(name=name, defaults={"seq": seq, "epoch": log.epoch()})


def _stored(name: str) -> tuple[str, int]:
    row = Cursor.objects.filter(name=name).values_list("epoch", "seq").first()
    return row or ("", 0)
