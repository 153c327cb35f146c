"""The frozen, channel-neutral answer: what assembly makes and every channel turns into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from kb.access import Audience, Labels, Scope, allows
from kb.canonical import digest_of, to_plain
from kb.fact_use import FactUse, FactValue, FactVariant, applicable
from kb.grant import Grant, grant_from_json
from kb.guide import Guide, guide_from_json
from kb.wording import Run, Wording, wording_from_json

__all__ = [
    "Basis", "Document", "FactUse", "FactValue", "FactVariant", "Form", "Grant", "Guide", "Image",
    "Kind", "Passage", "Run", "Target", "Wording", "applicable", "digest_of", "to_plain",
]  # fmt: skip


class Kind(StrEnum):
    """What an element means. The names on screen are in docs/words.md."""

    ANSWER = "answer"
    EXPLANATION = "explanation"
    STEPS = "steps"
    CONDITION = "condition"
    FEE = "fee"
    TABLE = "table"
    CAUTION = "caution"
    NOTE = "note"
    EXAMPLE = "example"
    ACTION = "action"
    LINK = "link"
    IMAGE = "image"
    GUIDE = "guide"
    SCRIPT = "script"
    REQUIRED_SCRIPT = "required_script"
    INTERNAL_NOTE = "internal_note"
    NEVER_SAY = "never_say"
    GRANT = "grant"


# For the eyes of agents alone: no channel but the desk draws them, nothing copies or sends them.
UNSPEAKABLE_KINDS = frozenset({Kind.INTERNAL_NOTE, Kind.NEVER_SAY, Kind.GRANT})
STAFF_KINDS = UNSPEAKABLE_KINDS | {Kind.SCRIPT, Kind.REQUIRED_SCRIPT}
# An answer is visible only where at least one of these is.
CORE_KINDS = frozenset({Kind.ANSWER, Kind.STEPS})


class Form(StrEnum):
    STANDARD = "standard"
    BRIEF = "brief"
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an action or a link leads: app, mini_program, url, phone_menu or agent_transaction."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Image:
    id: int
    alt: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Why we may say so; for staff only."""

    document: str
    number: str = ""
    clause: str = ""
    department: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One element in its place, ready for any channel. `uses`: refs such as `fact:card.fee`,
    `term:apr`, `shared:<id>` that a withdrawal can name."""

    element: str
    kind: Kind
    standard: Wording
    labels: Labels = Labels()
    title: str = ""
    brief: Wording | None = None
    spoken: Wording | None = None
    overrides: tuple[tuple[str, Wording], ...] = ()
    targets: tuple[Target, ...] = ()
    image: Image | None = None
    person_only: bool = False
    # notice, marketing or otp: carriers of short messages treat them differently.
    sms_kind: str = "notice"
    basis: Basis | None = None
    shared: str = ""
    uses: tuple[str, ...] = ()
    guide: Guide | None = None
    grant: Grant | None = None

    def wording(self, *, channel: str, form: Form = Form.STANDARD) -> Wording:
        """The one wording ladder: channel override, the form asked for, standard."""
        for code, wording in self.overrides:
            if code == channel:
                return wording
        asked = {Form.BRIEF: self.brief, Form.SPOKEN: self.spoken}.get(form)
        return asked or self.standard

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """Every wording of the element, the standard form first."""
        forms = [self.standard, self.brief, self.spoken, *(w for _, w in self.overrides)]
        return (*(wording for wording in forms if wording is not None), *self.inner_wordings)

    @property
    def inner_wordings(self) -> tuple[Wording, ...]:
        """Those within what the element holds beside its text."""
        guide = self.guide.wordings if self.guide else ()
        return (*guide, *(self.grant.wordings if self.grant else ()))

    @property
    def version(self) -> str:
        """Names the content: equal passages have equal versions, in every answer. The basis does
        not count, since it would tell customers' programs when staff change it."""
        return digest_of(to_plain(replace(self, basis=None)))[:16]

    def seen_by(self, scope: Scope) -> Passage:
        hides_basis = self.basis is not None and scope.audience is not Audience.AGENT
        if not hides_basis and not any(wording.depends_on_reader for wording in self.wordings):
            return self  # nearly always, and copies cost
        return replace(
            self,
            standard=self.standard.seen_by(scope),
            brief=self.brief and self.brief.seen_by(scope),
            spoken=self.spoken and self.spoken.seen_by(scope),
            overrides=tuple((code, w.seen_by(scope)) for code, w in self.overrides),
            basis=self.basis if scope.audience is Audience.AGENT else None,
            guide=self.guide and self.guide.seen_by(scope),
            grant=self.grant and self.grant.seen_by(scope),
        )


PLAIN_FIELDS = tuple(spec.name for spec in fields(Passage) if spec.type in ("str", "bool"))


@dataclass(frozen=True, slots=True)
class Document:
    """One answer in one language for one interval between two edges."""

    key: str
    locale: str
    question: str
    passages: tuple[Passage, ...]
    wordings: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    @property
    def digest(self) -> str:
        return digest_of(to_plain(self))

    @property
    def phrases(self) -> tuple[str, ...]:
        """How it may be asked for."""
        return (self.question, *self.wordings)

    @property
    def answers(self) -> bool:
        """Something in it answers the question; a shared element by itself need not."""
        return any(passage.kind in CORE_KINDS for passage in self.passages)

    def narrowed_to(self, scope: Scope) -> Document:
        """The elements this scope may see now, facts already chosen."""
        kept = tuple(p.seen_by(scope) for p in self.passages if allows(scope, p.labels))
        return replace(self, passages=kept)

    def seen_by(self, scope: Scope) -> Document | None:
        """What this scope may see now, facts already chosen; None where nothing answers."""
        narrowed = self.narrowed_to(scope)
        return narrowed if narrowed.answers else None

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = to_plain(self)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Document:
        return _document(data)


def _document(data: Mapping[str, Any]) -> Document:
    return Document(
        key=data["key"],
        locale=data["locale"],
        question=data["question"],
        passages=tuple(_passage(item) for item in data["passages"]),
        wordings=tuple(data.get("wordings", ())),
        valid_from=_moment(data.get("valid_from")),
        valid_to=_moment(data.get("valid_to")),
    )


def _passage(data: Mapping[str, Any]) -> Passage:
    return Passage(
        kind=Kind(data["kind"]),
        standard=wording_from_json(data["standard"]),
        labels=Labels.from_json(data.get("labels", {})),
        brief=wording_from_json(data["brief"]) if "brief" in data else None,
        spoken=wording_from_json(data["spoken"]) if "spoken" in data else None,
        overrides=tuple(
            (code, wording_from_json(item)) for code, item in data.get("overrides", ())
        ),
        targets=tuple(Target(**item) for item in data.get("targets", ())),
        image=Image(**data["image"]) if "image" in data else None,
        basis=Basis(**data["basis"]) if "basis" in data else None,
        uses=tuple(data.get("uses", ())),
        guide=guide_from_json(data["guide"]) if "guide" in data else None,
        grant=grant_from_json(data["grant"]) if "grant" in data else None,
        **{name: data[name] for name in PLAIN_FIELDS if name in data},
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
