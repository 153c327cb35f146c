"""A search server that stands between the engine and a real one: it can go away, take what it is
given and never answer, refuse some of it, remember what was written, and speak as Elasticsearch
does."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers import private

PRODUCT = ("X-Elastic-Product", "Elasticsearch")
COMPATIBLE = "application/vnd.elasticsearch+{}; compatible-with=9"


class GoBetween:
    """`is_elasticsearch`: it has that product's header, and wants its media types.

    `refused`: the share of bulk items that are refused with a status of those that pass; so many
    requests as a whole are answered 429. `written`: the bulk requests that came through.
    """

    def __init__(self, place: str, *, is_elasticsearch: bool = False, seed: int = 1) -> None:
        self.place = place
        self.port = private.free_port()
        self.is_elasticsearch = is_elasticsearch
        self.shows_product = is_elasticsearch
        self.refused = 0.0
        self.items_refused = self.requests_refused = 0
        self.written: list[bytes] = []
        self.media_types: set[str] = set()
        self._dice = random.Random(seed)
        self._server: ThreadingHTTPServer | None = None
        self.unanswered = 0
        self._answers = threading.Event()
        self._answers.set()

    @property
    def address(self) -> str:
        return f"{private.HOST}:{self.port}"

    def come(self) -> None:
        if self._server:
            return
        handler = type("Handler", (_Handler,), {"between": self})
        self._server = ThreadingHTTPServer((private.HOST, self.port), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def go(self) -> None:
        """Connections are refused from now on."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hang(self) -> None:
        """Requests are accepted, and not answered until `answer_again`."""
        self._answers.clear()

    def answer_again(self) -> None:
        """What waits gets nothing more; what comes from now on is answered."""
        self._answers.set()

    def lets_hang(self) -> bool:
        """Was this request to hang? Then it did."""
        if self._answers.is_set():
            return False
        self.unanswered += 1
        self._answers.wait()
        return True

    def forward(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.place, timeout=30)
        kind = "application/x-ndjson" if path.startswith("/_bulk") else "application/json"
        connection.request(method, path, body=body or None, headers={"content-type": kind})
        reply = connection.getresponse()
        answer = (reply.status, reply.read())
        connection.close()
        return answer

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if not path.startswith("/_bulk"):
            return self.forward(method, path, body)
        if self._dice.random() < self.refused:
            self.requests_refused += 1
            return 429, b'{"error": {"type": "circuit_breaking_exception"}}'
        return self._bulk(path, body)

    def _bulk(self, path: str, body: bytes) -> tuple[int, bytes]:
        lines = body.splitlines(keepends=True)
        items = [b"".join(lines[n : n + 2]) for n in range(0, len(lines), 2)]
        taken = [self._dice.random() >= self.refused for _item in items]
        passed = b"".join(item for item, is_taken in zip(items, taken, strict=True) if is_taken)
        results: Iterator[Any] = iter(())
        if passed:
            self.written.append(passed)
            status, said = self.forward("POST", path, passed)
            if status != 200:
                return status, said
            results = iter(json.loads(said)["items"])
        told = [next(results) if is_taken else self._refusal() for is_taken in taken]
        return 200, json.dumps({"took": 1, "errors": True, "items": told}).encode()

    def _refusal(self) -> dict[str, Any]:
        self.items_refused += 1
        status = self._dice.choice([429, 503])
        return {"index": {"status": status, "error": {"type": "rejected_execution_exception"}}}


class _Handler(BaseHTTPRequestHandler):
    between: GoBetween

    def handle_one(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        between = self.between
        if between.lets_hang():
            self.close_connection = True
            return
        between.media_types |= {self.headers.get(name, "") for name in ("accept", "content-type")}
        status, said = between.answer(self.command, self.path, body)
        kind = COMPATIBLE.format("json") if between.is_elasticsearch else "application/json"
        if between.is_elasticsearch and "compatible-with=9" not in self.headers.get("accept", ""):
            status, said = 406, b'{"error": {"type": "media_type_header_exception"}}'
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(said)))
        if between.shows_product:
            self.send_header(*PRODUCT)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_one

    def log_message(self, *_: Any) -> None:
        """Nothing: tests say what they need."""


@contextmanager
def standing(place: str, **options: Any) -> Iterator[GoBetween]:
    between = GoBetween(place, **options)
    between.come()
    try:
        yield between
    finally:
        between.go()


def until(is_so: Any, *, within: float) -> float:
    """Waits for it, and says for how long."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < within
        time.sleep(0.05)
    return time.monotonic() - started
