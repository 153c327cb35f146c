"""Texts in tables that somebody takes along: no spreadsheet program takes one for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a program could take for the beginning of a formula, after whatever it may skip on the way.
SKIPPED = '\\s\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2060\ufeff"'
BEGINS_FORMULA = re.compile(f"[{SKIPPED}]*[=+\\-@＝＋－＠﹢﹣⁺⁻−|%]|[\t\r\n\x00]")
# A mark by which spreadsheet programs know the encoding of a CSV file.
IS_UTF8 = "\ufeff"
_wagtails = SpreadsheetExportMixin.preprocess_field_value


def begins_formula(text: str) -> bool:
    return BEGINS_FORMULA.match(text) is not None


def harmless(value: Any) -> Any:
    """A text that could be a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and begins_formula(value) else value


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV file, with its end."""
    buffer = StringIO()
    csv.writer(buffer).writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Floats are shares of one."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An XLSX file: numbers stay numbers, and the heads stay in sight."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(_sheet_title(sheet.title))
        page.freeze_panes = "A2"
        page.append([harmless(head) for head in sheet.heads])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_title(title: str) -> str:
    """Spreadsheet programs take 31 characters, and not all."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]


def _cell(page: Any, value: Any) -> Any:
    if not isinstance(value, float):
        return harmless(value)
    cell = WriteOnlyCell(page, value)
    cell.number_format = "0.0%"
    return cell


def make_wagtails_exports_harmless() -> None:
    """When the app starts: every list and report of the admin, its own ones too. Cells of XLSX
    files are texts already, and get the same, since people save them as CSV again."""

    def preprocess(self: Any, field: str, value: Any, export_format: str) -> Any:
        return harmless(_wagtails(self, field, value, export_format))

    SpreadsheetExportMixin.preprocess_field_value = preprocess
