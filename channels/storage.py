"""The database or its disk takes nothing now: told from other errors, so that people hear what to
do and programs when to come back. Nothing was kept of what they sent."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from enum import Enum
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

RETRY_SECONDS = 30


class Trouble(Enum):
    """What the storage lacks."""

    ROOM = "room"
    WRITING = "writing"
    TURN = "turn"

    @property
    def status(self) -> HTTPStatus:
        if self is Trouble.ROOM:
            return HTTPStatus.INSUFFICIENT_STORAGE
        return HTTPStatus.SERVICE_UNAVAILABLE


# As SQLite, PostgreSQL (SQLSTATE) and the system name them.
SQLITE = {
    "SQLITE_FULL": Trouble.ROOM, "SQLITE_READONLY": Trouble.WRITING,
    "SQLITE_IOERR_WRITE": Trouble.ROOM, "SQLITE_CANTOPEN": Trouble.WRITING,
    "SQLITE_BUSY": Trouble.TURN, "SQLITE_LOCKED": Trouble.TURN,
}  # fmt: skip
POSTGRESQL = {
    "53100": Trouble.ROOM, "25006": Trouble.WRITING, "55P03": Trouble.TURN, "40P01": Trouble.TURN,
}  # fmt: skip
SYSTEM = {
    errno.ENOSPC: Trouble.ROOM, errno.EDQUOT: Trouble.ROOM, errno.EFBIG: Trouble.ROOM,
    errno.EROFS: Trouble.WRITING,
}  # fmt: skip


def trouble_of(error: BaseException | None) -> Trouble | None:
    """None for every error that has another reason."""
    for one in _chain(error):
        name = str(getattr(one, "sqlite_errorname", ""))
        found = SQLITE.get(name) or SQLITE.get("_".join(name.split("_")[:2]))
        found = found or POSTGRESQL.get(str(getattr(one, "sqlstate", "")))
        if isinstance(one, OSError):
            found = found or SYSTEM.get(one.errno or 0)
        if found is not None:
            return found
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def failed(request: HttpRequest) -> HttpResponse:
    """For `handler500`: called while the error is being handled."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return server_error(request)
    response = render(request, "storage.html", {"trouble": trouble.value}, status=trouble.status)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
