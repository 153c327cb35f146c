"""What a channel says, as publication shows it to editors: texts and sizes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from channels.channel import Channel, Part
from kb.document import Document
from kb.formats import BadValue
from kb.locales import UnknownLocale
from kb.publication.ports import Spoken, SpokenPart


def speak(channel: Channel, document: Document) -> Spoken | None:
    """None where the channel cannot say it; its check tells why."""
    try:
        message = channel.render(document)
    except (BadValue, UnknownLocale):
        return None
    if not message.parts:
        return None
    return Spoken(
        text=message.text,
        parts=tuple(SpokenPart(part.element, part.kind, _text(part)) for part in message.parts),
        units=message.units or len(message.text),
        segments=message.segments,
        size_in_bytes=len((message.html or message.text).encode("utf-8")),
    )


def _text(part: Part) -> str:
    """A link that leads elsewhere, or another picture, is a change too."""
    ways = (f"→ {way['value']}" for way in part.targets if way["value"] not in part.text)
    picture = (_("[picture %(number)s]") % {"number": part.image["id"]},) if part.image else ()
    return "\n".join(filter(None, (part.text, *ways, *picture)))
