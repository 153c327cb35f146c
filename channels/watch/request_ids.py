"""Which request is being answered: one id for its log lines, its response and whoever asked."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Where a request keeps its id, beside its headers.
PLACE = "granule.request_id"
current: ContextVar[str] = ContextVar("request_id", default="")


def request_id_of(headers: Mapping[str, Any]) -> str:
    """32 hexadecimal digits: the caller's own (https://www.w3.org/TR/trace-context/), or the
    proxy's `X-Request-ID`, or a new one. Whatever else stands in those headers is not kept."""
    parent = headers.get("HTTP_TRACEPARENT")
    if parent and (found := TRACEPARENT.fullmatch(parent)):
        return found[1]
    given = headers.get("HTTP_X_REQUEST_ID")
    if given and REQUEST_ID.fullmatch(given):
        return str(given).replace("-", "")
    return secrets.token_hex(16)


def mark_log_records() -> None:
    """Every line that is logged while a request is answered names that request."""
    make = logging.getLogRecordFactory()
    if getattr(make, "marks_requests", False):
        return

    def make_marked(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        record.request_id = current.get()
        return record

    make_marked.marks_requests = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make_marked)
