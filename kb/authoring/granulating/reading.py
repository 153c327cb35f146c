"""A file → its source: the format by its ending, held against what it begins with."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.granulating.readers.docx import read_docx
from kb.authoring.granulating.readers.errors import too_large
from kb.authoring.granulating.readers.html import read_html
from kb.authoring.granulating.readers.lists import read_list
from kb.authoring.granulating.readers.markdown import read_markdown
from kb.authoring.granulating.readers.workbook import read_workbook
from kb.authoring.granulating.source import Source
from kb.authoring.granulating.wordlists import all_words
from kb.authoring.importers.encodings import BROKEN, decode
from kb.authoring.importers.problems import BadFile
from kb.text import clean

FORMATS = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".docx": "docx", ".xlsx": "xlsx", ".csv": "csv",
}  # fmt: skip
OLDER = {".doc": "DOCX", ".dot": "DOCX", ".docm": "DOCX", ".xls": "XLSX", ".xlsm": "XLSX",
         ".wps": "DOCX", ".et": "XLSX", ".rtf": "DOCX"}  # fmt: skip
LONGEST_NAME = 200
PACKED = frozenset({"docx", "xlsx"})
PACKAGE = b"PK\x03\x04"
BINARY = (PACKAGE, b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x7fELF", b"MZ", b"\x89PNG",
          b"\xff\xd8\xff", b"GIF8")  # fmt: skip
CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


def format_of(name: str) -> str:
    """Raises BadFile for a file that cannot be read here."""
    ending = PurePath(name).suffix.lower()
    if ending in OLDER:
        text = _("“%(ending)s” files cannot be read. Open it, save it as %(kind)s, and try again.")
        raise BadFile(text % {"ending": ending, "kind": OLDER[ending]})
    if ending not in FORMATS:
        text = _("“%(name)s” has no ending that can be read; use one of: %(endings)s.")
        raise BadFile(text % {"name": PurePath(name).name, "endings": ", ".join(sorted(FORMATS))})
    return FORMATS[ending]


def read_source(name: str, data: bytes) -> Source:
    """Raises BadFile, saying what to do."""
    form = format_of(name)
    if len(data) > limits.MAX_FILE:
        raise too_large(len(data), most=limits.MAX_FILE)
    if not data.strip():
        raise BadFile(_("%(path)s is empty.") % {"path": PurePath(name).name})
    source = _read_packed(name, data, form) if form in PACKED else _read_text(name, data, form)
    if not source.blocks:
        raise BadFile(_("There is no text in %(name)s.") % {"name": PurePath(name).name})
    return source


def title_of(name: str) -> str:
    """What the document is called, and known by."""
    return clean(PurePath(name).stem).text.strip()[:LONGEST_NAME] or "document"


def _read_packed(name: str, data: bytes, form: str) -> Source:
    stem = title_of(name)
    if form == "docx":
        return Source(stem, form, read_docx(data))
    blocks, pairs = read_workbook(data, words=all_words())
    return Source(stem, form, tuple(blocks.found), tuple(pairs))


def _read_text(name: str, data: bytes, form: str) -> Source:
    if len(data) > limits.MAX_TEXT_FILE:
        raise too_large(len(data), most=limits.MAX_TEXT_FILE)
    if data.startswith(BINARY):
        raise BadFile(_("What is in the file does not fit its ending “%(ending)s”.")
                      % {"ending": PurePath(name).suffix})  # fmt: skip
    stem = title_of(name)
    if form == "csv":
        blocks, pairs = read_list(data, name=PurePath(name).name, words=all_words())
        return Source(stem, form, tuple(blocks.found), tuple(pairs))
    text = text_of(data)
    read = read_markdown if form == "markdown" else read_html
    return Source(stem, form, read(text))


def text_of(data: bytes) -> str:
    """UTF-8 with or without its mark, GB18030, or what the page itself declares."""
    text = _declared(data) or decode(data)
    if "\0" in text:
        raise BadFile(_("The file has NUL bytes: it is damaged, or no text."))
    if BROKEN.search(text):
        line = text[: BROKEN.search(text).start()].count("\n") + 1  # type: ignore[union-attr]
        raise BadFile(
            _("Line %(line)d has bytes that are no UTF-8. Save the file as UTF-8 and try again.")
            % {"line": line}
        )
    return text


def _declared(data: bytes) -> str:
    """Old pages declare Big5, Shift JIS or Latin; UTF-8 and GB are told from the bytes."""
    found = CHARSET.search(data[:4096])
    name = found.group(1).decode("ascii", "replace").lower() if found else ""
    if not name or name.replace("-", "").startswith(("utf", "gb")):
        return ""
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return ""
