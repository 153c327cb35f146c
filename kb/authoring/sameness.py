"""Is a form sent back as it came? A browser turns line ends and missing values into others, which
is no edit: an approver who only presses “approve” must not count as an author."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kb.text import clean


def bare(value: Any) -> Any:
    """The value without what a round trip through a form may change."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    if isinstance(value, str):
        return clean(value).text.strip() or None
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, dict):
        return {name: found for name, inner in value.items() if (found := bare(inner)) is not None}
    if isinstance(value, list | tuple):
        return [bare(inner) for inner in value] or None
    return value or None
