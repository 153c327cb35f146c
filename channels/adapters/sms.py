"""SMS: short plain text with our sign, counted and billed in parts.

Which elements go: answer, steps, condition, fee, caution, note, action and link. Explanation,
example, table and image go only where they have a brief form or a wording for SMS; the editor is
told of each that stays behind. Conventions: docs/decisions/text-messages.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from channels.asking_on import in_one_line
from channels.channel import Channel, Config, Message, Part
from channels.channel import msgid as _
from channels.gsm import is_gsm, spell_plainly
from channels.guides import SaidGuide
from channels.segmentation import segment
from channels.text import announced, join_lines, label_of, with_lead, with_ways
from kb.access import Audience
from kb.document import STAFF_KINDS, Document, Form, Kind, Passage
from kb.formats import Style
from kb.problem import Problem

MAX_CHARACTERS = 500
SIGN_LENGTHS = range(2, 33)
SMS_KINDS = ("notice", "marketing", "otp")
CHINESE_BRACKETS = "【】"
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s]+")

BRIEF_ONLY_KINDS = frozenset({Kind.EXPLANATION, Kind.EXAMPLE, Kind.TABLE, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class Profile:
    """How the carriers of one market count and what they ask for.

    `gsm`: 160 and 153 septets for text inside the GSM alphabet, else every character counts 1 and
    70 or 67 make a part. `unsubscribe`: how a marketing text must end, per language.
    `doubtful`: characters that some providers send back.
    """

    gsm: bool
    brackets: str
    unsubscribe: Mapping[str, str]
    doubtful: str = ""


PROFILES = {
    "cn": Profile(
        gsm=False,
        brackets=CHINESE_BRACKETS,
        unsubscribe={"zh-Hans": "，拒收请回复R", "en": "，拒收请回复R"},
        doubtful="『』「」〖〗²•①★※→¥&☞✓√^",
    ),
    "international": Profile(
        gsm=True,
        brackets="[]",
        unsubscribe={"zh-Hans": "，拒收请回复R", "en": ". Reply R to unsubscribe"},
    ),
}
# What editors must not type themselves, in any kind of message.
UNSUBSCRIBE_PHRASES = ("拒收请回复", "回TD退订", "Reply R to unsubscribe")


class Sms(Channel):
    code = "sms"
    name = _("SMS")
    ceiling = Audience.CUSTOMER
    form = Form.BRIEF
    kinds = frozenset(Kind) - STAFF_KINDS
    targets = ("url", "phone_menu")
    style = Style.WORDS

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        if config.sms_profile not in PROFILES:
            known = ", ".join(PROFILES)
            raise ValueError(f"SMS_PROFILE={config.sms_profile!r}: use one of {known}.")
        self.profile = PROFILES[config.sms_profile]
        self.sign = self._bracketed(config.sms_sign)

    def carries(self, passage: Passage) -> bool:
        return super().carries(passage) and (
            passage.kind not in BRIEF_ONLY_KINDS or self._has_short_wording(passage)
        )

    def part(self, passage: Passage, *, locale: str) -> Part:
        body = with_lead(passage, self.said(passage, locale=locale).text, locale=locale)
        ways = self.ways(passage)
        part = Part(
            element=passage.element,
            kind=passage.kind,
            text=with_ways(body, ways, locale=locale),
            label=label_of(passage, locale=locale),
            target=ways[0] if ways else None,
            targets=ways,
            person_only=passage.person_only,
            category=passage.sms_kind,
        )
        return self.guided(part, passage, locale=locale)

    def join(self, parts: Sequence[Part], *, question: str, locale: str) -> Message:
        body = join_lines(part.text for part in parts)
        if not body:
            return Message(text="", parts=tuple(parts))
        notes: tuple[str, ...] = ()
        if self.profile.gsm and locale == "en":
            plainer = spell_plainly(body)
            body, notes = plainer.text, plainer.notes
        if any(part.category == "marketing" for part in parts):
            body = body.rstrip("。.") + self.profile.unsubscribe[locale]
        text = self.sign + body
        counted = segment(text, gsm=self.profile.gsm)
        return Message(
            text=text,
            parts=tuple(parts),
            encoding=counted.encoding,
            units=counted.units,
            segments=counted.parts,
            notes=notes,
        )

    def ask(self, guide: SaidGuide, *, locale: str, name: str = "") -> str:
        """In one line: a text message has no room for more."""
        question = guide.find(name) if name else next(iter(guide.questions), None)
        return in_one_line(question) if question else super().ask(guide, locale=locale, name=name)

    def announce(self, message: Message, wordings: Sequence[str], *, locale: str) -> Message:
        """Right behind the sign, where all of it still fits. Advertising and one-time passwords
        must hold nothing else."""
        lines = announced(wordings, locale)
        if not message.text or any(part.category != "notice" for part in message.parts):
            return message
        if any(bracket in line for bracket in CHINESE_BRACKETS for line in lines):
            return message
        before = [Part(element="", kind=Kind.NOTE, text=line, category="notice") for line in lines]
        made = self.join([*before, *message.parts], question="", locale=locale)
        if _length(made.text) > MAX_CHARACTERS:
            return message
        return replace(made, parts=message.parts)

    def find_problems(self, document: Document, message: Message) -> Iterator[Problem]:
        yield from self._left_out(document)
        yield from self._wrong_kinds(message.parts)
        for part in message.parts:
            yield from self._wrong_words(part)
            yield from self._doubtful(part)
        yield from self._too_long(message)

    def _has_short_wording(self, passage: Passage) -> bool:
        return passage.brief is not None or any(code == self.code for code, _w in passage.overrides)

    def _bracketed(self, sign: str) -> str:
        if not sign:
            return ""
        unfit = sign.isdigit() or sign != sign.strip() or re.search(r"[\[\]【】\n]", sign)
        if unfit or len(sign) not in SIGN_LENGTHS:
            raise ValueError(
                f"SMS_SIGN={sign!r}: use 2 to 32 characters, not digits alone, without brackets; "
                "the brackets are added."
            )
        # A sign that GSM cannot spell makes the message UCS-2, where its own brackets cost no more.
        brackets = self.profile.brackets if is_gsm(sign) else CHINESE_BRACKETS
        return f"{brackets[0]}{sign}{brackets[1]}"

    def _left_out(self, document: Document) -> Iterator[Problem]:
        for passage in document.passages:
            if super().carries(passage) and not self.carries(passage):
                yield self.problem("left-out", LEFT_OUT, passage.element, severity="info")

    def _wrong_kinds(self, parts: Sequence[Part]) -> Iterator[Problem]:
        for part in parts:
            if part.category not in SMS_KINDS:
                yield self.problem("unknown-kind", UNKNOWN_KIND, part.element, kind=part.category)
            elif part.category != parts[0].category:
                yield self.problem("mixed-kinds", MIXED_KINDS, part.element)

    def _wrong_words(self, part: Part) -> Iterator[Problem]:
        if any(bracket in part.text for bracket in CHINESE_BRACKETS):
            yield self.problem("brackets", BRACKETS, part.element)
        for phrase in UNSUBSCRIBE_PHRASES:
            if phrase in part.text:
                yield self.problem("unsubscribe", UNSUBSCRIBE, part.element, phrase=phrase)
        if part.category == "otp" and LINK.search(part.text):
            yield self.problem("link-in-otp", LINK_IN_OTP, part.element)

    def _doubtful(self, part: Part) -> Iterator[Problem]:
        words = ADDRESS.sub("", part.text)
        found = "".join(char for char in self.profile.doubtful if char in words)
        if found:
            yield self.problem(
                "doubtful", DOUBTFUL, part.element, severity="info", characters=found
            )

    def _too_long(self, message: Message) -> Iterator[Problem]:
        over = _length(message.text) - MAX_CHARACTERS
        if over > 0:
            room = MAX_CHARACTERS - len(self.sign)
            alone = [part.element for part in message.parts if _length(part.text) > room]
            yield self.problem(
                "too-long",
                TOO_LONG,
                alone[0] if alone else "",
                size=_length(message.text),
                limit=MAX_CHARACTERS,
                over=over,
            )


def _length(text: str) -> int:
    """In UTF-16 units, as carriers count characters."""
    return len(text.encode("utf-16-le")) // 2


LEFT_OUT = _("SMS leaves this element out: give it a brief form if it should be sent.")
UNKNOWN_KIND = _("“%(kind)s” is no kind of SMS: use notice, marketing or otp.")
MIXED_KINDS = _("All elements of one SMS must be of one kind: notice, marketing or otp.")
BRACKETS = _("Leave out 【】: in an SMS they are kept for the sign in front.")
UNSUBSCRIBE = _(
    "Leave out “%(phrase)s”: marketing messages get it at their end, others must not have it."
)
LINK_IN_OTP = _("A message with a one-time password must not hold a link: take it out.")
DOUBTFUL = _("Some providers send back a message with these characters: %(characters)s")
TOO_LONG = _(
    "The SMS has %(size)d characters with its sign, %(over)d more than the %(limit)d allowed: "
    "shorten it, or give long elements a brief form."
)

CHANNEL = Sms
