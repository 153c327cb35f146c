"""A question stands on one answer. Where a wording of the form stands on another live answer too,
the editor decides in the form: keep both, move it, or say that they are for different readers.

What is live is known downstream, so care registers here when the app starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kb.authoring.channel_names import name_of
from kb.authoring.label_values import choices_for

KEEP, HERE, THERE, SPLIT = "keep", "here", "there", "split"
DIMENSIONS = ("regions", "segments", "products", "channels")
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Clash:
    """One wording of the form that another live answer has too. `text`: what that one says;
    `may_edit`: whether this person may change it."""

    id: str
    wording: str
    is_question: bool
    page_id: int
    question: str
    key: str
    is_question_there: bool
    text: str
    may_edit: bool

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What can be decided: a standard question itself is moved nowhere."""
        here = (HERE,) if self.may_edit and not self.is_question_there else ()
        there = () if self.is_question else (THERE,)
        return (KEEP, *there, *here, *((SPLIT,) if self.may_edit else ()))


@dataclass(frozen=True, slots=True)
class Decision:
    """`here` and `there`: for whom each of the two is, as `regions:beijing`; only of a split."""

    clash: Clash
    verdict: str
    why: str
    here: str = ""
    there: str = ""


Find = Callable[[Any, Any], Sequence[Clash]]
_find: list[Find] = []


def register(find: Find) -> None:
    """`find(unsaved, user)`: what this answer's wordings clash with and nobody has decided yet."""
    _find[:] = [find]


def clashes_of(unsaved: Any, user: Any) -> tuple[Clash, ...]:
    return tuple(clash for find in _find for clash in find(unsaved, user))


def label_options() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every label that tells readers apart, by dimension."""
    channels = [(code, str(name_of(code))) for code in settings.KB_CHANNELS]
    known = {"channels": channels} | {
        name: choices_for(name) for name in ("regions", "segments", "products")
    }
    names = {"regions": _("Region or branch"), "segments": _("Customer segment"),
             "products": _("Product"), "channels": _("Channel")}  # fmt: skip
    return [
        (names[dimension], [(f"{dimension}:{code}", name) for code, name in known[dimension]])
        for dimension in DIMENSIONS
        if known[dimension]
    ]


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of the clashes of a form: decided ones, and what is said of the others."""

    clashes: tuple[Clash, ...]
    decisions: tuple[Decision, ...]
    objections: tuple[str, ...]


def look(clashes: Sequence[Clash], posted: Mapping[str, str]) -> Looked:
    decisions, objections = [], []
    for clash in clashes:
        decision = _decision(clash, posted)
        if words := _objection(clash, decision):
            objections.append(words)
        elif decision is not None:
            decisions.append(decision)
    return Looked(tuple(clashes), tuple(decisions), tuple(objections))


def _decision(clash: Clash, posted: Mapping[str, str]) -> Decision | None:
    def field(name: str) -> str:
        return str(posted.get(f"same-{clash.id}-{name}", "")).strip()

    verdict = field("verdict")
    if verdict not in clash.verdicts:
        return None
    why = field("why")[:LONGEST_REASON]
    return Decision(clash, verdict, why, here=field("here"), there=field("there"))


def _objection(clash: Clash, decision: Decision | None) -> str:
    names = {"wording": clash.wording, "question": clash.question}
    if decision is None:
        return (
            _(
                "“%(wording)s” also stands on the live answer “%(question)s”. Decide below what is "
                "meant: keep both, move it, or split by label."
            )
            % names
        )
    if decision.verdict == KEEP and not decision.why:
        return _("Say why “%(wording)s” may stay on both answers.") % names
    if decision.verdict == SPLIT and not _tells_apart(decision):
        return (
            _(
                "To split “%(wording)s”, choose for whom each answer is: two different values of "
                "the same kind."
            )
            % names
        )
    return ""


def _tells_apart(decision: Decision) -> bool:
    known = {value for _name, options in label_options() for value, _label in options}
    if not {decision.here, decision.there} <= known or decision.here == decision.there:
        return False
    return decision.here.partition(":")[0] == decision.there.partition(":")[0]
