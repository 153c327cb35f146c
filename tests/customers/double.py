"""A bank's directory of customers on loopback, faithful to its contract and able to misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a key for tests"
KNOWN = {
    "13800138000": {
        "id": "C1",
        "segment": "vip",
        "region": "beijing",
        "products": ["gold-card"],
        "locale": "zh-Hans",
        "may_be_offered": True,
    }
}


class Double:
    """`asked`: whom for; `replies`: said instead, one after the other, as (status, headers, body);
    `slow`: seconds between one byte and the next; `silent`: it takes the question and says
    nothing."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/customers"
        self.asked: list[str] = []
        self.paths: list[str] = []
        self.replies: list[tuple[int, dict[str, str], bytes]] = []
        self.slow = 0.0
        self.silent = threading.Event()

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        caller = json.loads(body)["caller"]
        self.asked.append(caller)
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {}, b"{}"
        if self.replies:
            return self.replies.pop(0)
        if caller not in KNOWN:
            return 404, {}, b"{}"
        return 200, {}, json.dumps(KNOWN[caller]).encode()


@contextmanager
def directory() -> Iterator[Double]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            double.paths.append(self.path)
            status, headers, body = double.answer(dict(self.headers), self.rfile.read(length))
            if double.silent.is_set():
                # Takes the question and says nothing, until the test lets go of it.
                while double.silent.is_set():
                    time.sleep(0.01)
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self._say(body)

        do_GET = do_POST

        def _say(self, body: bytes) -> None:
            try:
                pieces = [body] if not double.slow else [bytes([byte]) for byte in body]
                for piece in pieces:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    # Byte by byte: each within the time for one, all together beyond it.
                    time.sleep(double.slow)
            except OSError:
                return  # whoever asked has stopped listening

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double = Double(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield double
    finally:
        double.silent.clear()
        server.shutdown()
        server.server_close()
