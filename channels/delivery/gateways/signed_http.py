"""The bank's own message gateway, or a small program before a carrier's: one signed POST for each
message (docs/reference/gateways.md)."""

from __future__ import annotations

import json
import time
from typing import Any

from channels.delivery.gateways import Accepted, BadGatewayUrl, Outgoing, Refused, Unavailable
from channels.delivery.gateways.asking import check_address, post
from channels.delivery.signing import SIGNATURE, TIME, sign

# Whatever else is below 500 says that this message will never do.
PASSING = frozenset({408, 425, 429})


class SignedHttp:
    def __init__(self, url: str, key: str) -> None:
        """Raises BadGatewayUrl."""
        if not key:
            raise BadGatewayUrl("a gateway needs a key to sign with: SMS_GATEWAY_KEY")
        self._url, self._key = check_address(url), key

    def send(self, outgoing: Outgoing) -> Accepted:
        said = {
            "id": outgoing.id,
            "to": outgoing.recipient,
            "text": outgoing.text,
            "locale": outgoing.locale,
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        at = int(time.time())
        signature = sign(body, key=self._key, at=at)
        headers = {TIME: str(at), SIGNATURE: signature, "Idempotency-Key": outgoing.id}
        return _accepted(*post(self._url, body, headers=headers))


def _accepted(status: int, reply: dict[str, Any]) -> Accepted:
    if 200 <= status < 300:
        return Accepted(str(reply.get("message", ""))[:64])
    if status in PASSING or status >= 500 or status < 400:
        raise Unavailable(f"status {status}")
    raise Refused(str(reply.get("code", "")) or f"status_{status}")


def open_gateway(url: str, key: str) -> SignedHttp:
    return SignedHttp(url, key)
