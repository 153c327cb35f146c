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

from kb.search import segmentation, snippets
from kb.search.snippets import pieces_of, weight_of, without_ending

# Confidence = logistic(BASE + MARGIN · lead over the second + OVERLAP · likeness).
BASE, MARGIN, OVERLAP = -3.11, 0.53, 4.07
# A larger lead says no more; asked in its very words, an answer has all of it.
MOST_LEAD = 6.0
# Marks and blanks alone take no more than this from the likeness: below, nothing is compared.
NEARLY_SAID = 0.6
# From which confidence, and from which likeness, so that a lead alone decides nothing.
ANSWER_FROM, ANSWER_LIKENESS = 0.77, 0.3
CLARIFY_FROM, CLARIFY_LIKENESS = 0.2, 0.2
# A word or two fit many answers and lead in none: asked back where so much of them is there.
CLARIFY_COVERED = 0.8
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
    """A candidate in search's order: its question and wordings, what its elements say, and how
    it scored."""

    phrases: tuple[str, ...]
    score: float
    text: str = ""
    person_only: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """For the first candidate. `lead`: over the second, in rare words, from 0 to MOST_LEAD;
    `likeness`: of the question and its likest phrase; `covered`: the share of the question that
    is anywhere in its phrases; both from 0 to 1."""

    lead: float
    likeness: float
    covered: float

    @property
    def confidence(self) -> float:
        """That this candidate is what was meant."""
        return 1 / (1 + math.exp(-(BASE + MARGIN * self.lead + OVERLAP * self.likeness)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence`: 0 to 1, that the first candidate is what was meant; `options`: how many
    candidates to offer, from the first."""

    choice: Choice
    reason: Reason
    confidence: float = 0.0
    options: int = 0


def judge(
    text: str,
    found: Sequence[Found],
    *,
    answers: int,
    reworded: Sequence[str] = (),
    clarified: int = 0,
) -> Verdict:
    """`found`: best first, of so many `answers` in the base; `reworded`: the same question in
    other words; `clarified`: how often this conversation has asked back already."""
    if asks_for_person(text):
        return Verdict(Choice.HANDOVER, Reason.ASKED_FOR_PERSON)
    if not found:
        return Verdict(Choice.HANDOVER, Reason.NOTHING_FOUND)
    said = [evidence(one, found, answers=answers) for one in (text, *reworded)]
    seen = max(said, key=lambda each: each.confidence)
    if _is_clear(seen) and not unknown_names(text, found[0]):
        if found[0].person_only:
            return Verdict(Choice.HANDOVER, Reason.PERSON_ONLY, seen.confidence)
        return Verdict(Choice.ANSWER, Reason.CLEAR, seen.confidence)
    if not _is_close(seen):
        return Verdict(Choice.HANDOVER, Reason.UNSURE, seen.confidence)
    if clarified >= MOST_CLARIFICATIONS:
        return Verdict(Choice.HANDOVER, Reason.ASKED_ENOUGH, seen.confidence)
    options = count_options(found)
    return Verdict(Choice.CLARIFY, Reason.SEVERAL_FIT, seen.confidence, options=options)


def asks_for_person(text: str) -> bool:
    return _ASKS_FOR_PERSON.search(segmentation.normalise(text)) is not None


def evidence(text: str, found: Sequence[Found], *, answers: int) -> Evidence:
    """`found` is not empty. Asked in exactly its words, the first one's lead counts in full."""
    first = found[0]
    second = found[1].score if len(found) > 1 else 0.0
    lead = (first.score - second) / worth_of_a_rare_word(answers)
    asked = frozenset(pieces_of(text))
    said = [frozenset(pieces_of(phrase)) for phrase in first.phrases]
    likeness = max((snippets.likeness(asked, pieces) for pieces in said), default=0.0)
    common = asked & frozenset().union(*said)
    return Evidence(
        lead=MOST_LEAD if _is_said(text, first, likeness) else min(lead, MOST_LEAD),
        likeness=likeness,
        covered=weight_of(common) / weight_of(asked) if asked else 0.0,
    )


def worth_of_a_rare_word(answers: int) -> float:
    """What a word that one answer alone has adds to a score, before its field's weight: the more
    answers, the more. Of the next power of two: nobody is to learn from a confidence that there
    is an answer more, which they may not see."""
    rounded: int = 2 ** max(answers, 1).bit_length()
    return math.log(1 + (rounded - 0.5) / 1.5)


def matched(said: Sequence[str], found: Sequence[Found]) -> tuple[str, ...]:
    """Words of the question, or of the same in other words, that the first candidate's phrases
    have, in the order they were said: only what the reader sees anyway."""
    if not found:
        return ()
    held = frozenset().union(*(pieces_of(phrase) for phrase in found[0].phrases))
    normal = map(segmentation.normalise, said)
    words = dict.fromkeys(word for one in normal for word in segmentation.words(one))
    return tuple(word for word in words if without_ending(word) in held)


def unknown_names(text: str, candidate: Found) -> frozenset[str]:
    """Among Han characters a word with Latin letters is a name (K宝, ETC); an answer that does
    not know it is about something else, however much is alike."""
    words = segmentation.words(segmentation.normalise(text))
    if not any(map(segmentation.is_han, words)):
        return frozenset()
    names = {word for word in words if re.search("[a-z]", word)}
    known = segmentation.normalise("\n".join((*candidate.phrases, candidate.text)))
    return frozenset(name for name in names if name not in known)


def _is_said(text: str, candidate: Found, likeness: float) -> bool:
    """In its very words, but for marks and blanks: 卡丢了，怎么挂失 is 卡丢了怎么挂失."""
    if likeness < NEARLY_SAID:
        return False
    return likeness == 1.0 or _letters(text) in map(_letters, candidate.phrases)


def _letters(text: str) -> str:
    return "".join(segmentation.runs(segmentation.normalise(text)))


def _is_clear(seen: Evidence) -> bool:
    return seen.confidence >= ANSWER_FROM and seen.likeness >= ANSWER_LIKENESS


def _is_close(seen: Evidence) -> bool:
    is_alike = seen.confidence >= CLARIFY_FROM and seen.likeness >= CLARIFY_LIKENESS
    return is_alike or seen.covered >= CLARIFY_COVERED


def count_options(found: Sequence[Found]) -> int:
    enough = found[0].score * OPTION_SHARE
    return sum(candidate.score >= enough for candidate in found[:MOST_OPTIONS])
