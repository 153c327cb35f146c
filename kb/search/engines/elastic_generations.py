"""Generations of an index on a server: one that is read, at times a next one being filled.

    granule.read, granule.write         aliases: the generation that is read, the one written to
    granule-v1-4f6c12ab34cd             a generation's own index, with its position in the log
    granule-v1-4f6c12ab34cd.zh-hans.public        one index of it
    granule-v1-4f6c12ab34cd.zh-hans.public.write  its alias for writing
    granule.read.zh-hans.public                   its alias for reading, moved at the switch

Aliases are moved all at once, so a reader sees the old generation or the new one. Writing goes
through an alias of its generation alone: one that was dropped is not brought back by a late write.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kb.search.engine import IndexUnavailable, Position, PositionMoved, ServerUnreachable
from kb.search.engines.elastic_fields import LAYOUT, index_body
from kb.search.engines.elastic_servers import SEARCH_SECONDS, Address, Body, Reply, Server

POSITION: dict[str, Any] = {
    "settings": {"number_of_shards": 1},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "epoch": {"type": "keyword"},
            "seq": {"type": "long"},
            "indexes": {"type": "keyword"},
        },
    },
}
NOWHERE = Position()
MISSING = 404
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Place:
    """A position, which indexes have been written to, and the state of the form that said so."""

    position: Position = NOWHERE
    indexes: frozenset[str] = frozenset()
    seq_no: int = 0
    term: int = 0


class Generations:
    def __init__(self, server: Server, address: Address) -> None:
        self._server = server
        self._address = address
        self._root = address.index
        self._known: set[str] = set()

    def read(self) -> str:
        """Name of the generation that is read; empty where there is none."""
        return self._behind(f"{self._root}.read")

    def written(self) -> str:
        return self._behind(f"{self._root}.write")

    def readable(self, code: str) -> str:
        """What is asked for one index."""
        return f"{self._root}.read.{code.lower()}"

    @staticmethod
    def index(generation: str, code: str) -> str:
        return f"{generation}.{code.lower()}"

    def writable(self, generation: str, code: str) -> str:
        """What is written to for one index of a generation."""
        return f"{self.index(generation, code)}.write"

    def make(self, generation: str, codes: frozenset[str]) -> None:
        """Indexes of a generation that are not there yet.

        The check after making them, and that of `switch` after switching, leave no moment in which
        an index is made and stays without its alias for reading.
        """
        body = index_body(shards=self._address.shards, replicas=self._address.replicas)
        missing = {self.index(generation, code): code for code in codes}
        missing = {index: code for index, code in missing.items() if index not in self._known}
        for index, code in sorted(missing.items()):
            self._create(index, body | {"aliases": {self.writable(generation, code): {}}})
        if missing and self.read() == generation:
            self._move_aliases([_add(index, self.readable(c)) for index, c in missing.items()])
        self._known |= missing.keys()

    def place(self, *, of: str = "write") -> Place:
        """Where writing goes on, or how far what is read has come."""
        path = f"/{self._root}.{of}/_doc/position"
        # Asked before everything else; whoever publishes may be waiting for it.
        reply = self._server.ask("GET", path, seconds=SEARCH_SECONDS)
        if reply.status == MISSING:
            return Place()
        found = succeeded(reply).body
        stored = found["_source"]
        name = found["_index"]
        position = Position(name, stored["epoch"], stored["seq"])
        # Of another layout: what is found there is of no use.
        if not self._is_generation(name):
            return Place()
        indexes = frozenset(stored["indexes"])
        return Place(position, indexes, found["_seq_no"], found["_primary_term"])

    def begin(self, *, is_read: bool) -> str:
        """A new, empty generation is written to from now on; `is_read`: and asked. One that was
        begun before and never read is dropped."""
        name = f"{self._root}-{LAYOUT}-{uuid.uuid4().hex[:12]}"
        settings = POSITION["settings"] | {"number_of_replicas": self._address.replicas}
        self._create(name, POSITION | {"settings": settings})
        path = f"/{name}/_create/position"
        succeeded(self._server.ask("PUT", path, {"epoch": "", "seq": 0, "indexes": []}))
        roles = ("read", "write") if is_read else ("write",)
        former = {role: self._behind(f"{self._root}.{role}") for role in roles}
        actions = [_remove(former[role], f"{self._root}.{role}") for role in roles if former[role]]
        self._move_aliases([*actions, *(_add(name, f"{self._root}.{role}") for role in roles)])
        self._drop_others()
        return name

    def move_to(self, place: Place, *, epoch: str, seq: int, indexes: frozenset[str]) -> None:
        """Raises PositionMoved where somebody else has moved it since."""
        reply = self._server.ask(
            "PUT",
            f"/{place.position.generation}/_doc/position",
            {"epoch": epoch, "seq": seq, "indexes": sorted(place.indexes | indexes)},
            params={"if_seq_no": place.seq_no, "if_primary_term": place.term},
        )
        if reply.status in {MISSING, CONFLICT}:
            raise PositionMoved(f"another process has moved on from {place.position}")
        succeeded(reply)

    def switch(self) -> None:
        """The generation that is written to is read, all its indexes at once."""
        following, former = self.written(), self.read()
        if following and following != former:
            added: set[str] = set()
            while missing := self._indexes_of(following) - added:
                self._move_aliases(self._switch_actions(former, following, missing))
                former, added = "", added | missing
        self._drop_others()

    def drop_next(self) -> None:
        """Writing goes on where reading does."""
        read, written = self.read(), self.written()
        if read and read != written:
            alias = f"{self._root}.write"
            self._move_aliases([_remove(written, alias), _add(read, alias)])
        self._drop_others()

    def refresh(self, indexes: Iterable[str]) -> None:
        """What was written is found from now on."""
        if names := ",".join(sorted(indexes)):
            succeeded(self._server.ask("POST", f"/{names}/_refresh"))

    def _switch_actions(self, former: str, following: str, indexes: set[str]) -> list[Any]:
        actions = [_add(following, f"{self._root}.read")]
        for index in sorted(indexes - {following}):
            actions.append(_add(index, self.readable(index.removeprefix(f"{following}."))))
        if former:
            actions.append(_remove(former, f"{self._root}.read"))
        for index in sorted(self._indexes_of(former) - {former}) if former else ():
            actions.append(_remove(index, self.readable(index.removeprefix(f"{former}."))))
        return actions

    def _indexes_of(self, generation: str) -> set[str]:
        reply = self._server.ask("GET", f"/{generation}*/_alias")
        return set(succeeded(reply).body)

    def _drop_others(self) -> None:
        kept = {self.read(), self.written()}
        found = succeeded(self._server.ask("GET", f"/{self._root}-v*/_alias")).body
        for index in found:
            if self._is_ours(index) and index.partition(".")[0] not in kept:
                # Another process may have been faster.
                self._server.ask("DELETE", f"/{index}")

    def _behind(self, alias: str) -> str:
        reply = self._server.ask("GET", f"/_alias/{alias}")
        if reply.status == MISSING:
            return ""
        name: str = next(iter(succeeded(reply).body), "")
        return name if self._is_generation(name) else ""

    def _create(self, index: str, body: Body) -> None:
        # Writing waits for the index itself.
        params = {"wait_for_active_shards": "0"}
        reply = self._server.ask("PUT", f"/{index}", body, params=params)
        if reply.status != 400 or error_type(reply.body) != "resource_already_exists_exception":
            succeeded(reply)

    def _move_aliases(self, actions: list[Any]) -> None:
        reply = self._server.ask("POST", "/_aliases", {"actions": actions})
        if reply.status == MISSING:
            raise PositionMoved("another process has begun a new generation")
        succeeded(reply)

    def _is_generation(self, name: str) -> bool:
        return re.fullmatch(rf"{self._root}-{LAYOUT}-[0-9a-f]{{12}}", name) is not None

    def _is_ours(self, index: str) -> bool:
        return re.match(rf"{self._root}-v\d+-[0-9a-f]{{12}}(\.|$)", index) is not None


def error_type(body: Any) -> str:
    """What kind of error it is. Its message is told to nobody: it may repeat what was asked."""
    error = body.get("error") if isinstance(body, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    return str(kind or "no reason given")


def succeeded(reply: Reply) -> Reply:
    if reply.is_ok:
        return reply
    said = f"the search server answers {reply.status} ({error_type(reply.body)})"
    if reply.status in {401, 403, 429} or reply.status >= 500:
        raise ServerUnreachable(said)
    raise IndexUnavailable(f"{said}: rebuild search")


def _add(index: str, alias: str) -> dict[str, Any]:
    return {"add": {"index": index, "alias": alias}}


def _remove(index: str, alias: str) -> dict[str, Any]:
    return {"remove": {"index": index, "alias": alias}}
