"""The web: help pages, the widget and whoever shows our answers on a page of their own."""

from __future__ import annotations

from collections.abc import Sequence

from channels.channel import Channel, Message, Part
from channels.channel import msgid as _
from channels.text import (
    image_data,
    image_html,
    join_lines,
    label_of,
    sections,
    way_html,
    with_lead,
    with_ways,
)
from kb.access import Audience
from kb.document import STAFF_KINDS, Kind, Passage
from kb.formats import Style


class Web(Channel):
    code = "web"
    name = _("Web")
    ceiling = Audience.CUSTOMER
    kinds = frozenset(Kind) - STAFF_KINDS
    targets = ("url", "phone_menu")
    style = Style.SYMBOL
    has_html = True

    def part(self, passage: Passage, *, locale: str) -> Part:
        said = self.said(passage, locale=locale)
        ways = self.ways(passage)
        label = label_of(passage, locale=locale)
        html = [said.html, image_html(passage.image)]
        html += [way_html(way, label=label, locale=locale) for way in ways[:1]]
        part = Part(
            element=passage.element,
            kind=passage.kind,
            text=with_ways(with_lead(passage, said.text, locale=locale), ways, locale=locale),
            html=join_lines(html),
            label=label,
            target=ways[0] if ways else None,
            targets=ways,
            image=image_data(passage.image),
            person_only=passage.person_only,
        )
        return self.guided(part, passage, locale=locale)

    def join(self, parts: Sequence[Part], *, question: str, locale: str) -> Message:
        text = join_lines(part.text for part in parts)
        return Message(
            text=text,
            parts=tuple(parts),
            html=sections(parts, locale=locale),
            units=len(text),
        )


CHANNEL = Web
