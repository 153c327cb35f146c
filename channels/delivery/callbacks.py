"""What a gateway says later: a message arrived or did not, or its reader has answered it."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.delivery.operations import note_receipt
from channels.delivery.replies import Said, take_reply
from channels.delivery.signing import SIGNATURE, TIME, is_signed
from kb.text import clean

MOST_BYTES = 16_384
MOST_NAME, MOST_SENDER = 128, 64
STATES = {"delivered": True, "failed": False}
UNSIGNED = "Sign the body with the gateway's key: docs/reference/gateways.md"
UNREADABLE = 'Send {"id": "…", "state": "delivered" or "failed", "code": "…"}.'
NO_REPLY = 'Send {"id": "…", "from": "…", "text": "…", "to": "…"}.'


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest) -> HttpResponse:
    """204 for whatever is well signed and well formed, known or not, first or again."""
    body = _signed_body(request)
    if isinstance(body, HttpResponse):
        return body
    receipt = _receipt(body)
    if receipt is None:
        return _plain(UNREADABLE, status=400)
    delivery_id, state, code = receipt
    arrived = STATES[state]
    note_receipt(delivery_id, channel="sms", arrived=arrived, code=code, at=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def sms_reply(request: HttpRequest) -> HttpResponse:
    """The same for what a customer has answered."""
    body = _signed_body(request)
    if isinstance(body, HttpResponse):
        return body
    said = _reply(body)
    if said is None:
        return _plain(NO_REPLY, status=400)
    take_reply(said, at=timezone.now())
    return HttpResponse(status=204)


def _signed_body(request: HttpRequest) -> bytes | HttpResponse:
    """Or what to answer to whoever did not sign it."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _plain("This is too long.", status=413)
    is_ours = is_signed(
        body,
        key=settings.GATEWAYS["sms"][1],
        signature=request.headers.get(SIGNATURE, ""),
        time=request.headers.get(TIME, ""),
        now=int(time.time()),
    )
    return body if is_ours else _plain(UNSIGNED, status=403)


def _plain(words: str, *, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")


def _receipt(body: bytes) -> tuple[uuid.UUID, str, str] | None:
    try:
        said: Any = json.loads(body)
        delivery_id, state = uuid.UUID(said["id"]), str(said["state"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    code = said.get("code", "")
    if state not in STATES or not isinstance(code, str):
        return None
    return delivery_id, state, code


def _reply(body: bytes) -> Said | None:
    try:
        said: Any = json.loads(body)
        name, sender, text, to = said["id"], said["from"], said["text"], said.get("to", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not all(isinstance(one, str) for one in (name, sender, text, to)):
        return None
    name, sender, text, to = (clean(one).text for one in (name, sender, text, to))
    if not 0 < len(name) <= MOST_NAME or not 0 < len(sender) <= MOST_SENDER or len(to) > MOST_NAME:
        return None
    return Said("sms", name, sender, text, to)
