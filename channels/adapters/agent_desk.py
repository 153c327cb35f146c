"""The agent desk: everything an agent may see, and what of it may be copied to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels.channel import Channel, Message, Part
from channels.channel import msgid as _
from channels.granting import SaidGrant, grant_html, grant_lines
from channels.targets import write_way
from channels.text import (
    announced,
    image_data,
    image_html,
    join_lines,
    label_of,
    says_way,
    sections,
    way_html,
    with_lead,
)
from kb.access import Audience
from kb.document import UNSPEAKABLE_KINDS, Kind, Passage
from kb.formats import Style, fill

# Said to customers, though the element itself is for agents.
SPOKEN_KINDS = frozenset({Kind.SCRIPT, Kind.REQUIRED_SCRIPT})
# Laid out for speaking: the answer and how to say it; what must not be said, before more is; who
# may, how, what it costs and what can go wrong; what gets it done; then what is there on request.
ORDER = (
    Kind.ANSWER,
    Kind.SCRIPT,
    Kind.NEVER_SAY,
    Kind.GUIDE,
    Kind.CONDITION,
    Kind.STEPS,
    Kind.FEE,
    Kind.TABLE,
    Kind.CAUTION,
    Kind.REQUIRED_SCRIPT,
    Kind.GRANT,
    Kind.ACTION,
    Kind.EXPLANATION,
    Kind.EXAMPLE,
    Kind.NOTE,
    Kind.INTERNAL_NOTE,
    Kind.IMAGE,
    Kind.LINK,
)
RANK = {kind.value: rank for rank, kind in enumerate(ORDER)}
CUSTOMER_WAYS = ("url", "phone_menu")


class AgentDesk(Channel):
    code = "agent_desk"
    name = _("Agent desk")
    ceiling = Audience.AGENT
    kinds = frozenset(Kind)
    targets = ("agent_transaction", "app", "mini_program", "url", "phone_menu")
    style = Style.SYMBOL
    has_html = True

    def part(self, passage: Passage, *, locale: str) -> Part:
        said = self.said(passage, locale=locale)
        ways = self.ways(passage)
        label = label_of(passage, locale=locale)
        html = [said.html, image_html(passage.image)]
        html += [way_html(way, label=label, locale=locale) for way in ways]
        part = Part(
            element=passage.element,
            kind=passage.kind,
            text=self._text(passage, said.text, self.targets, locale=locale),
            html=join_lines(html),
            label=label,
            target=ways[0] if ways else None,
            targets=ways,
            image=image_data(passage.image),
            person_only=passage.person_only,
            copy=self._copy(passage, said.text, locale=locale),
        )
        if passage.grant is not None:
            return self._granted(part, passage, said.text, locale=locale)
        return self.guided(part, passage, locale=locale)

    def join(self, parts: Sequence[Part], *, question: str, locale: str) -> Message:
        """In the order in which they are spoken; several of one kind stay as they were written."""
        spoken = sorted(parts, key=lambda part: RANK.get(part.kind, len(RANK)))
        text = join_lines(part.text for part in spoken if part.kind not in UNSPEAKABLE_KINDS)
        return Message(
            text=text,
            parts=tuple(spoken),
            html=sections(spoken, locale=locale),
            units=len(text),
            copy=join_lines(part.copyable for part in spoken),
        )

    def _granted(self, part: Part, passage: Passage, what: str, *, locale: str) -> Part:
        assert passage.grant is not None
        limit = passage.grant.limit
        amount = fill(limit, locale=locale, style=self.style).text if limit else ""
        grant = SaidGrant(what, amount, passage.grant.groups)
        return replace(
            part,
            grant=grant,
            text=join_lines([part.text, *grant_lines(grant, locale=locale)]),
            html=join_lines([part.html, grant_html(grant, locale=locale)]),
        )

    def announce(self, message: Message, wordings: Sequence[str], *, locale: str) -> Message:
        """On the screen it stands by itself; what is copied to a customer says it too."""
        if not message.copyable:
            return message
        return replace(message, copy=join_lines([*announced(wordings, locale), message.copyable]))

    def _text(self, passage: Passage, body: str, types: Sequence[str], *, locale: str) -> str:
        ways = [way for way in self.ways(passage) if way["type"] in types]
        lines = [write_way(way, locale=locale) for way in ways if not says_way(body, way)]
        return join_lines([with_lead(passage, body, locale=locale), *lines])

    def _copy(self, passage: Passage, body: str, *, locale: str) -> str | None:
        """What an agent may send on: nothing that is for agents, no transaction codes."""
        if passage.kind in SPOKEN_KINDS:
            return body
        # A guide is gone through, not read out as a whole.
        if passage.guide is not None:
            return ""
        if passage.kind in UNSPEAKABLE_KINDS or passage.labels.audience > Audience.CUSTOMER:
            return ""
        return self._text(passage, body, CUSTOMER_WAYS, locale=locale) if passage.targets else None


CHANNEL = AgentDesk
