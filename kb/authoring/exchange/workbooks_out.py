"""Records → a workbook, row after row."""

from __future__ import annotations

import base64
import re
import shutil
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from kb.authoring.exchange.cells import MOST_CHARACTERS, text_cell
from kb.authoring.exchange.folders import FORMAT, VERSION, Load
from kb.authoring.exchange.layout import part_from
from kb.authoring.exchange.records import Item
from kb.authoring.exchange.schema import flat
from kb.authoring.exchange.workbooks import (
    ELEMENT_COLUMNS,
    ELEMENTS,
    ELSEWHERE,
    MARK_SHEET,
    PARTS,
    SHEETS,
    columns_of,
    part_row,
    row_from,
)

# The same knowledge is the same bytes, on any day.
NO_TIME, FIRST_DAY = datetime(2000, 1, 1), (1980, 1, 1, 0, 0, 0)
CORE, MODIFIED = "docProps/core.xml", re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")
WIDTHS = {"text": 60, "question": 40, "title": 30, "wordings": 40, "key": 28, "brief": 30}


class _Book:
    """Write-only sheets, and the parts of what is too long for one cell."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        self.book.properties.created = self.book.properties.modified = NO_TIME
        self.sheets: dict[str, Any] = {}
        self.parts: list[tuple[str, str, str]] = []

    def add_sheet(self, name: str, columns: tuple[str, ...]) -> None:
        sheet = self.book.create_sheet(name)
        for number, column in enumerate(columns):
            letter = chr(ord("A") + number)
            sheet.column_dimensions[letter].width = WIDTHS.get(column, 14)
        sheet.freeze_panes = "A2"
        sheet.append([text_cell(sheet, column) for column in columns])
        self.sheets[name] = sheet

    def add(self, name: str, row: dict[str, str], columns: tuple[str, ...]) -> None:
        sheet = self.sheets[name]
        texts = (self._fitting(row.get(column, "")) for column in columns)
        sheet.append([text_cell(sheet, text) if text else None for text in texts])

    def _fitting(self, text: str) -> str:
        return text if len(text) <= MOST_CHARACTERS else self.keep(str(len(self.parts)), text)

    def keep(self, name: str, text: str) -> str:
        """What stands in the cell instead."""
        for number, start in enumerate(range(0, len(text), MOST_CHARACTERS)):
            self.parts.append((name, str(number), text[start : start + MOST_CHARACTERS]))
        return f"{ELSEWHERE}{name}"


def write_workbook(items: Iterable[Item], path: Path, *, load: Load) -> int:
    """Returns how many items there were."""
    book, count = _Book(), 0
    book.add_sheet(MARK_SHEET, (FORMAT, VERSION))
    for subject, name in SHEETS.items():
        book.add_sheet(name, columns_of(subject))
    book.add_sheet(ELEMENTS, ELEMENT_COLUMNS)
    for item in items:
        count += 1
        columns = columns_of(item.subject)
        book.add(SHEETS[item.subject], row_from(flat(item), columns), columns)
        for element in item.elements:
            owner = {"of": item.subject, "key": item.key, "locale": item.locale}
            book.add(ELEMENTS, owner | part_row(part_from(element)), ELEMENT_COLUMNS)
        for name, data in load(item):
            book.keep(name, base64.b64encode(data).decode())
    book.add_sheet(PARTS, ("name", "number", "text"))
    for part in book.parts:
        sheet = book.sheets[PARTS]
        sheet.append([text_cell(sheet, text) for text in part])
    book.sheets[PARTS].sheet_state = "hidden"
    book.book.save(path)
    _forget_the_day(path)
    return count


def _forget_the_day(path: Path) -> None:
    """The library writes when it was made; the same knowledge is the same bytes."""
    fresh = path.with_name(f"{path.name}.new")
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(fresh, "w") as kept:
        for old in made.infolist():
            member = zipfile.ZipInfo(old.filename, FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            if old.filename == CORE:
                day = NO_TIME.isoformat().encode() + b"Z"
                kept.writestr(member, MODIFIED.sub(day, made.read(old)))
                continue
            with made.open(old) as source, kept.open(member, "w") as target:
                shutil.copyfileobj(source, target)
    fresh.replace(path)
