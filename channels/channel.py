"""What a channel is: limits as data, and a pure way from a Document to a Message."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from channels import asking_on
from channels.granting import SaidGrant
from channels.guides import Open, SaidGuide, everything_open, guide_from_json, opened, said_guide
from channels.phrases import phrases_for
from channels.targets import is_web_address, ways
from kb.access import Audience
from kb.document import Document, Form, Kind, Passage, Wording, to_plain
from kb.formats import BadValue, Style, fill
from kb.locales import UnknownLocale
from kb.markup import Filled
from kb.problem import Problem

# Where the scoped view of an image answers; the same path on every page.
IMAGE_PATH = "/media/images/{id}/"
PLACEHOLDER = "{{"


def msgid(text: str) -> str:
    """Marks a string for translation, which happens at the edge; import it as `_`."""
    return text


_ = msgid


@dataclass(frozen=True, slots=True)
class Config:
    """What a channel is told about this house; the registry fills it from settings."""

    public_url: str = "http://localhost:8000"
    sms_sign: str = ""
    sms_profile: str = "cn"


@dataclass(frozen=True, slots=True)
class Part:
    """One element as this channel says it. `text` is plain; `html` only where the channel has it.

    `targets`: where an action or link leads on this channel (`{"type": …, "value": …}`), the best
    one first and also as `target`. `copy`: what may be copied out to a customer where that is
    less than `text`. `category`: the class the carrier wants named (SMS: notice, marketing, otp).
    `guide`: its questions, as they are stored with every choice there is; `Channel.open` leaves
    those that a reader may be offered. `grant`: for agents' eyes.
    """

    element: str
    kind: str
    text: str
    html: str = ""
    label: str = ""
    target: dict[str, str] | None = None
    targets: tuple[dict[str, str], ...] = ()
    image: dict[str, Any] | None = None
    person_only: bool = False
    category: str = ""
    copy: str | None = None
    guide: SaidGuide | None = None
    grant: SaidGrant | None = None

    @property
    def copyable(self) -> str:
        """Empty where nothing of it may leave the desk."""
        return self.text if self.copy is None else self.copy

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = to_plain(self)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Part:
        own = {**data, "targets": tuple(data.get("targets", ()))}
        if "guide" in data:
            own["guide"] = guide_from_json(data["guide"])
        if "grant" in data:
            grant = data["grant"]
            own["grant"] = SaidGrant(**{**grant, "groups": tuple(grant.get("groups", ()))})
        return cls(**own)


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves: the joined text, its parts, and its size as this channel counts it.

    `segments`: units per SMS part; empty for channels that send one piece. `card`: a rich
    payload (a WeChat news article) where the channel has one. `notes`: characters that were
    exchanged, such as `’ (U+2019) → '`. `copy`: see Part.
    """

    text: str
    parts: tuple[Part, ...]
    html: str = ""
    encoding: str = ""
    units: int = 0
    segments: tuple[int, ...] = ()
    card: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    copy: str | None = None

    @property
    def copyable(self) -> str:
        return self.text if self.copy is None else self.copy


