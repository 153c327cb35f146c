"""Texts in the cells of a workbook: never taken for a formula, and given back as they were."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell import WriteOnlyCell

from kb.spreadsheets import begins_formula

TEXT_FORMAT = "@"
# XML has no place for these; as spreadsheets write them, so that they come back.
UNFIT = re.compile(
    "_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x0d\x0e-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# The most that spreadsheets take; longer texts are cut into parts elsewhere.
MOST_CHARACTERS = 32_000


def escaped(text: str) -> str:
    return UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    return ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    """Half a character stays as it is written."""
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)


def text_cell(sheet: Any, text: str) -> Any:
    """A text, whatever it begins with. The quotation prefix keeps it one when somebody edits it."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = escaped(text)
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    if begins_formula(text):
        cell.quotePrefix = True
    return cell


def text_of(value: Any) -> str:
    """What was read from a cell; a program may have made a number or a date of a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return unescaped(str(value))
