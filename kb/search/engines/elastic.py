"""Elasticsearch and OpenSearch: an index that several servers share.

What must not get lost or come back is kept by versions: each document carries the position in the
log that it was written for, the server refuses older ones, and what is gone stays as a marked
document (docs/decisions/search-servers-versions.md).
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import SplitResult

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
    open_engine,
)
from kb.search.engines import elastic_fields as fields
from kb.search.engines.elastic_bulk import Batch, BulkWriter, TargetGone
from kb.search.engines.elastic_generations import MISSING, Generations, succeeded
from kb.search.engines.elastic_servers import SEARCH_SECONDS, Address, Reply, Server, open_server

# A rebuild may take an index away between finding in it and reading what was found.
SEARCH_ATTEMPTS = 3
MAY_HAVE_MOVED = frozenset({404, 500, 503})
# Servers give no more results than this.
DEEPEST = 10_000
PAGE = 1_000
logger = logging.getLogger(__name__)


class ElasticEngine(SearchEngine):
    def __init__(self, server: Server, address: Address) -> None:
        self._server = server
        self._address = address
        self._generations = Generations(server, address)

    def search(
        self, index: IndexName, query: Query, *, allowed: Filter, limit: int, offset: int = 0
    ) -> tuple[Hit, ...]:
        wanted = fields.find(query, allowed=allowed)
        size = min(limit, DEEPEST - offset)
        if size <= 0:
            return ()
        body = _request(wanted or {"match_none": {}}, start=offset, size=size)
        reply = self._ask(index, body)
        if reply.status == MISSING:
            return self._nothing(index)
        found = succeeded(reply).body["hits"]["hits"]
        return tuple(_hit(one, index.locale) for one in found)

    def held(self, *, is_next: bool = False) -> Iterator[Held]:
        place = self._generations.place(of="write" if is_next else "read")
        if not place.position.generation:
            raise IndexUnavailable(f"no search index {self._address.index}: rebuild search")
        for code in sorted(place.indexes):
            locale, _dot, tier = code.rpartition(".")
            index = IndexName(locale, Audience.from_code(tier))
            for found in self._found(self._generations.index(place.position.generation, code)):
                yield from fields.held(found["_source"], index, version=found["_version"])

    def position(self) -> Position:
        return self._generations.place().position

    def write(self, changes: Iterable[Change], *, seen: Position, epoch: str, seq: int) -> None:
        place = self._generations.place()
        if place.position != seen:
            raise PositionMoved(f"the index is at {place.position}, not at {seen}")
        if not seen.generation:
            self._generations.begin(is_read=True)
            place = self._generations.place()
        generation = place.position.generation
        with closing(Batch()) as batch:
            codes = self._collect(changes, batch, generation=generation, seq=seq)
            self._generations.make(generation, codes)
            self._send(batch, generation=generation, seq=seq)
        self._generations.move_to(place, epoch=epoch, seq=seq, indexes=codes)

    def reset(self) -> None:
        self._generations.begin(is_read=False)

    @property
    def is_rebuilding(self) -> bool:
        written = self._generations.written()
        return bool(written) and written != self._generations.read()

    def finish_rebuild(self) -> None:
        self._generations.switch()

    def abandon_rebuild(self) -> None:
        self._generations.drop_next()

    def _collect(
        self, changes: Iterable[Change], batch: Batch, *, generation: str, seq: int
    ) -> frozenset[str]:
        """Every tier gets a form, if only the mark: a late write finds it and is refused."""
        codes: set[str] = set()
        for change in changes:
            for tier in Audience:
                code = IndexName(change.locale, tier).code
                documents = [document for document in change.documents if document.tier == tier]
                form = fields.stored_form(documents, key=change.key, seq=seq)
                batch.add(self._generations.writable(generation, code), change.key, form)
                codes.add(code)
        return frozenset(codes)

    def _send(self, batch: Batch, *, generation: str, seq: int) -> None:
        try:
            BulkWriter(self._server).write(batch, version=seq)
            self._generations.refresh(batch.aliases)
        except TargetGone as gone:
            if self._generations.written() != generation:
                raise PositionMoved("another process has begun a new generation") from gone
            fresh = self._generations.begin(is_read=False)
            logger.error("index %s is damaged, begun %s", generation, fresh)
            raise IndexUnavailable(
                "The search index was damaged and is being built anew."
            ) from gone

    def _found(self, index: str) -> Iterator[dict[str, Any]]:
        """Of everything that is not marked as gone, in the order of keys."""
        after: list[Any] = []
        while True:
            reply = self._server.ask("POST", f"/{index}/_search", _page_after(after))
            found = succeeded(reply).body["hits"]["hits"]
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1]["sort"]

    def _ask(self, index: IndexName, body: dict[str, Any]) -> Reply:
        """One question goes to one copy of the index: its pages then follow each other."""
        copy = zlib.crc32(repr(body["query"]).encode(errors="replace"))
        params = {"preference": f"q{copy}", "allow_partial_search_results": "false"}
        if self._address.shards > 1:
            params["search_type"] = "dfs_query_then_fetch"
        path = f"/{self._generations.readable(index.code)}/_search"
        for _attempt in range(SEARCH_ATTEMPTS):
            reply = self._server.ask("POST", path, body, params=params, seconds=SEARCH_SECONDS)
            if reply.status not in MAY_HAVE_MOVED:
                break
        return reply

    def _nothing(self, index: IndexName) -> tuple[Hit, ...]:
        """No such index: nothing was ever put there, or else it is missing."""
        place = self._generations.place(of="read")
        if not place.position.generation or index.code in place.indexes:
            raise IndexUnavailable(f"no search index {self._address.index}: rebuild search")
        return ()


def _request(wanted: dict[str, Any], *, start: int, size: int) -> dict[str, Any]:
    return {
        "query": wanted,
        "from": start,
        "size": size,
        "sort": [{"_score": "desc"}, {"key": "asc"}],
        "track_scores": True,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["key"],
        "timeout": f"{SEARCH_SECONDS:.0f}s",
    }


def _page_after(after: list[Any]) -> dict[str, Any]:
    page: dict[str, Any] = {
        "query": {"term": {"visible": True}},
        "size": PAGE,
        "sort": [{"key": "asc"}],
        "_source": ["key", "seq", "held"],
        "version": True,
        "track_total_hits": False,
    }
    return page | {"search_after": after} if after else page


def _hit(found: dict[str, Any], locale: str) -> Hit:
    elements = found.get("inner_hits")  # not where elements cannot match at all
    inside = elements["parts"]["hits"]["hits"] if elements else ()
    element = inside[0]["fields"]["parts.element"][0] if inside else ""
    return Hit(found["fields"]["key"][0], locale, element, float(found["_score"]))


def connect(url: SplitResult) -> ElasticEngine:
    """`opensearch://` or `elasticsearch://`, as `read_address` takes it."""
    return ElasticEngine(*open_server(url))


# A forked server process must not write into its parent's connections.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=open_engine.cache_clear)
