"""Emergency notices that name an answer, in what a channel says of it. They are looked up on each
read and stand in no rendition, so nothing has to be rendered again when one begins or ends
(docs/decisions/0038-notices-stand-beside-answers.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.channel import Channel
from channels.renditions.saying import Said, name_of
from kb.access import Audience
from kb.notices.queries import Told


def with_notices(said: Said, notices: Sequence[Told], *, channel: Channel, locale: str) -> Said:
    """The same text with what the channel says in front of it, under a name of its own: whoever
    has the text of before has another one."""
    if not notices:
        return said
    wordings = [told.wording for told in notices if told.audience < Audience.AGENT]
    message = said.message
    if wordings:
        message = channel.announce(message, wordings, locale=locale)
    named = (said.rendition, message.text, *(f"{told.version}" for told in notices))
    return Said(message, said.versions, name_of(named))


def kept_notices(notices: Sequence[Told]) -> list[dict[str, Any]]:
    """As evidence: which version was shown with the text, and its words."""
    return [{"notice": told.id, "version": told.number, "text": told.wording} for told in notices]
