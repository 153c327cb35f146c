"""Search follows the log: the index is written from what is live, and can be dropped."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import ClassVar

from django.conf import settings
from django.utils import timezone

from kb.alone import alone
from kb.publication import log, parking, projections
from kb.publication.differences import Answer, Difference, Kind, counted
from kb.publication.projections import Projection, live_answers
from kb.publication.queries import Candidate
from kb.search import comparison
from kb.search.documents import index_documents
from kb.search.engine import (
    Change,
    IndexBusy,
    IndexUnavailable,
    Position,
    PositionMoved,
    RebuildRefused,
    SearchEngine,
    ServerUnreachable,
    open_engine,
)

# Answers read from the database at a time; a topic row can concern thousands.
CHUNK = 200
# Before a rebuilt index is switched to, what differs is written again so often: somebody may just
# have published it, or its window begun.
ROUNDS = 4
logger = logging.getLogger(__name__)


class SearchProjection(Projection):
    """A thread goes on from the position that `cursor()` last told it, so a reset or another
    writer in between is noticed and nothing is skipped."""

    name: ClassVar[str] = "search"
    stops: ClassVar[tuple[type[Exception], ...]] = (IndexUnavailable, IndexBusy)

    def __init__(self) -> None:
        self._seen = threading.local()

    @property
    def engine(self) -> SearchEngine:
        return open_engine(settings.SEARCH_URL)

    def cursor(self) -> int:
        """0 where there is no index yet, it cannot be read, or it tells of another history: of
        another epoch, or from after a restore beyond the head. A rebuild that has read all is
        finished here, also where a kill came between."""
        position = self._position()
        self._seen.position = position
        if self.engine.is_rebuilding and position.seq >= log.head():
            with suppress(IndexBusy, PositionMoved), alone(f"{self.name}-switch") as is_mine:
                if is_mine:
                    self._finish_rebuild(position)
        return position.seq

    def is_foreign(self) -> bool:
        position = self._stored_position()
        return position.seq > 0 and not _is_ours(position)

    def replace(self, answers: frozenset[Candidate], *, seq: int) -> bool:
        """What another process has written meanwhile is left as it is. Raises IndexBusy; a
        damaged index is begun anew, and raises IndexUnavailable only where that fails too."""
        seen: Position = getattr(self._seen, "position", None) or self._position()
        if not seen.seq:
            seen = self._fresh_position()
        try:
            self.engine.write(_changes(answers), seen=seen, epoch=log.epoch(), seq=seq)
            return True
        except PositionMoved as moved:
            logger.info("search: %s", moved)
        except ServerUnreachable:
            raise
        except IndexUnavailable:
            if not self._may_begin_again(failed=seen):
                raise
        return False

    def try_out(self, answers: frozenset[Candidate]) -> None:
        deque(_changes(answers), maxlen=0)

    def differences(self, *, as_of: datetime) -> Iterator[Difference]:
        parked = parking.parked_in(self.name)
        return comparison.differences(self.engine, as_of=as_of, parked=parked)

    def repair(self, found: Collection[Difference]) -> None:
        """Answer by answer at the same position; all anew where there is no position to keep."""
        position = self._position()
        candidates = frozenset(Candidate(one.key, one.locale) for one in found)
        if not position.seq or any(one.kind == Kind.SEARCH_UNREADABLE for one in found):
            projections.rebuild(self.name)
        elif candidates:
            changes, seq = _changes(candidates), position.seq
            self.engine.write(changes, seen=position, epoch=position.epoch, seq=seq)

    def reset(self) -> None:
        self.engine.reset()

    def _finish_rebuild(self, position: Position) -> None:
        """Searches move to the new generation only where it holds exactly what is live; else the
        old one goes on from where it was. Raises RebuildRefused."""
        found = self._differences_of_next(among=None)
        for _round in range(ROUNDS):
            if not found:
                self.engine.finish_rebuild()
                return
            answers = frozenset(one.answer for one in found)
            changes = _changes(frozenset(Candidate(*answer) for answer in answers))
            self.engine.write(changes, seen=position, epoch=position.epoch, seq=position.seq)
            found = self._differences_of_next(among=answers)
        self.engine.abandon_rebuild()
        raise RebuildRefused(f"the new index differs from what is live: {counted(found)}")

    def _differences_of_next(self, *, among: frozenset[Answer] | None) -> list[Difference]:
        now, parked = timezone.now(), parking.parked_in(self.name)
        found = comparison.differences(
            self.engine, as_of=now, parked=parked, is_next=True, among=among
        )
        return list(found)

    def _position(self) -> Position:
        """The engine's, or the beginning where that is of no use."""
        position = self._stored_position()
        return position if _is_ours(position) else Position()

    def _stored_position(self) -> Position:
        """The beginning where there is none that could be read. Raises ServerUnreachable."""
        try:
            return self.engine.position()
        except ServerUnreachable:
            raise
        except IndexUnavailable as error:
            logger.error("search: %s", error)
            return Position()

    def _fresh_position(self) -> Position:
        """An empty generation to begin in, unless there is one."""
        position = self._stored_position()
        if position.generation and position.seq == 0:
            return position
        self.engine.reset()
        return self.engine.position()

    def _may_begin_again(self, *, failed: Position) -> bool:
        """Once: a disk that takes no writing would make us begin for ever."""
        if failed.generation and failed.generation == getattr(self._seen, "begun", None):
            return False
        self._seen.begun = self.engine.position().generation
        return True


class FallbackProjection(SearchProjection):
    """The index that is asked while the first does not answer; it knows nothing of that one."""

    name: ClassVar[str] = "search_fallback"

    @property
    def engine(self) -> SearchEngine:
        return open_engine(settings.SEARCH_FALLBACK_URL)


def _is_ours(position: Position) -> bool:
    return log.is_ours(history=position.epoch, seq=position.seq)


def _changes(candidates: frozenset[Candidate]) -> Iterator[Change]:
    waiting = iter(sorted(candidates, key=lambda c: (c.locale, c.key)))
    while chunk := list(islice(waiting, CHUNK)):
        now = timezone.now()
        live = live_answers(chunk, as_of=now)
        for candidate in chunk:
            answer = live.get(candidate)
            documents = (
                index_documents(answer.documents, lineage=answer.lineage, as_of=now)
                if answer and answer.open
                else ()
            )
            yield Change(candidate.key, candidate.locale, documents)
