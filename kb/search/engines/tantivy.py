"""The embedded engine: tantivy indexes on a local disk, in this process.

tantivy alone is not kill-safe: a process killed while it commits deletions leaves files that make
every later writer fail. So rubbish is collected after each opening, and where a writer still
fails, a new generation is begun and filled from the log
(docs/decisions/0011-the-index-is-moved-forward-last.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, unquote

import tantivy

from kb.access import Audience, Filter
from kb.search.engine import (
    Change,
    Held,
    Hit,
    IndexName,
    IndexUnavailable,
    Position,
    PositionMoved,
    Query,
    SearchEngine,
    best_per_answer,
)
from kb.search.engines import tantivy_fields as fields
from kb.search.engines.generations import Generation, Generations
from kb.search.engines.tantivy_files import META, WriterFailed, as_unavailable, open_index
from kb.search.engines.tantivy_writers import HeldOfAnswer, Writers

# Of one answer in one index; what has more is written anew each time.
MOST_COMPARED = 200
logger = logging.getLogger(__name__)


class TantivyEngine(SearchEngine):
    """`root`: a directory of its own on a local disk."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root, version=fields.LAYOUT)
        self._readers: dict[Path, _Reader] = {}
        self._lock = threading.Lock()

    def search(
        self, index: IndexName, query: Query, *, allowed: Filter, limit: int, offset: int = 0
    ) -> tuple[Hit, ...]:
        wanted = fields.find(query, allowed=allowed)
        generation = self._current()
        try:
            return self._answers(generation, index, wanted, offset + limit)[offset:]
        except IndexUnavailable:
            if self._current() == generation:
                raise
            # A rebuild has just finished and has taken the old files away.
            return self._answers(self._current(), index, wanted, offset + limit)[offset:]

    def held(self, *, is_next: bool = False) -> Iterator[Held]:
        generation = (self._generations.next() if is_next else None) or self._current()
        for code in sorted(generation.indexes()):
            locale, _dot, tier = code.rpartition(".")
            reader = self._reader(generation, code)
            if reader is not None:
                with as_unavailable(reader.path):
                    yield from reader.held(IndexName(locale, Audience.from_code(tier)))

    def position(self) -> Position:
        written = self._generations.written()
        try:
            return written.position() if written else Position()
        except IndexUnavailable:
            if self._generations.written() == written:
                raise
            # It was dropped between the two looks: another process has begun a new one.
            return self.position()

    def write(self, changes: Iterable[Change], *, seen: Position, epoch: str, seq: int) -> None:
        with self._generations.writing():
            if self.position() != seen:
                raise PositionMoved(f"the index is at {self.position()}, not at {seen}")
            generation = self._generations.written() or self._generations.begin_first()
            is_read = generation == self._generations.current()
            writers = Writers(generation, held=self._held_of if is_read else _not_looked)
            try:
                for change in changes:
                    writers.replace(change)
                writers.commit()
            except WriterFailed as error:
                fresh = self._generations.begin_next()
                logger.error("index %s is damaged, begun %s: %s", generation, fresh, error)
                raise IndexUnavailable(
                    f"The search index was damaged and is being built anew: {error}"
                ) from error
            finally:
                writers.close()
            indexes = generation.indexes() | writers.codes
            generation.move_to(epoch=epoch, seq=seq, indexes=indexes)

    def reset(self) -> None:
        with self._generations.writing():
            self._generations.begin_next()

    @property
    def is_rebuilding(self) -> bool:
        return self._generations.next() is not None

    def finish_rebuild(self) -> None:
        with self._generations.writing():
            self._generations.switch()

    def abandon_rebuild(self) -> None:
        with self._generations.writing():
            self._generations.drop_next()

    def _current(self) -> Generation:
        generation = self._generations.current()
        if generation is None:
            raise IndexUnavailable(f"no search index in {self._generations.root}: rebuild search")
        return generation

    def _answers(
        self, generation: Generation, index: IndexName, wanted: tantivy.Query | None, count: int
    ) -> tuple[Hit, ...]:
        reader = self._reader(generation, index.code)
        if reader is None or wanted is None:
            return ()
        with as_unavailable(reader.path):
            return reader.answers(wanted, index.locale, count)

    def _held_of(self, generation: Generation, index: IndexName, key: str) -> HeldOfAnswer:
        with suppress(IndexUnavailable):
            reader = self._reader(generation, index.code)
            if reader is not None:
                with as_unavailable(reader.path):
                    return reader.held_of(key, index)
        return None

    def _reader(self, generation: Generation, code: str) -> _Reader | None:
        """None where the generation is whole and nothing was ever put into this index."""
        path = generation.index(code)
        with self._lock, as_unavailable(path):
            if path not in self._readers:
                if code not in generation.indexes():
                    return None
                self._readers = {p: r for p, r in self._readers.items() if p.parent == path.parent}
                self._readers[path] = _Reader(path)
            reader = self._readers[path]
            reader.refresh()
            return reader


class _Reader:
    """One index, opened once; looks at its newest commit before each search."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = self._stamp()
        self.index = open_index(path)
        # Without the thread that watches the directory: a forked server process would lose it.
        self.index.config_reader("manual")
        self.index.reload()

    def refresh(self) -> None:
        stamp = self._stamp()
        if stamp != self.seen:
            self.index.reload()
            self.seen = stamp

    def answers(self, wanted: tantivy.Query, locale: str, count: int) -> tuple[Hit, ...]:
        """The best `count` answers; several documents of one answer count as one."""
        searcher = self.index.searcher()
        documents = count * 2 + 10
        while True:
            found = searcher.search(wanted, documents, count=False).hits
            hits = best_per_answer([self._hit(searcher, score, at, locale) for score, at in found])
            if len(hits) >= count or len(found) < documents:
                return hits[:count]
            documents *= 4

    def held(self, index: IndexName) -> Iterator[Held]:
        searcher = self.index.searcher()
        if not searcher.num_docs:
            return
        everything = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False)
        for _score, address in everything.hits:
            yield fields.held(searcher.doc(address), index)

    def held_of(self, key: str, index: IndexName) -> HeldOfAnswer:
        searcher = self.index.searcher()
        hits = searcher.search(fields.of_answer(key), MOST_COMPARED + 1, count=False).hits
        if len(hits) > MOST_COMPARED:
            return None
        return [fields.held(searcher.doc(address), index) for _score, address in hits]

    def _stamp(self) -> tuple[int, int]:
        status = (self.path / META).stat()
        return status.st_mtime_ns, status.st_ino

    @staticmethod
    def _hit(
        searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress, locale: str
    ) -> Hit:
        document = searcher.doc(address)
        element = document.get_first("element") or ""
        return Hit(str(document.get_first("key")), locale, str(element), float(score))


def _not_looked(_generation: Generation, _index: IndexName, _key: str) -> HeldOfAnswer:
    """While a generation is being filled there is next to nothing to leave alone, and the readers
    of the one that is searched stay open."""
    return None


def connect(url: SplitResult) -> TantivyEngine:
    """`tantivy:///absolute/directory`, or `tantivy://directory` from where the server starts."""
    return TantivyEngine(Path(unquote(url.netloc + url.path)))
