"""WeChat's customer service messages: to a follower who has written within 48 hours, five at most.

`wechat://APPID@api.weixin.qq.com`, with the account's secret beside it. Rules and error codes:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
"""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from channels.delivery.gateways import Accepted, BadGatewayUrl, Outgoing, Refused, Unavailable
from channels.delivery.gateways.asking import post

# The token was replaced or has run out: fetch another one, once.
STALE_TOKEN = frozenset({40001, 40014, 42001, 41001})
# Busy, or a quota that comes back.
PASSING = frozenset({-1, 45009, 45011})
# A token is fetched anew so long before it runs out.
MARGIN_SECONDS = 300


class _StaleToken(Exception):
    pass


class WeChat:
    def __init__(self, base: str, app_id: str, secret: str) -> None:
        self._base, self._app_id, self._secret = base, app_id, secret
        self._token, self._good_until = "", 0.0
        self._lock = threading.Lock()

    def send(self, outgoing: Outgoing) -> Accepted:
        said = {
            "touser": outgoing.recipient,
            "msgtype": "text",
            "text": {"content": outgoing.text},
        }
        # Escaped characters would arrive as they are written, so it is UTF-8 as it stands.
        body = json.dumps(said, ensure_ascii=False).encode()
        try:
            self._send(body)
        except _StaleToken:
            self._good_until = 0.0
            try:
                self._send(body)
            except _StaleToken:
                raise Unavailable("no token is taken") from None
        return Accepted("")

    def _send(self, body: bytes) -> None:
        url = f"{self._base}/cgi-bin/message/custom/send?access_token={self._fresh_token()}"
        if "errcode" not in _check(post(url, body, headers={})):
            # A page of something in between is not WeChat's word.
            raise Unavailable("no errcode")

    def _fresh_token(self) -> str:
        """The stable one, which several servers may fetch without taking it from each other."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                asked = {
                    "grant_type": "client_credential",
                    "appid": self._app_id,
                    "secret": self._secret,
                }
                reply = _check(
                    post(
                        f"{self._base}/cgi-bin/stable_token", json.dumps(asked).encode(), headers={}
                    )
                )
                self._token = str(reply.get("access_token", ""))
                lasts = float(reply.get("expires_in", 0)) - MARGIN_SECONDS
                self._good_until = time.monotonic() + max(lasts, 0.0)
            if not self._token:
                raise Unavailable("no token is given")
            return self._token


def _check(answer: tuple[int, dict[str, Any]]) -> dict[str, Any]:
    status, reply = answer
    if status != 200:
        raise Unavailable(f"status {status}")
    code = reply.get("errcode", 0)
    if code in STALE_TOKEN:
        raise _StaleToken
    if code in PASSING or not isinstance(code, int):
        raise Unavailable(f"errcode {code}"[:40])
    if code:
        raise Refused(f"wechat_{code}")
    return reply


def open_gateway(url: str, key: str) -> WeChat:
    parts = urlsplit(url)
    if not (parts.hostname and parts.username and key):
        raise BadGatewayUrl("use wechat://APPID@api.weixin.qq.com, and WECHAT_GATEWAY_KEY")
    port = f":{parts.port}" if parts.port else ""
    # On this machine alone, where a double of it listens, nothing is encrypted.
    scheme = "http" if parts.hostname in {"127.0.0.1", "localhost"} else "https"
    return WeChat(f"{scheme}://{parts.hostname}{port}", parts.username, key)
