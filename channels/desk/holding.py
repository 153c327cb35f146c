"""What an agent says while an answer is looked for: the script of an answer that the bank names
(HOLDING_ANSWER), approved and kept as evidence like any other words."""

from __future__ import annotations

from django.conf import settings

from channels.desk.scopes import CHANNEL
from channels.renditions.queries import find_rendition
from kb.access import Scope
from kb.document import Kind

SAID = (Kind.REQUIRED_SCRIPT.value, Kind.SCRIPT.value)


def holding_line(*, scope: Scope, locale: str) -> str:
    """In the language of the screen; empty where this person has no such script."""
    if not settings.HOLDING_ANSWER:
        return ""
    served = find_rendition(
        scope=scope, channel=CHANNEL, key=settings.HOLDING_ANSWER, locale=locale, kinds=SAID
    )
    return served.parts[0].copyable if served and served.parts else ""
