"""The gate before any library opens a DOCX or XLSX: sizes, names and XML are looked at first.

Nothing is ever unpacked to disk. Every XML part goes once through a streaming parser that refuses
document types (so no entity is ever resolved), counts nodes and measures depth.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from xml.parsers import expat

from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.errors import too_much, unreadable
from kb.authoring.importers.problems import BadFile

XML_ENDINGS = (".xml", ".rels", ".vml")
OLE = b"\xd0\xcf\x11\xe0"


def check_package(data: bytes, *, main: str, kind: str) -> None:
    """Raises BadFile unless this is a harmless package with the part `main`."""
    if data.startswith(OLE):
        raise BadFile(
            _("This is an old or password-protected Office file. Open it, and save it as %(kind)s.")
            % {"kind": kind}
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_members(package.infolist())
            if main not in package.namelist():
                raise unreadable(kind)
            _check_xml(package, kind=kind)
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        raise unreadable(kind) from None


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.MAX_MEMBERS:
        raise too_much(_("parts"), most=limits.MAX_MEMBERS)
    if len({member.filename for member in members}) < len(members):
        raise BadFile(_("The file holds two parts of one name, as no program writes it."))
    for member in members:
        _check_name(member)
    if sum(member.file_size for member in members) > limits.MAX_UNPACKED:
        raise _unpacks_too_large()


def _check_name(member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name:
        raise BadFile(_("The file holds a part that leads outside it, as no program writes it."))
    if PurePosixPath(name).name.lower() == "vbaproject.bin":
        raise BadFile(
            _("The file holds macros. Save it without them, as DOCX or XLSX, and try again.")
        )
    if member.flag_bits & 0x1:
        raise BadFile(_("The file is protected by a password. Save it without one and try again."))


def _unpacks_too_large() -> BadFile:
    text = _("The file unpacks to more than %(most)s MB. Split it, or leave out its pictures.")
    return BadFile(text % {"most": limits.MAX_UNPACKED // limits.MEGABYTE})


def _check_xml(package: zipfile.ZipFile, *, kind: str) -> None:
    gate, size = _Gate(kind), 0
    for member in package.infolist():
        if not member.filename.lower().endswith(XML_ENDINGS):
            continue
        with package.open(member) as part:
            data = part.read(limits.MAX_XML + 1)
        size += len(data)
        if size > limits.MAX_XML:
            raise _unpacks_too_large()
        gate.pass_through(data)


class _Gate:
    """Counts nodes and depth, and lets no document type pass; without one there are no entities."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._nodes = self._depth = 0

    def pass_through(self, data: bytes) -> None:
        self._depth = 0
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(data, True)
        except expat.ExpatError:
            raise unreadable(self._kind) from None

    def _start(self, name: str, attributes: object) -> None:
        self._nodes += 1
        self._depth += 1
        if self._nodes > limits.MAX_XML_NODES:
            raise too_much(_("parts"), most=limits.MAX_XML_NODES)
        if self._depth > limits.MAX_DEPTH:
            raise BadFile(_("The file is nested deeper than any program writes it."))

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _refuse_doctype(self, *declared: object) -> None:
        text = _("The file declares a document type or entities; a %(kind)s file has none.")
        raise BadFile(text % {"kind": self._kind})
