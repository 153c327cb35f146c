"""An embeddings server on loopback that can misbehave in every way a real one can."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class EmbeddingsServer:
    """`status` and `body` are said in the place of vectors; `pause` before the headers, `drip`
    between the bytes of the body; `seen`: path, headers and body of each request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.status, self.body = 200, b""
        self.pause = self.drip = 0.0
        self.headers: dict[str, str] = {}
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def reply(self, asked: dict[str, Any]) -> bytes:
        vectors = [
            {"object": "embedding", "index": number, "embedding": [3.0, 4.0, float(len(text))]}
            for number, text in enumerate(asked["input"])
        ]
        # In any order: the index says which is whose.
        return self.body or json.dumps({"object": "list", "data": vectors[::-1]}).encode()


class _Handler(BaseHTTPRequestHandler):
    server_of: EmbeddingsServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server_of.seen.append((self.path, dict(self.headers), asked))
        time.sleep(self.server_of.pause)
        body = self.server_of.reply(asked)
        with suppress(OSError):
            self._say(body)

    def _say(self, body: bytes) -> None:
        self.send_response(self.server_of.status)
        for name, value in self.server_of.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not self.server_of.drip:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(self.server_of.drip)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def standing() -> Iterator[EmbeddingsServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    one = EmbeddingsServer(server.server_address[1])
    server.RequestHandlerClass = type("Handler", (_Handler,), {"server_of": one})
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
