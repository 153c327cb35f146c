"""Takes characters that nobody sees out of what was typed or pasted, and tells which they were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTable

from kb.text import clean


class Cleaner:
    """Cleans values of any shape and keeps the names of what went."""

    def __init__(self) -> None:
        self._removed: dict[str, None] = {}

    @property
    def removed(self) -> tuple[str, ...]:
        return tuple(self._removed)

    def clean_fields(self, obj: Any, names: Iterable[str]) -> None:
        for name in names:
            setattr(obj, name, self.clean(getattr(obj, name)))

    def clean(self, value: Any) -> Any:
        """Text comes back clean; a stream, its elements, lists and tables are cleaned in place."""
        if isinstance(value, str):
            return self._clean_text(value)
        if isinstance(value, StreamValue):
            for child in value:
                child.value = self.clean(child.value)
        elif isinstance(value, StructValue):
            for name, inner in value.items():
                value[name] = self.clean(inner)
        elif isinstance(value, ListValue):
            for child in value.bound_blocks:
                child.value = self.clean(child.value)
        elif isinstance(value, TypedTable):
            self._clean_table(value)
        return value

    def _clean_text(self, text: str) -> str:
        cleaned = clean(text)
        self._removed.update(dict.fromkeys(cleaned.removed))
        return cleaned.text

    def _clean_table(self, table: TypedTable) -> None:
        for column in table.columns:
            column["heading"] = self._clean_text(column["heading"] or "")
        for row in table.row_data:
            row["values"] = [self.clean(value) for value in row["values"]]
