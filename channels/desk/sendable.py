"""What an agent may send on from an answer: the text of each channel, with its size there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels.adapters.wechat import MAX_TEXT
from channels.channel import Message
from channels.renditions.queries import find_rendition
from kb.access import ChannelNotInScope, Scope

# Code and the letter that copies it with Alt.
SENT_CHANNELS = (("sms", "S"), ("wechat", "W"))
PLAIN, PLAIN_LETTER = "plain", "C"


@dataclass(frozen=True, slots=True)
class Sendable:
    """`size`: in words; `used` of `limit` where the channel has one; both 0 where it has none.
    An empty text has nothing to send on this channel. `rendition`: of the text, where it is one
    of a channel's own."""

    code: str
    letter: str
    text: str
    size: str
    used: int = 0
    limit: int = 0
    rendition: str = ""


def plain_text(message: Message) -> Sendable:
    """The desk's own words for a customer: neither internal notes nor what must not be said."""
    text = message.copyable
    return Sendable(PLAIN, PLAIN_LETTER, text, size=_characters(text))


def sendable_texts(*, scope: Scope, key: str, locale: str) -> tuple[Sendable, ...]:
    """Of the channels that this person may use, in a fixed order."""
    found = []
    for channel, letter in SENT_CHANNELS:
        try:
            served = find_rendition(scope=scope, channel=channel, key=key, locale=locale)
        except (ChannelNotInScope, KeyError):
            continue
        sendable = _sendable(channel, letter, served.message if served else None)
        found.append(replace(sendable, rendition=served.rendition if served else ""))
    return tuple(found)


def _sendable(channel: str, letter: str, message: Message | None) -> Sendable:
    if message is None or not message.copyable:
        return Sendable(channel, letter, "", size="")
    if channel == "wechat":
        return Sendable(channel, letter, message.copyable, _bytes(message), message.units, MAX_TEXT)
    return Sendable(channel, letter, message.copyable, _parts(message))


def _parts(message: Message) -> str:
    count = len(message.segments)
    parts = ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}
    return f"{parts} · {_units(message.units)}"


def _bytes(message: Message) -> str:
    return _("%(used)d of %(limit)d bytes") % {"used": message.units, "limit": MAX_TEXT}


def _characters(text: str) -> str:
    return _units(len(text))


def _units(count: int) -> str:
    return ngettext("%(count)d character", "%(count)d characters", count) % {"count": count}
