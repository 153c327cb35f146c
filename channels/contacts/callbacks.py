"""What a telephone system says of a call that is on: how sure it is now of who speaks."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.contacts.calls import Told, tell_verification
from channels.contacts.words import MOST_LENGTH, BadPop, proof_from
from channels.delivery.signing import SIGNATURE, TIME, is_signed

MOST_BYTES = 4_096
UNSIGNED = "Sign the body with a key of SCREEN_POP_KEYS: docs/reference/screen-pop.md"
UNREADABLE = 'Send {"call": "…", "verification": "none", "partial" or "full", "verified_until": 0}.'
NO_CALL = "No desk has this call, or something newer was said of it: say it with the screen pop."


@csrf_exempt
@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    """204 where the contact of that call knows it now."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _refused(UNREADABLE, status=413)
    if not _is_ours(request, body):
        return _refused(UNSIGNED, status=403)
    told = _told(body, at=datetime.fromtimestamp(int(request.headers[TIME]), tz=UTC))
    if told is None:
        return _refused(UNREADABLE, status=400)
    if not tell_verification(told, now=timezone.now()):
        return _refused(NO_CALL, status=404)
    return HttpResponse(status=204)


def _is_ours(request: HttpRequest, body: bytes) -> bool:
    signature, at = request.headers.get(SIGNATURE, ""), request.headers.get(TIME, "")
    now = int(time.time())
    checks = [
        is_signed(body, key=key, signature=signature, time=at, now=now)
        for key in settings.SCREEN_POP_KEYS
    ]
    return any(checks)


def _told(body: bytes, *, at: datetime) -> Told | None:
    try:
        said: Any = json.loads(body)
        call = said["call"]
        words = {
            name: str(said[name]) for name in ("verification", "verified_until") if name in said
        }
        level, until = proof_from(words, now=at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadPop):
        return None
    if not isinstance(call, str) or not 0 < len(call) <= MOST_LENGTH:
        return None
    return Told(call, level, until, at)


def _refused(words: str, *, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
