"""What a gateway says later: a message arrived, or did not."""

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
from channels.delivery.signing import SIGNATURE, TIME, is_signed

MOST_BYTES = 16_384
STATES = {"delivered": True, "failed": False}
UNSIGNED = "Sign the body with the gateway's key: docs/reference/gateways.md"
UNREADABLE = 'Send {"id": "…", "state": "delivered" or "failed", "code": "…"}.'


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest) -> HttpResponse:
    """204 for whatever is well signed and well formed, known or not, first or again."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(UNREADABLE, status=413, content_type="text/plain")
    is_ours = is_signed(
        body,
        key=settings.GATEWAYS["sms"][1],
        signature=request.headers.get(SIGNATURE, ""),
        time=request.headers.get(TIME, ""),
        now=int(time.time()),
    )
    if not is_ours:
        return HttpResponse(UNSIGNED, status=403, content_type="text/plain")
    receipt = _receipt(body)
    if receipt is None:
        return HttpResponse(UNREADABLE, status=400, content_type="text/plain")
    delivery_id, state, code = receipt
    arrived = STATES[state]
    note_receipt(delivery_id, channel="sms", arrived=arrived, code=code, at=timezone.now())
    return HttpResponse(status=204)


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
