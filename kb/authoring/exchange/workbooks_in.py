"""A workbook → records, read row after row. It may come from anywhere."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.exchange.cells import text_of
from kb.authoring.exchange.folders import FORMAT, VERSION
from kb.authoring.exchange.layout import Part, element_from_part
from kb.authoring.exchange.parcels import MEGABYTE, MOST_TEXT
from kb.authoring.exchange.problems import BadFiles, Remark, bad
from kb.authoring.exchange.records import Element, Item, Subject, Where
from kb.authoring.exchange.schema import item_from
from kb.authoring.exchange.workbook_files import load, refuse_bomb
from kb.authoring.exchange.workbooks import (
    ELEMENT_COLUMNS,
    ELEMENTS,
    ELSEWHERE,
    MARK_SHEET,
    MORE,
    OWNER,
    PARTS,
    SHEETS,
    columns_of,
    from_cell,
    part_from_row,
)

MOST_PARTS = 48 * MEGABYTE
MOST_ROWS = 300_000
# Elements are held until their owners come: about so many bytes each, and two a character.
MOST_HELD, BYTES_EACH = 160 * MEGABYTE, 700
Rows = Iterator[tuple[Where, dict[str, Any]]]


class Book:
    """Opened again for each reading, since rows are read as they come; once for all its sheets,
    since what they share is read each time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts: dict[str, str] | None = None
        self._book: Any = None

    def read(self) -> Iterator[Item | Remark]:
        with self._opened():
            yield from self._read()

    def _read(self) -> Iterator[Item | Remark]:
        elements, remarks = self._elements()
        yield from remarks
        for subject, sheet in SHEETS.items():
            for where, row in self._rows(sheet, columns_of(subject)):
                yield _try_item(subject, row, where, elements)
        sheets = {str(subject): sheet for subject, sheet in SHEETS.items()}
        for (of, key, locale), left in elements.items():
            text = _("There is no “%(key)s” (%(locale)s) on the sheet “%(sheet)s”.")
            said = {"key": key, "locale": locale, "sheet": sheets.get(of, of)}
            yield Remark(left[0].where, text % said)

    def _elements(self) -> tuple[dict[tuple[str, str, str], list[Element]], list[Remark]]:
        """Of all owners, each in the order of the rows."""
        found: dict[tuple[str, str, str], list[Element]] = {}
        remarks: list[Remark] = []
        size = 0
        for where, row in self._rows(ELEMENTS, ELEMENT_COLUMNS):
            size += BYTES_EACH + 2 * sum(map(len, map(str, row.values())))
            if size > MOST_HELD:
                raise bad(_("There is more in this workbook than can be taken."), where)
            of, key, locale = (str(row.pop(name, "")) for name in OWNER)
            try:
                kind, settings, forms = part_from_row(row)
                element = element_from_part(Part(kind, settings, forms, where))
            except BadFiles as error:
                remarks.append(error.remarks[0])
            else:
                found.setdefault((of, key, locale), []).append(element)
        return found, remarks

    def load(self, name: str) -> bytes:
        text = self.parts().get(name)
        if text is None:
            raise bad(_("This file is not there."), Where(name))
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise bad(_("This is no picture, or another one than its name says.")) from None

    def parts(self) -> dict[str, str]:
        if self._parts is None:
            pieces: dict[str, list[str]] = {}
            size = 0
            for where, cells in self.cells(PARTS):
                name, _number, text = (*cells, "", "", "")[:3]
                size += len(text)
                if size > MOST_PARTS:
                    raise bad(_("There is more in this workbook than can be taken."), where)
                pieces.setdefault(name, []).append(text)
            self._parts = {name: "".join(texts) for name, texts in pieces.items()}
        return self._parts

    def _rows(self, sheet: str, known: tuple[str, ...]) -> Rows:
        """By column name. Raises BadFiles for a sheet that lacks its columns."""
        cells = self.cells(sheet)
        head = next(cells, None)
        if head is None:
            return
        columns = head[1]
        _check_columns(columns, known, head[0])
        for where, texts in cells:
            if any(texts):
                yield where, self._row(dict(zip(columns, texts, strict=False)), where)

    def _row(self, texts: Mapping[str, str], where: Where) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, text in texts.items():
            if text.startswith(ELSEWHERE):
                text = self.parts().get(text.removeprefix(ELSEWHERE), "")
                if len(text) > MOST_TEXT:
                    raise bad(_("There is more in this workbook than can be taken."), where)
            if name == MORE and text:
                row |= _more(text, where)
            elif text:
                row[name] = from_cell(name, text)
        return row

    def cells(self, name: str) -> Iterator[tuple[Where, list[str]]]:
        """Row after row of one sheet; nothing where there is none of that name."""
        file = f"{self.path.name}/{name}"
        with self._opened() as book:
            if name not in book.sheetnames:
                return
            try:
                for number, row in enumerate(book[name].iter_rows(values_only=True), start=1):
                    where = Where(file, number)
                    if number > MOST_ROWS:
                        raise bad(_("There is more in this workbook than can be taken."), where)
                    yield where, [text_of(value) for value in row]
            except BadFiles:
                raise
            except Exception as error:
                raise bad(_("The workbook is damaged or was cut off."), Where(name)) from error

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """For the outermost who asks."""
        if self._book is not None:
            yield self._book
            return
        self._book = load(self.path)
        try:
            yield self._book
        finally:
            self._book.close()
            self._book = None


def open_workbook(path: Path) -> Book:
    """Raises BadFiles for what is no workbook of ours, or would unpack without end."""
    refuse_bomb(path)
    book = Book(path)
    mark = next(book.cells(MARK_SHEET), None)
    if mark is None or mark[1][:2] != [FORMAT, VERSION]:
        raise bad(_("This workbook is no export of knowledge."), Where(path.name))
    return book


def _check_columns(columns: list[str], known: tuple[str, ...], where: Where) -> None:
    for name in columns:
        if name and name not in known:
            raise bad(_("“%(name)s” is nothing that can stand here.") % {"name": name}, where)
        if name and columns.count(name) > 1:
            raise bad(_("The column “%(name)s” occurs twice.") % {"name": name}, where)


def _more(text: str, where: Where) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise bad(_("“%(name)s” holds something else than it should.") % {"name": MORE}, where)
    return found


def _try_item(
    subject: Subject,
    row: dict[str, Any],
    where: Where,
    elements: dict[tuple[str, str, str], list[Element]],
) -> Item | Remark:
    own = (subject, str(row.get("key", "")), str(row.get("locale", "")))
    try:
        return item_from(subject, row, where, elements=tuple(elements.pop(own, ())))
    except BadFiles as error:
        return error.remarks[0]
