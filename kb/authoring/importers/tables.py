"""A CSV file as rows with their line numbers; a bad row is named and the others go on."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from kb.authoring.importers.encodings import BROKEN, decode
from kb.authoring.importers.problems import BadFile, RowProblem

# csv's own limit is 131,072 characters a cell, and it stops the whole file there.
MAX_CELL = 2**31 - 1
UNCLOSED = "unexpected end of data"
# A row in memory is far larger than two characters in a file.
MOST_MEGABYTES, MOST_ROWS = 32, 300_000
LINE = re.compile("[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...]


def read_table(path: Path) -> Table:
    """The whole file, which must have a first line with the names of its columns.

    Raises BadFile.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_MEGABYTES * 2**20 + 1)
    except OSError as error:
        reason = {"path": path, "reason": error.strerror}
        raise BadFile(_("%(path)s cannot be read: %(reason)s.") % reason) from None
    return table_of(data, name=str(path))


def table_of(data: bytes, *, name: str) -> Table:
    """What stands in the file of that name. Raises BadFile."""
    if len(data) > MOST_MEGABYTES * 2**20:
        reason = {"path": name, "size": MOST_MEGABYTES}
        raise BadFile(_("%(path)s is larger than %(size)d MB. Split it.") % reason)
    text = decode(data)
    if not text.strip():
        raise BadFile(_("%(path)s is empty.") % {"path": name})
    former = csv.field_size_limit(MAX_CELL)
    try:
        lines = _records(text)
        columns = _columns(next(lines))
        found = [_row(columns, record) for record in lines]
    finally:
        csv.field_size_limit(former)
    rows = tuple(row for row in found if isinstance(row, Row))
    problems = tuple(row for row in found if isinstance(row, RowProblem))
    if not found:
        raise BadFile(_("%(path)s has a line of column names and no rows.") % {"path": name})
    return Table(columns, rows, problems)


Record = tuple[int, list[str]] | RowProblem


def _records(table: str) -> Iterator[Record]:
    """Each row that is not empty, with the line it begins on. Raises BadFile."""
    reader = csv.reader((found[0] for found in LINE.finditer(table)), strict=True)
    for number in itertools.count():
        line = reader.line_num + 1
        if number > MOST_ROWS:
            text = _("There are more than %(most)s rows. Split the file.")
            raise BadFile(text % {"most": f"{MOST_ROWS:,}"})
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowProblem(line, _quotation_words(error))
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _quotation_words(error: csv.Error) -> str:
    if str(error) == UNCLOSED:
        return _(
            "A quotation mark is opened here and never closed, so all that follows was read "
            "as one cell. Close it and import the file again."
        )
    return _("The quotation marks do not match (%(error)s).") % {"error": error}


def _columns(record: Record) -> tuple[str, ...]:
    if isinstance(record, RowProblem):
        raise BadFile(
            _("Line %(line)d: %(message)s") % {"line": record.line, "message": record.message}
        )
    names = tuple(name.strip() for name in record[1])
    doubled = [name for name, count in Counter(names).items() if count > 1]
    if doubled:
        raise BadFile(_("The column “%(name)s” occurs twice.") % {"name": doubled[0]})
    if any(BROKEN.search(name) or "\0" in name for name in names):
        raise BadFile(
            _("The line of column names has broken characters. Save the file as “CSV UTF-8”.")
        )
    return names


def _row(columns: tuple[str, ...], record: Record) -> Row | RowProblem:
    if isinstance(record, RowProblem):
        return record
    line, cells = record
    if len(cells) != len(columns):
        counts = {"cells": len(cells), "columns": len(columns)}
        text = _("The row has %(cells)d cells, but there are %(columns)d columns.")
        return RowProblem(line, text % counts)
    if any("\0" in cell for cell in cells):
        return RowProblem(line, _("The row has NUL bytes: the file may be damaged here."))
    if any(BROKEN.search(cell) for cell in cells):
        return RowProblem(
            line, _("The row has bytes that are no UTF-8: the file may be damaged here.")
        )
    return Row(line, dict(zip(columns, cells, strict=True)))
