"""The other side of a gateway on loopback, faithful to its contract and able to misbehave: the
bank's own (docs/reference/gateways.md), and WeChat's customer service messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from channels.delivery.signing import SIGNATURE, TIME, is_signed

KEY = "a key for tests"
APP_ID = "wx0123456789abcdef"


class Double:
    """`arrived`: id or recipient → text, once for each; `replies`: said instead, one after the
    other, as (status, JSON or bytes)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.arrived: dict[str, tuple[str, str]] = {}
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.replies: list[tuple[int, Any]] = []
        self.tokens = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        self.asked.append((path, headers, body))
        said = json.loads(body)
        if path.startswith("/cgi-bin/stable_token"):
            return self._give_token(said)
        if self.replies:
            return self.replies.pop(0)
        return self._take_wechat(path, said) if "/cgi-bin/" in path else self._take(headers, said)

    def _take(self, headers: dict[str, str], said: Any) -> tuple[int, Any]:
        time = headers.get(TIME, "")
        body = self.asked[-1][2]
        signature = headers.get(SIGNATURE, "")
        if not is_signed(body, key=KEY, signature=signature, time=time, now=int(time or 0)):
            return 403, {"code": "unsigned"}
        if headers.get("Idempotency-Key") != said["id"]:
            return 400, {"code": "no_id"}
        self.arrived.setdefault(said["id"], (said["to"], said["text"]))
        return 202, {"message": f"m-{len(self.arrived)}"}

    def _give_token(self, said: Any) -> tuple[int, Any]:
        wanted = {"grant_type": "client_credential", "appid": APP_ID, "secret": KEY}
        if said != wanted:
            return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
        self.tokens += 1
        return 200, {"access_token": f"token-{self.tokens}", "expires_in": 7200}

    def _take_wechat(self, path: str, said: Any) -> tuple[int, Any]:
        token = parse_qs(urlsplit(path).query).get("access_token", [""])[0]
        if token != f"token-{self.tokens}":
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        if b"\\u" in self.asked[-1][2]:
            return 200, {"errcode": 40033, "errmsg": "invalid charset"}
        self.arrived[f"wechat-{len(self.arrived)}"] = (said["touser"], said["text"]["content"])
        return 200, {"errcode": 0, "errmsg": "ok"}


@contextmanager
def standing() -> Iterator[Double]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    double = Double(server.server_port)
    server.double = double  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        double: Double = self.server.double  # type: ignore[attr-defined]
        status, said = double.answer(self.path, dict(self.headers), body)
        sent = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        if status in {301, 302, 307, 308}:
            self.send_header("Location", f"http://{double.host}/elsewhere")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        pass
