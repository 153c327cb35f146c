"""Frozen dataclasses as JSON in one spelling, so that equal things have equal digests."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from kb.access import Labels


def digest_of(data: Any) -> str:
    """SHA-256 over canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


ATOMS = frozenset({str, bool, int, float, type(None)})


def to_plain(value: Any) -> Any:
    """Dataclasses as JSON-ready data; fields at their default are left out."""
    if type(value) in ATOMS:  # most values, so asked first
        return value
    if isinstance(value, Labels):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        held = ((name, getattr(value, name), spec.default)
                for name, spec in value.__dataclass_fields__.items())  # fmt: skip
        return {name: to_plain(item) for name, item, default in held if item != default}
    return value
