"""Says a file cannot be read, in words for the editor; the same error as of other imports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kb.authoring.granulating import limits
from kb.authoring.importers.problems import BadFile


def too_large(size: int, *, most: int) -> BadFile:
    text = _("The file has %(size)s MB; at most %(most)s MB can be taken. Split it and try again.")
    shown = f"{size / limits.MEGABYTE:.1f}"
    return BadFile(text % {"size": shown, "most": most // limits.MEGABYTE})


def too_much(what: str, *, most: int) -> BadFile:
    """`what`: a translated plural, such as “rows”."""
    text = _("The file has more than %(most)s %(what)s. Split it and try again.")
    return BadFile(text % {"most": f"{most:,}", "what": what})


def unreadable(kind: str) -> BadFile:
    text = _("This is no readable %(kind)s file: it is damaged, or has the wrong ending.")
    return BadFile(text % {"kind": kind})
