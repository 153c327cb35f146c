"""A guide (指引): questions with choices, each of which leads on, to an answer or to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kb.access import Scope
from kb.wording import Wording, wording_from_json

# One for each digit of a telephone, and of the keys of the desk.
MOST_CHOICES = 9
MOST_QUESTIONS = 40


class GoalType(StrEnum):
    """Where a choice leads: to a question of the same guide, an element of the same answer, another
    answer, or a person."""

    QUESTION = "question"
    ELEMENT = "element"
    ANSWER = "answer"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Goal:
    """`value`: the question's name, the element's id or the answer's key; none for a person."""

    type: GoalType
    value: str = ""


@dataclass(frozen=True, slots=True)
class GuideChoice:
    """`id` says nothing of its place, so that nobody can count what they may not see."""

    id: str
    text: Wording
    goal: Goal


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    id: str
    text: Wording
    choices: tuple[GuideChoice, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """It begins with its first question. Authoring has seen to it that nothing goes in circles."""

    questions: tuple[GuideQuestion, ...]

    @property
    def wordings(self) -> tuple[Wording, ...]:
        choices = (choice.text for question in self.questions for choice in question.choices)
        return (*(question.text for question in self.questions), *choices)

    def seen_by(self, scope: Scope) -> Guide:
        return self.reworded(lambda wording: wording.seen_by(scope))

    def reworded(self, change: Callable[[Wording], Wording]) -> Guide:
        """With each of its texts changed so."""
        return Guide(tuple(_reworded(question, change) for question in self.questions))


def _reworded(question: GuideQuestion, change: Callable[[Wording], Wording]) -> GuideQuestion:
    choices = tuple(replace(choice, text=change(choice.text)) for choice in question.choices)
    return replace(question, text=change(question.text), choices=choices)


def guide_from_json(data: Mapping[str, Any]) -> Guide:
    return Guide(tuple(_question(question) for question in data["questions"]))


def _question(data: Mapping[str, Any]) -> GuideQuestion:
    choices = tuple(_choice(choice) for choice in data["choices"])
    return GuideQuestion(data["id"], wording_from_json(data["text"]), choices)


def _choice(data: Mapping[str, Any]) -> GuideChoice:
    goal = Goal(GoalType(data["goal"]["type"]), data["goal"].get("value", ""))
    return GuideChoice(data["id"], wording_from_json(data["text"]), goal)
