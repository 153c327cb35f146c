"""The gate before any library opens a DOCX or XLSX: sizes, names and XML are looked at first.

Nothing is ever unpacked to disk. Every XML part goes once through a streaming parser that refuses
document types (so no entity is ever resolved), counts nodes and measures depth.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
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
    nodes = size = 0
    for member in package.infolist():
        if not member.filename.lower().endswith(XML_ENDINGS):
            continue
        with package.open(member) as part:
            data = part.read(limits.MAX_XML + 1)
        size += len(data)
        if size > limits.MAX_XML:
            raise _unpacks_too_large()
        for _node in _walk(data, kind=kind):
            nodes += 1
            if nodes > limits.MAX_XML_NODES:
                raise too_much(_("parts"), most=limits.MAX_XML_NODES)


def _walk(data: bytes, *, kind: str) -> Iterator[None]:
    """Once for each node. Raises BadFile for what no word processor writes."""
    depth = 0
    open_nodes = []
    try:
        for event, node in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                open_nodes.append(node)
                if depth > limits.MAX_DEPTH:
                    raise BadFile(_("The file is nested deeper than any program writes it."))
                yield
            else:
                depth -= 1
                open_nodes.pop().clear()
                if open_nodes:
                    open_nodes[-1].remove(node)
    except DefusedXmlException:
        text = _("The file declares a document type or entities; a %(kind)s file has none.")
        raise BadFile(text % {"kind": kind}) from None
    except ParseError:
        raise unreadable(kind) from None
