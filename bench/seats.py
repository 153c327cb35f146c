"""Agents at the desk, as their browsers ask: each with own cookies and an own connection."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

TIMEOUT_SECONDS = 20
BETWEEN_KEYS_SECONDS = 0.3
# Every so many searches an answer is sent: what the server has confirmed must be there ever after.
SENDS_EACH = 5
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
ROW = re.compile(rb'role="option"[^>]* href="(/desk/answers/[^"]+)"')
HELD = re.compile(
    rb'<input type="hidden" name="(key|locale|request|rendition_sms)"[^>]* value="([^"]*)"'
)
HTMX = {"HX-Request": "true"}


@dataclass(slots=True)
class Noted:
    """Of all seats together. `spent`: what was done → seconds of each; `wrong`: what was done, and
    what came instead; `lost_contact`: requests while the server was away on purpose; `sent`: the
    requests of messages that the server confirmed."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    lost_contact: int = 0
    sent: set[str] = field(default_factory=set)
    is_away: bool = False

    def note(self, deed: str, seconds: float) -> None:
        self.spent.setdefault(deed, []).append(seconds)


class Away(Exception):
    """The server is away, on purpose."""


class Seat:
    """One agent. `name`: the staff number; everybody has the same password here."""

    def __init__(self, address: tuple[str, int], name: str, noted: Noted) -> None:
        self.address, self.name, self.noted = address, name, noted
        self.cookies: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.lock = asyncio.Lock()
        self.searches = 0

    async def log_in(self, password: str) -> None:
        page = await self.ask("page", "/desk/login/")
        token = self._found(TOKEN, page, "login")
        said = {"csrfmiddlewaretoken": token, "username": self.name, "password": password}
        await self.ask("login", "/desk/login/?next=/desk/", form=said, wanted=302)
        await self.ask("page", "/desk/")

    async def search(self, text: str) -> None:
        """Typed in two breaths, the first answer opened, and sometimes sent."""
        self.searches += 1
        half = text[: max(len(text) // 2, 1)]
        await self.ask("search", f"/desk/results/?q={quote(half)}", headers=HTMX)
        await asyncio.sleep(BETWEEN_KEYS_SECONDS)
        found = await self.ask("search", f"/desk/results/?q={quote(text)}", headers=HTMX)
        row = self._found(ROW, found, "search").replace("&amp;", "&")
        answer = await self.ask("open", row, headers=HTMX)
        if self.searches % SENDS_EACH == 0:
            await self._send(answer)

    async def poll(self, path: str, *, every: float) -> None:
        """As a page that stands open asks by itself, with what it was given last."""
        while True:
            known = {"If-None-Match": self.tags[path]} if path in self.tags else {}
            with suppress(Away):
                await self.ask("by itself", path, headers={**HTMX, **known}, wanted=0)
            await asyncio.sleep(every)

    async def _send(self, answer: bytes) -> None:
        held = {name.decode(): value.decode() for name, value in HELD.findall(answer)}
        if "rendition_sms" not in held:
            return
        token = self.cookies["csrftoken"]
        said = {**held, "channel": "sms", "recipient": "13800138000"}
        request = held.get("request") or str(uuid.uuid4())
        await self.ask("send", "/desk/messages/", form=said, headers={**HTMX, "X-CSRFToken": token})
        self.noted.sent.add(request)

    def _found(self, pattern: re.Pattern[bytes], page: bytes, deed: str) -> str:
        match = pattern.search(page)
        if match is None:
            self.noted.wrong[f"{deed}: nothing in the page"] += 1
            raise Away
        return match[1].decode()

    async def ask(
        self,
        deed: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        wanted: int = 200,
    ) -> bytes:
        """The body. `wanted`: the status, 0 for any below 400. Raises Away where none came, or
        another."""
        request = self._request(path, form, headers or {})
        async with self.lock:
            started = time.perf_counter()
            try:
                exchange = self._exchange(request, path)
                status, body = await asyncio.wait_for(exchange, TIMEOUT_SECONDS)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as problem:
                self._drop()
                if self.noted.is_away:
                    self.noted.lost_contact += 1
                else:
                    self.noted.wrong[f"{deed}: {type(problem).__name__}"] += 1
                raise Away from problem
            self.noted.note(deed, time.perf_counter() - started)
        if status != wanted and (wanted or status >= 400):
            self.noted.wrong[f"{deed}: status {status}"] += 1
            raise Away
        return body

    def _request(
        self, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> bytes:
        host = f"{self.address[0]}:{self.address[1]}"
        body = urlencode(form).encode() if form is not None else b""
        lines = [
            f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1",
            f"Host: {host}",
            "Accept-Language: zh-CN",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}")
        if form is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
                f"Referer: http://{host}/desk/",
            ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    async def _exchange(self, request: bytes, path: str) -> tuple[int, bytes]:
        reader, writer = await self._connected()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status, length = int(head.split(b" ", 2)[1]), 0
        for line in head.split(b"\r\n")[1:]:
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"set-cookie":
                cookie, _equals, rest = value.strip().partition(b"=")
                self.cookies[cookie.decode()] = rest.partition(b";")[0].decode()
            elif name.lower() == b"etag":
                self.tags[path] = value.strip().decode()
            elif name.lower() == b"connection" and value.strip().lower() == b"close":
                self.streams = None
        body = await reader.readexactly(length) if length else b""
        if self.streams is None:
            writer.close()
        return status, body

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection the server has closed meanwhile is opened anew, as browsers do."""
        if self.streams is None or self.streams[0].at_eof():
            self._drop()
            self.streams = await asyncio.open_connection(*self.address, limit=1 << 22)
        return self.streams

    def _drop(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None