class Channel(ABC):
    """Copy a neighbour in channels/adapters/ to add one (docs/how-to/add-a-channel.md).

    `name` is an English msgid; `targets` the types of target this channel can follow, best first.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    ceiling: ClassVar[Audience]
    kinds: ClassVar[frozenset[Kind]]
    targets: ClassVar[tuple[str, ...]]
    form: ClassVar[Form] = Form.STANDARD
    style: ClassVar[Style] = Style.SYMBOL
    has_html: ClassVar[bool] = False

    def __init__(self, config: Config) -> None:
        """Raises ValueError where the settings of this channel cannot be used."""
        self.config = config

    def render(self, document: Document) -> Message:
        """The whole document, as already narrowed to a reader (`Document.seen_by`)."""
        parts = [self.part(p, locale=document.locale) for p in document.passages if self.carries(p)]
        return self.join(parts, question=document.question, locale=document.locale)

    def carries(self, passage: Passage) -> bool:
        labels = passage.labels
        here = not labels.channels or self.code in labels.channels
        return here and passage.kind in self.kinds and labels.audience <= self.ceiling

    @abstractmethod
    def part(self, passage: Passage, *, locale: str) -> Part:
        """One element by itself; must not depend on its neighbours, so parts can be stored."""

    @abstractmethod
    def join(self, parts: Sequence[Part], *, question: str, locale: str) -> Message:
        """Parts a reader may see → what is sent to that reader."""

    def announce(self, message: Message, wordings: Sequence[str], *, locale: str) -> Message:
        """With emergency notices in front, for channels whose text stands alone. Where they are
        shown beside it, or do not fit, the message stays as it is; nothing is cut."""
        return message

    def check(self, document: Document) -> tuple[Problem, ...]:
        """What does not fit, for the editor, at the element; nothing is ever cut.

        For a document narrowed to one reader, like `render`. An `info` stops nothing.
        """
        parts: list[Part] = []
        problems: list[Problem] = []
        for passage in filter(self.carries, document.passages):
            try:
                parts.append(self.part(passage, locale=document.locale))
            except BadValue as error:
                problems.append(
                    self.problem("bad-fact", BAD_FACT, passage.element, fact=error.fact)
                )
            except UnknownLocale:
                return (self.problem("unknown-language", UNKNOWN_LANGUAGE),)
            problems += self._target_problems(passage)
        problems += self._placeholders(parts)
        if not any(problem.severity == "error" for problem in problems):
            message = self.join(parts, question=document.question, locale=document.locale)
            problems += self.find_problems(document, message)
        return tuple(problems)

    def find_problems(self, document: Document, message: Message) -> Iterator[Problem]:
        """What this channel has to say about a whole message; most have their limits here."""
        yield from ()

    def guided(self, part: Part, passage: Passage, *, locale: str) -> Part:
        """The part with the questions of its guide, where it has one, and every choice there is."""
        if passage.guide is None:
            return part

        def say(wording: Wording) -> str:
            return fill(wording, locale=locale, style=self.style).text

        own = passage.wording(channel=self.code, form=self.form) is not passage.standard
        guide = replace(
            said_guide(passage.guide, say),
            before=part.text, before_html=part.html, own_words=own,
        )  # fmt: skip
        return self.open(replace(part, guide=guide), to=everything_open(guide), locale=locale)

    def open(self, part: Part, *, to: Open, locale: str) -> Part:
        """The part as it is said to a reader who may be led there and nowhere else."""
        if part.guide is None:
            return part
        guide = opened(part.guide, to=to)
        text = asking_on.told(guide, self.ask(guide, locale=locale))
        html = asking_on.outline_html(guide, locale=locale) if self.has_html else ""
        return replace(part, guide=guide, text=text, html=html)

    def ask(self, guide: SaidGuide, *, locale: str, name: str = "") -> str:
        """One question with its choices, the first unless another is named; without any, that a
        person takes over."""
        question = guide.find(name) if name else next(iter(guide.questions), None)
        if question is None:
            return phrases_for(locale).person
        if self.form is Form.SPOKEN:
            return asking_on.menu(question, locale=locale)
        return asking_on.lines(question)

    def problem(
        self,
        code: str,
        message: str,
        element: str = "",
        *,
        severity: Literal["error", "info"] = "error",
        **params: str | int,
    ) -> Problem:
        return Problem(code, message, element, self.code, tuple(params.items()), severity)

    def said(self, passage: Passage, *, locale: str) -> Filled:
        """The wording this channel uses, with its facts in this channel's style."""
        wording = passage.wording(channel=self.code, form=self.form)
        return fill(wording, locale=locale, style=self.style)

    def ways(self, passage: Passage) -> tuple[dict[str, str], ...]:
        return ways(passage.targets, types=self.targets)

    def _placeholders(self, parts: Sequence[Part]) -> Iterator[Problem]:
        for part in parts:
            if PLACEHOLDER in part.text or PLACEHOLDER in part.html:
                yield self.problem("placeholder", UNFILLED, part.element)

    def _target_problems(self, passage: Passage) -> Iterator[Problem]:
        for target in passage.targets:
            if target.type == "url" and not is_web_address(target.value):
                yield self.problem("bad-address", BAD_ADDRESS, passage.element, value=target.value)
        if passage.targets and not self.ways(passage):
            yield self.problem("no-way", NO_WAY, passage.element, severity="info")


BAD_FACT = _("The fact “%(fact)s” has no value that can be shown here: correct the fact.")
UNKNOWN_LANGUAGE = _("This channel does not know the language of this answer.")
UNFILLED = _("A placeholder in double braces was not filled: name an existing fact or term.")
BAD_ADDRESS = _("“%(value)s” is no web address: it must begin with https:// or http://.")
NO_WAY = _("This leads nowhere on this channel: give it a target that the channel can follow.")
