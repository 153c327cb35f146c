"""One at a time on this machine, and nobody waits for it.

Right or wrong never depends on this: whoever writes also checks where its cursor stands. It spares
a second process the same work, and a person the wait for it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Linux, macOS or WSL
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True inside where nobody else on this machine is at it. Whoever gets True looks once more
    for work after the block: what came in meanwhile was left to it.

    The system lets go of the lock when its process ends, however that happens.
    """
    place = Path(settings.VAR_DIR) / "locks"
    place.mkdir(parents=True, exist_ok=True)
    with (place / name).open("a") as file:
        yield _is_taken(file.fileno())


def _is_taken(handle: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def place_of_locks() -> str:
    """The name of this machine's locks: whoever has the same one sees the same locks."""
    kept = Path(settings.VAR_DIR) / "locks" / "place"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"place-{secrets.token_hex(8)}")
        fresh.write_text(secrets.token_hex(8))
        # The first one stays where two come at once.
        with suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text()
