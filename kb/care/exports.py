"""Tables to take along whose cells no spreadsheet program takes for a formula."""

from __future__ import annotations

from typing import Any

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: Any) -> Any:
    """A text that could be a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(BEGINS_FORMULA):
        return f"'{value}"
    return value


class HarmlessExport:
    """Mixin for Wagtail's lists; stands before them. Their XLSX cells are texts already, and get
    the same, since people save them as CSV again."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return harmless(super().preprocess_field_value(field, value, export_format))  # type: ignore[misc]
