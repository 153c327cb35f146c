"""Answer, ask back, or hand over to a person: decided from how search ranked, nothing else. Pure.

The numbers were fitted and are reported by bench/decisions.py; why so stands in
docs/decisions/0012-answer-ask-back-or-hand-over.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.search import segmentation
from kb.search.snippets import pieces_of

# Confidence = logistic(BASE + MARGIN · lead over the second + OVERLAP · words in common).
BASE, MARGIN, OVERLAP = -3.6, 6.2, 5.1
# Where hardly anything else was found, the lead over it says little.
MOST_MARGIN = 0.5
ANSWER_FROM = 0.75
CLARIFY_FROM = 0.2
MOST_OPTIONS = 4
# An option scores at least this share of the best one.
OPTION_SHARE = 0.4
# After asking back this often in one conversation, a person takes over.
MOST_CLARIFICATIONS = 2
_ASKS_FOR_PERSON = re.compile(
    r"人工(?!智能|费|成本)|真人|(?:找|要|转|联系).{0,3}(?:客服|坐席|座席|人员)"
    r"|\b(?:human|operator|representative|live agent|real person)\b"
    r"|\b(?:speak|talk|chat) (?:to|with) (?:a |an |the )?(?:person|human|agent|someone|somebody)\b"
)


class Choice(StrEnum):
    ANSWER = "answer"
    CLARIFY = "clarify"
    HANDOVER = "handover"


class Reason(StrEnum):
    """Why it was decided so, for the trace."""

    CLEAR = "clear"
    SEVERAL_FIT = "several_fit"
    UNSURE = "unsure"
    NOTHING_FOUND = "nothing_found"
    PERSON_ONLY = "person_only"
    ASKED_FOR_PERSON = "asked_for_person"
    ASKED_ENOUGH = "asked_enough"


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate in search's order: its question and wordings, and how it scored."""

    phrases: tuple[str, ...]
    score: float
    person_only: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence`: 0 to 1, that the first candidate is what was meant; `options`: how many
    candidates to offer, from the first."""

    choice: Choice
    reason: Reason
    confidence: float = 0.0
    options: int = 0


def judge(text: str, found: Sequence[Found], *, clarified: int = 0) -> Verdict:
    """`found`: best first; `clarified`: how often this conversation has asked back already."""
    if asks_for_person(text):
        return Verdict(Choice.HANDOVER, Reason.ASKED_FOR_PERSON)
    if not found:
        return Verdict(Choice.HANDOVER, Reason.NOTHING_FOUND)
    sure = confidence(text, found)
    if sure < CLARIFY_FROM:
        return Verdict(Choice.HANDOVER, Reason.UNSURE, sure)
    if sure >= ANSWER_FROM:
        if found[0].person_only:
            return Verdict(Choice.HANDOVER, Reason.PERSON_ONLY, sure)
        return Verdict(Choice.ANSWER, Reason.CLEAR, sure)
    if clarified >= MOST_CLARIFICATIONS:
        return Verdict(Choice.HANDOVER, Reason.ASKED_ENOUGH, sure)
    return Verdict(Choice.CLARIFY, Reason.SEVERAL_FIT, sure, options=count_options(found))


def asks_for_person(text: str) -> bool:
    return _ASKS_FOR_PERSON.search(segmentation.normalise(text)) is not None


def confidence(text: str, found: Sequence[Found]) -> float:
    """That the first of `found`, which is not empty, is what was meant."""
    lead, common = evidence(text, found)
    return 1 / (1 + math.exp(-(BASE + MARGIN * lead + OVERLAP * common)))


def evidence(text: str, found: Sequence[Found]) -> tuple[float, float]:
    """The first one's lead over the second as a share of its score, and the words it has in
    common with the text; asked in exactly its words, its lead counts in full."""
    first = found[0]
    second = found[1].score if len(found) > 1 else 0.0
    common = likeness(text, first.phrases)
    lead = (first.score - second) / first.score if first.score > 0 else 0.0
    return (MOST_MARGIN if common == 1.0 else min(lead, MOST_MARGIN)), common


def likeness(text: str, phrases: Sequence[str]) -> float:
    """Dice's coefficient of the pieces of the text and of the phrase most like it, 0 to 1."""
    asked = frozenset(pieces_of(text))
    said = (frozenset(pieces_of(phrase)) for phrase in phrases)
    return max((_dice(asked, pieces) for pieces in said), default=0.0)


def count_options(found: Sequence[Found]) -> int:
    enough = found[0].score * OPTION_SHARE
    return sum(candidate.score >= enough for candidate in found[:MOST_OPTIONS])


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
