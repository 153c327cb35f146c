"""What leaves: JSON with a strong ETag over exactly these bytes, kept by nobody but the caller."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

# A copy may be kept, but is asked about before each use: what is withdrawn or expired is gone on
# the very next read.
CACHE_CONTROL = "private, no-cache"


def json_response(content: Any, *, locale: str, status: int = 200) -> HttpResponse:
    """For what differs each time it is asked: no ETag."""
    response = HttpResponse(json_bytes(content), status=status, content_type="application/json")
    response["Content-Language"] = locale
    response["Cache-Control"] = "no-store"
    return response


def tagged_response(request: HttpRequest, content: Any, *, locale: str) -> HttpResponse:
    """200 with its ETag, or 304. To be called when the reader is known to be allowed to read."""
    body = json_bytes(content)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = request.META.get("HTTP_IF_NONE_MATCH")
    if known is not None and names(known, etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Content-Language"] = locale
    response["Cache-Control"] = CACHE_CONTROL
    return response


def json_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def names(if_none_match: str, etag: str) -> bool:
    """RFC 9110, 13.1.2: a list, compared weakly, or `*`."""
    given = parse_etags(if_none_match)
    return "*" in given or etag in {tag.removeprefix("W/") for tag in given}


def moment(value: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
