"""Generations of an index on disk: one that is read, at times a next one being filled.

    CURRENT             name of the generation that is read
    NEXT                name of the one that is written to while it is being rebuilt
    writer.lock         held by the one process that writes
    v1-4f6c…/           a generation
        position.json   how far the log has been written, and which indexes there are
        zh-Hans.public/ one index

Pointers and positions are replaced by renaming, so a reader sees the old or the new one, and a
kill leaves one of them.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kb.search.engine import IndexBusy, IndexUnavailable, Position

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Linux, macOS or WSL
    fcntl = None  # type: ignore[assignment]

WAIT_FOR_WRITER_SECONDS = 10.0
TRY_AGAIN_SECONDS = 0.02
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Generation:
    """`version`: of the layout, as in the name; a generation of another one is not read."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def index(self, code: str) -> Path:
        return self.path / code

    def position(self) -> Position:
        """Raises IndexUnavailable where the file is missing or damaged."""
        return self._stored()[0]

    def indexes(self) -> frozenset[str]:
        """Codes of the indexes that have been committed to."""
        return self._stored()[1]

    def move_to(self, *, epoch: str, seq: int, indexes: frozenset[str]) -> None:
        text = json.dumps({"epoch": epoch, "seq": seq, "indexes": sorted(indexes)})
        replace_file(self.path / "position.json", text)

    def _stored(self) -> tuple[Position, frozenset[str]]:
        try:
            data = json.loads((self.path / "position.json").read_text(encoding="utf-8"))
            position = Position(self.name, data["epoch"], data["seq"])
            return position, frozenset(data["indexes"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnavailable(f"no position in {self.path}: rebuild search") from error


class Generations:
    """`version` names the layout; after a change of it everything is built anew."""

    def __init__(self, root: Path, *, version: str) -> None:
        self.root = root
        self.version = version

    def current(self) -> Generation | None:
        return self._named_in("CURRENT")

    def next(self) -> Generation | None:
        """Being filled and not read yet."""
        following = self._named_in("NEXT")
        return None if following == self.current() else following

    def written(self) -> Generation | None:
        """Where writing goes on; None before the first write and after a change of layout."""
        return self.next() or self.current()

    def begin_first(self) -> Generation:
        """Read from at once, as there is nothing better."""
        generation = self._new()
        replace_file(self.root / "CURRENT", generation.name)
        return generation

    def begin_next(self) -> Generation:
        """Drops a next one that was begun before."""
        generation = self._new()
        replace_file(self.root / "NEXT", generation.name)
        self._drop_others()
        return generation

    def switch(self) -> None:
        """The next generation becomes the current one."""
        if following := self.next():
            replace_file(self.root / "CURRENT", following.name)
        with suppress(FileNotFoundError):
            (self.root / "NEXT").unlink()
        self._drop_others()

    def drop_next(self) -> None:
        """Writing goes on where reading does; a next one that nothing else stands for stays."""
        if self.current():
            with suppress(FileNotFoundError):
                (self.root / "NEXT").unlink()
            self._drop_others()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held by one thread of one process; raises IndexBusy after WAIT_FOR_WRITER_SECONDS.

        The system lets go of the lock when its process ends, however that happens.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "writer.lock").open("a") as file:
            _lock(file.fileno(), root=self.root)
            yield

    def _new(self) -> Generation:
        generation = Generation(self.root / f"{self.version}-{uuid.uuid4().hex[:12]}")
        generation.path.mkdir(parents=True)
        generation.move_to(epoch="", seq=0, indexes=frozenset())
        return generation

    def _named_in(self, pointer: str) -> Generation | None:
        try:
            name = (self.root / pointer).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        generation = Generation(self.root / name)
        is_ours = name.startswith(f"{self.version}-") and "/" not in name
        return generation if is_ours and generation.path.is_dir() else None

    def _drop_others(self) -> None:
        kept = {generation.name for generation in (self.current(), self.next()) if generation}
        for path in self.root.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
        for unfinished in self.root.glob("*.new"):
            unfinished.unlink(missing_ok=True)


def replace_file(path: Path, text: str) -> None:
    """The new content or the old one, whatever happens, and on disk when this returns."""
    fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _lock(handle: int, *, root: Path) -> None:
    if fcntl is None:
        logger.warning("no file locks on this system: only one process may write to %s", root)
        return
    until = time.monotonic() + WAIT_FOR_WRITER_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise IndexBusy(
                    f"Another process is writing to the search index in {root}. Nothing is lost: "
                    "wait until it has finished, then try again."
                ) from None
            time.sleep(TRY_AGAIN_SECONDS)
