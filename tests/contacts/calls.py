"""A telephone system: signs and sends what a real one would."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from django.test import Client

KEY = "a key for tests of thirty-two letters and more"
NUMBER = "13800000001"
CALLBACK = "/channels/calls/verification/"


def pop_address(*, key: str = KEY, **said: Any) -> str:
    """Written a second time from docs/reference/screen-pop.md; shares no code with the product."""
    words = {"caller": NUMBER, "call": str(uuid.uuid4()), "expires": int(time.time()) + 60} | said
    fields = ("via", "call", "caller", "verification", "verified_until", "agent", "expires")
    lines = ["granule-screen-pop-1", *(str(words.get(name, "")) for name in fields)]
    signature = hmac.new(key.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    return "/desk/?" + urlencode(words | {"signature": signature})


def tell(
    client: Client, said: Any, *, key: str = KEY, at: int | None = None, path: str = CALLBACK
) -> Any:
    """A signed POST of the telephone system."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    now = int(time.time()) if at is None else at
    signature = hmac.new(key.encode(), b"%d." % now + body, hashlib.sha256).hexdigest()
    headers = {"X-Granule-Time": str(now), "X-Granule-Signature": signature}
    return client.post(path, body, content_type="application/json", headers=headers)
