"""XLSX → rows of every sheet, formulas as the values the program kept for them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.cell_margins import omit_margins
from kb.authoring.granulating.readers.errors import too_much, unreadable
from kb.authoring.granulating.readers.packed import check_package
from kb.authoring.granulating.readers.tables import Line, read_rows
from kb.authoring.granulating.source import Blocks, Pair
from kb.authoring.granulating.wordlists import Words

MAIN = "xl/workbook.xml"
KIND = "XLSX"


def read_workbook(data: bytes, *, words: Words) -> tuple[Blocks, list[Pair]]:
    """Raises BadFile."""
    check_package(data, main=MAIN, kind=KIND)
    blocks, pairs = Blocks(), []
    try:
        for lines in _sheets(data, blocks):
            pairs += read_rows(lines, words=words, blocks=blocks)
        omit_margins(data, blocks)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, BadZipFile, SyntaxError):
        raise unreadable(KIND) from None
    return blocks, pairs


def _sheets(data: bytes, blocks: Blocks) -> Iterator[list[Line]]:
    """Both readings of the file side by side: the kept values, and what is a formula."""
    values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    cells = 0
    for sheet, twin in zip(values.worksheets, formulas.worksheets, strict=True):
        lines: list[Line] = []
        # What a sheet says of its own size may be a lie, or a million rows of nothing.
        sheet.reset_dimensions()
        twin.reset_dimensions()
        for number, (row, twins) in enumerate(
            zip(sheet.iter_rows(values_only=True), twin.iter_rows(values_only=True), strict=True),
            start=1,
        ):
            cells += len(row)
            _refuse_size(rows=len(lines), columns=len(row), cells=cells)
            if number > limits.MAX_ROW_NUMBER:
                raise unreadable(KIND)
            texts = tuple(_text_of(cell) for cell in row)
            _name_formulas(texts, twins, line=number, sheet=sheet.title, blocks=blocks)
            if any(texts):
                lines.append(Line(number, texts, sheet.title))
        yield _even(lines)


def _refuse_size(*, rows: int, columns: int, cells: int) -> None:
    if rows > limits.MAX_ROWS:
        raise too_much(_("rows"), most=limits.MAX_ROWS)
    if columns > limits.MAX_COLUMNS:
        raise too_much(_("columns"), most=limits.MAX_COLUMNS)
    if cells > limits.MAX_CELLS:
        raise too_much(_("cells"), most=limits.MAX_CELLS)


def _name_formulas(
    texts: tuple[str, ...], twins: tuple[Any, ...], *, line: int, sheet: str, blocks: Blocks
) -> None:
    """A formula that was never computed has no value to take."""
    for text, twin in zip(texts, twins, strict=False):
        if not text and isinstance(twin, str) and twin.startswith("="):
            blocks.omit("formula", twin, line=line, sheet=sheet)


def _text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _even(lines: list[Line]) -> list[Line]:
    """All as wide as the widest, without columns that are empty everywhere."""
    width = max((len(line.cells) for line in lines), default=0)
    padded = [[*line.cells, *[""] * (width - len(line.cells))] for line in lines]
    used = [n for n in range(width) if any(row[n] for row in padded)]
    return [
        Line(line.line, tuple(row[n] for n in used), line.sheet)
        for line, row in zip(lines, padded, strict=True)
    ]
