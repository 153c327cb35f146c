"""WeChat official account: one text message, or a news card where picture and link allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from channels.channel import IMAGE_PATH, Channel, Message, Part
from channels.channel import msgid as _
from channels.text import announced, image_data, join_lines, label_of, with_lead, with_ways
from kb.access import Audience
from kb.document import STAFF_KINDS, Document, Kind, Passage
from kb.formats import Style
from kb.problem import Problem

# Bytes of UTF-8. A longer text is refused (error 45002), so it is refused here first.
MAX_TEXT = 2048
MAX_CARD_TITLE = 128
MAX_CARD_DESCRIPTION = 512
MAX_CARD_URL = 2048


class WeChat(Channel):
    code = "wechat"
    name = _("WeChat")
    ceiling = Audience.CUSTOMER
    kinds = frozenset(Kind) - STAFF_KINDS
    targets = ("mini_program", "url")
    style = Style.SYMBOL

    def part(self, passage: Passage, *, locale: str) -> Part:
        body = with_lead(passage, self.said(passage, locale=locale).text, locale=locale)
        ways = self.ways(passage)
        # A mini-program's path says nothing to a reader; it travels as the target alone.
        addresses = [way for way in ways if way["type"] == "url"]
        part = Part(
            element=passage.element,
            kind=passage.kind,
            text=with_ways(body, addresses, locale=locale),
            label=label_of(passage, locale=locale),
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
            encoding="UTF-8",
            units=_size(text),
            card=self._card(parts, question),
        )

    def announce(self, message: Message, wordings: Sequence[str], *, locale: str) -> Message:
        """In the text, and in the card where that is made again with it."""
        if not message.text:
            return message
        text = join_lines([*announced(wordings, locale), message.text])
        units = _size(text)
        if units > MAX_TEXT:
            return message
        card = self._announced(message.card, announced(wordings, locale))
        return replace(message, text=text, units=units, card=card)

    def _announced(
        self, card: dict[str, Any] | None, lines: Sequence[str]
    ) -> dict[str, Any] | None:
        """Without a card the same is sent as text, which says it all."""
        if card is None:
            return None
        made = card | {"description": join_lines([*lines, card["description"]])}
        return made if _fits(made) else None

    def find_problems(self, document: Document, message: Message) -> Iterator[Problem]:
        if message.units > MAX_TEXT:
            yield self._too_long(message)
        picture = next((part for part in message.parts if part.image), None)
        if picture and not message.card:
            reason = NO_CARD if _address_part(message.parts) else NO_LINK
            limits = {"title": MAX_CARD_TITLE, "description": MAX_CARD_DESCRIPTION}
            params = limits if reason is NO_CARD else {}
            yield self.problem(
                "picture-left-out", reason, picture.element, severity="info", **params
            )

    def _too_long(self, message: Message) -> Problem:
        alone = [part for part in message.parts if _size(part.text) > MAX_TEXT]
        return self.problem(
            "too-long",
            TOO_LONG,
            alone[0].element if alone else "",
            size=message.units,
            limit=MAX_TEXT,
            over=message.units - MAX_TEXT,
        )

    def _card(self, parts: Sequence[Part], question: str) -> dict[str, Any] | None:
        """Says all that the text says, or is not made; only the address moves into the link."""
        picture = next((part for part in parts if part.image), None)
        linked = _address_part(parts)
        if picture is None or picture.image is None or linked is None:
            return None
        address = _address(linked)
        card = {
            "title": question,
            "description": join_lines(p.text.removesuffix(address).rstrip() for p in parts),
            "url": address,
            "picurl": self.config.public_url + IMAGE_PATH.format(id=picture.image["id"]),
        }
        return card if _fits(card) else None


def _size(text: str) -> int:
    return len(text.encode())


def _fits(card: dict[str, str]) -> bool:
    limits = {
        "title": MAX_CARD_TITLE,
        "description": MAX_CARD_DESCRIPTION,
        "url": MAX_CARD_URL,
        "picurl": MAX_CARD_URL,
    }
    return all(_size(card[name]) <= limit for name, limit in limits.items())


def _address(part: Part) -> str:
    return next((way["value"] for way in part.targets if way["type"] == "url"), "")


def _address_part(parts: Sequence[Part]) -> Part | None:
    return next((part for part in parts if _address(part)), None)


TOO_LONG = _(
    "The WeChat text has %(size)d bytes, %(over)d more than the %(limit)d that fit: shorten it, "
    "or give long elements a wording of their own for WeChat."
)
NO_LINK = _("WeChat shows a picture only in a card with a link: add a link, or leave it as it is.")
NO_CARD = _(
    "WeChat sends this as text without the picture: a card holds %(title)d bytes of question and "
    "%(description)d bytes of text."
)

CHANNEL = WeChat
