"""Many documents written at once, each with the position in the log as its version.

A server may take some and refuse others, so every item is looked at: what it was too busy for is
sent again, and what has a newer version already is done.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from kb.search.engine import IndexUnavailable, ServerUnreachable
from kb.search.engines.elastic_generations import CONFLICT, MISSING, error_type, succeeded
from kb.search.engines.elastic_servers import Server

REQUEST_BYTES = 4_000_000
KEPT_IN_MEMORY = 16_000_000
MOST_ATTEMPTS = 7
# Doubled each time, up to the most, and varied, so that several writers do not come back at once.
FIRST_PAUSE_SECONDS, MOST_PAUSE_SECONDS = 0.1, 5.0
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
logger = logging.getLogger(__name__)


class TargetGone(Exception):
    """What is written to was taken away."""


@dataclass(frozen=True, slots=True)
class Item:
    """`alias`: where it is written; `form`: as it is sent."""

    alias: str
    id: str
    form: bytes


class Batch:
    """What is to be written, collected whole before anything is sent: outside memory when it is
    much. Of one document the last form counts."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
        self._places: dict[tuple[str, str], int] = {}

    def add(self, alias: str, id: str, form: dict[str, Any]) -> None:
        self._places[alias, id] = self._file.tell()
        self._file.write(json.dumps(form, ensure_ascii=False).encode() + b"\n")

    @property
    def aliases(self) -> frozenset[str]:
        return frozenset(alias for alias, _id in self._places)

    def requests(self) -> Iterator[list[Item]]:
        """In portions that a server takes at once."""
        portion: list[Item] = []
        for (alias, id), place in self._places.items():
            self._file.seek(place)
            portion.append(Item(alias, id, self._file.readline()))
            if sum(len(item.form) for item in portion) >= REQUEST_BYTES:
                yield portion
                portion = []
        if portion:
            yield portion

    def close(self) -> None:
        self._file.close()


class BulkWriter:
    def __init__(self, server: Server, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._server = server
        self._pause = pause

    def write(self, batch: Batch, *, version: int) -> None:
        """Raises ServerUnreachable where the server stays too busy, TargetGone where an index
        is gone; then some may have been written, which a next write makes right."""
        for portion in batch.requests():
            waiting = portion
            for attempt in range(MOST_ATTEMPTS):
                if attempt:
                    self._pause(_pause_after(attempt))
                waiting = self._refused(waiting, version=version)
                if not waiting:
                    break
            else:
                raise ServerUnreachable(f"the search server refused {len(waiting)} documents")

    def _refused(self, items: list[Item], *, version: int) -> list[Item]:
        """Sends them; gives those that are to be sent again."""
        body = b"".join(_lines(item, version) for item in items)
        params = {"require_alias": "true"}
        reply = self._server.ask("POST", "/_bulk", body, params=params)
        if reply.status in TRY_AGAIN:
            return items
        told = [next(iter(result.values())) for result in succeeded(reply).body["items"]]
        results = list(zip(items, told, strict=True))
        self._check_conflicts(
            [item for item, said in results if said["status"] == CONFLICT], version=version
        )
        for _item, said in results:
            _raise_where_lost(said)
        return [item for item, said in results if said["status"] in TRY_AGAIN]

    def _check_conflicts(self, items: list[Item], *, version: int) -> None:
        """A refusal for its version is well only where what is stored is as new."""
        if not items:
            return
        wanted = [{"_index": item.alias, "_id": item.id, "_source": ["seq"]} for item in items]
        found = succeeded(self._server.ask("POST", "/_mget", {"docs": wanted})).body["docs"]
        older = [one for one in found if one.get("_source", {}).get("seq", -1) < version]
        if older:
            raise IndexUnavailable(
                f"{len(older)} documents are held in an older form and take no new one: "
                "rebuild search"
            )


def _lines(item: Item, version: int) -> bytes:
    action = {
        "_index": item.alias,
        "_id": item.id,
        "version": version,
        "version_type": "external_gte",
    }
    return json.dumps({"index": action}).encode() + b"\n" + item.form


def _raise_where_lost(said: dict[str, Any]) -> None:
    status = said["status"]
    if status == MISSING:
        raise TargetGone("an index of the generation is gone")
    if status >= 300 and status != CONFLICT and status not in TRY_AGAIN:
        raise IndexUnavailable(
            f"a document was refused with {status} ({error_type(said)}): rebuild search"
        )


def _pause_after(attempt: int) -> float:
    longest = min(FIRST_PAUSE_SECONDS * 2**attempt, MOST_PAUSE_SECONDS)
    return random.uniform(longest / 2, longest)
