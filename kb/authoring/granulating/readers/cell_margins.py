"""What a workbook carries beside its cells: comments and pictures. No element is made of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from openpyxl.utils.cell import coordinate_from_string

from kb.authoring.granulating.source import Blocks

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A thread of comments is written a second time, as one old comment for old programs.
COMMENTS, DRAWING = "/comments", "/drawing"


def omit_margins(data: bytes, blocks: Blocks) -> None:
    """Names each in the sheet and row where it stands."""
    with ZipFile(io.BytesIO(data)) as package:
        for title, sheet in _sheets(package):
            for kind, part in _related(package, sheet):
                if kind.endswith(COMMENTS):
                    for line, text in _comments(package, part):
                        blocks.omit("comment", text, line=line, sheet=title)
                elif kind.endswith(DRAWING):
                    for line, text in _pictures(package, part):
                        blocks.omit("picture", text, line=line, sheet=title)


def _sheets(package: ZipFile) -> Iterator[tuple[str, str]]:
    main = "xl/workbook.xml"
    parts = {found.get("Id"): part for found, part in _relations(package, main)}
    for sheet in _read(package, main).findall(".//{*}sheet"):
        if part := parts.get(sheet.get(RELATION)):
            yield sheet.get("name", ""), part


def _related(package: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for found, target in _relations(package, part):
        yield found.get("Type", ""), target


def _relations(package: ZipFile, part: str) -> Iterator[tuple[Element, str]]:
    name = f"{dirname(part)}/_rels/{basename(part)}.rels"
    if name in package.namelist():
        for found in _read(package, name).findall(".//{*}Relationship"):
            target = found.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else join(dirname(part), target)
            if normpath(inside) in package.namelist():
                yield found, normpath(inside)


def _comments(package: ZipFile, part: str) -> Iterator[tuple[int, str]]:
    for comment in _read(package, part).findall(".//{*}comment"):
        text = "".join(run.text or "" for run in comment.findall(".//{*}t"))
        yield coordinate_from_string(comment.get("ref", ""))[1], " ".join(text.split())


def _pictures(package: ZipFile, part: str) -> Iterator[tuple[int, str]]:
    for anchor in _read(package, part):
        row = anchor.findtext("{*}from/{*}row") or "0"
        for picture in anchor.findall(".//{*}pic"):
            said = picture.find("{*}nvPicPr/{*}cNvPr")
            words = said.get("descr") or said.get("name") if said is not None else ""
            yield int(row) + 1, words or ""


def _read(package: ZipFile, name: str) -> Element:
    """The package went through the gate in packed.py: no document types, so no entities."""
    return fromstring(package.read(name))
