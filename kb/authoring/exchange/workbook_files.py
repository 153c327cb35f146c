"""The file of a workbook, which may come from anywhere: opened only when it can be held."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from kb.authoring.exchange.parcels import MEGABYTE
from kb.authoring.exchange.problems import BadFiles, bad
from kb.authoring.exchange.records import Where

MOST_UNPACKED, MOST_ONE, MOST_MEMBERS = 320 * MEGABYTE, 200 * MEGABYTE, 500
# What all programs that write workbooks share is held in memory at once.
SHARED_STRINGS, MOST_SHARED = "xl/sharedStrings.xml", 48 * MEGABYTE
# Sheets are read row after row, all else as a whole; each mark then takes more than its own bytes.
MOST_MARKS, MOST_SHARED_MARKS, MOST_MARKS_A_ROW = 60_000, 1_200_000, 20_000
SHEET, SHEET_TYPE = re.compile(r"/?xl/worksheets/[^/]+\.xml"), "worksheet+xml"
ROW_END = re.compile(rb"</(?:\w+:)?row>")
TYPES, MARKUP = "[Content_Types].xml", (".xml", ".rels")
# A document type makes much of a little. In another encoding, where there are NULs, it is not seen.
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
BLOCK = 64 * 1024


def refuse_bomb(path: Path) -> None:
    """Sizes are those that come out; a document type could make more of a little."""
    where = Where(path.name)
    try:
        with zipfile.ZipFile(path) as opened:
            members = opened.infolist()
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
                raise bad(_("There is more in this workbook than can be taken."), where)
            for member in members:
                _check_member(opened, member, where)
            _check_types(opened, where)
    except BadFiles:
        raise
    except Exception as error:
        raise bad(_("The workbook is damaged or was cut off."), where) from error


def _check_member(opened: zipfile.ZipFile, member: zipfile.ZipInfo, where: Where) -> None:
    is_shared, is_sheet = member.filename == SHARED_STRINGS, SHEET.fullmatch(member.filename)
    most = MOST_SHARED if is_shared else MOST_ONE
    most_marks = MOST_MARKS_A_ROW if is_sheet else MOST_SHARED_MARKS if is_shared else MOST_MARKS
    signs = FORBIDDEN if member.filename.endswith(MARKUP) else FORBIDDEN[:2]
    size, marks, tail = 0, 0, b""
    with opened.open(member) as file:
        while block := file.read(BLOCK):
            size += len(block)
            marks = _marks_by_now(marks, tail, block) if is_sheet else marks + block.count(b"<")
            if size > most or marks > most_marks:
                raise bad(_("There is more in this workbook than can be taken."), where)
            if any(sign in tail + block for sign in signs):
                raise bad(_("The workbook holds what no spreadsheet program writes."), where)
            tail = block[-16:]


def _marks_by_now(marks: int, tail: bytes, block: bytes) -> int:
    """Of the longest row that is not over; an end may stand on both sides of the cut."""
    pieces = ROW_END.split(tail + block)
    if len(pieces) == 1:
        return marks + block.count(b"<")
    longest = max(marks + pieces[0].count(b"<"), *(piece.count(b"<") for piece in pieces[1:]))
    return longest if longest > MOST_MARKS_A_ROW else pieces[-1].count(b"<")


def _check_types(opened: zipfile.ZipFile, where: Where) -> None:
    """Nothing that is read as a whole goes by the name of a sheet, or of what is not looked at."""
    for part in ElementTree.fromstring(opened.read(TYPES)):
        name, kind = part.get("PartName", ".xml"), part.get("ContentType", "")
        is_other = kind.endswith(SHEET_TYPE) != bool(SHEET.fullmatch(name))
        if kind.endswith("xml") and (is_other or not name.endswith(MARKUP)):
            raise bad(_("The workbook holds what no spreadsheet program writes."), where)


def load(path: Path) -> Any:
    try:
        return load_workbook(path, read_only=True, keep_links=False, data_only=False)
    except Exception as error:
        raise bad(_("The workbook is damaged or was cut off."), Where(path.name)) from error
