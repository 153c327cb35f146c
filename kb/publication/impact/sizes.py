"""The size of what a channel says, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.publication.ports import Spoken


def size_in_words(said: Spoken | None) -> str:
    """As the channel counts it: characters and text messages, or elements and bytes."""
    if said is None:
        return _("nothing")
    if said.segments:
        text = ngettext(
            "%(units)d characters in %(count)d message",
            "%(units)d characters in %(count)d messages",
            len(said.segments),
        )
        return text % {"units": said.units, "count": len(said.segments)}
    text = ngettext(
        "%(count)d part, %(size)d bytes", "%(count)d parts, %(size)d bytes", len(said.parts)
    )
    return text % {"count": len(said.parts), "size": said.size_in_bytes}


def change_in_words(before: Spoken | None, after: Spoken | None) -> str:
    """Both where they differ."""
    now, then = size_in_words(before), size_in_words(after)
    return now if now == then else f"{now} → {then}"
