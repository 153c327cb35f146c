"""Bytes of a file → text: UTF-8 with or without its mark, or GB18030, whichever it is."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from kb.authoring.importers.problems import BadFile

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WORKBOOK = b"PK\x03\x04"
# What `surrogateescape` leaves of a byte that is no UTF-8.
BROKEN = re.compile("[\udc80-\udcff]")


def decode(data: bytes) -> str:
    """Bytes that break UTF-8 come out as `BROKEN` characters, so that a row can be named.

    Raises BadFile for what is neither, with what to do.
    """
    if data.startswith(WORKBOOK):
        raise BadFile(_("This is an Excel workbook. Save it as “CSV UTF-8” and import that file."))
    if data.startswith(UTF_16_MARKS):
        raise BadFile(_("This file is UTF-16. Save it as “CSV UTF-8” and import that file."))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_mostly_utf8(data):
        return data.decode("utf-8", errors="surrogateescape")
    return _decode_gb18030(data)


def _is_mostly_utf8(data: bytes) -> bool:
    """Chinese in GB18030 read as UTF-8 is nearly all errors; damaged UTF-8 has a few."""
    text = data.decode("utf-8", errors="surrogateescape")
    broken = len(BROKEN.findall(text))
    wide = sum(char > "\x7f" for char in text) - broken
    return wide > broken


def _decode_gb18030(data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = _("Line %(line)d is neither UTF-8 nor GB18030. Save the file as “CSV UTF-8”.")
        raise BadFile(text % {"line": line}) from None
