"""A guide as people write it in a file:

? where: 卡是在哪里丢的？
- 境内 -> ? amount
- 境外 -> cards.overseas-use
- 找到了 -> # how
- 都不是 -> person
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kb.authoring.guides.trees import TypedChoice, TypedQuestion
from kb.guide import GoalType

ASKS, OFFERS, LEADS, NAMED = "? ", "- ", " -> ", ": "
SIGNS = {GoalType.QUESTION.value: "? ", GoalType.ELEMENT.value: "# ", GoalType.ANSWER.value: ""}


def guide_text(questions: Sequence[TypedQuestion]) -> str:
    return "\n\n".join(_question_text(question) for question in questions)


def _question_text(question: TypedQuestion) -> str:
    head = f"{ASKS}{question.name}{NAMED}{question.text}"
    return "\n".join([head, *map(_choice_text, question.choices)])


def _choice_text(choice: TypedChoice) -> str:
    if not choice.goal:
        return f"{OFFERS}{choice.text}"
    goal = choice.goal if choice.goal not in SIGNS else f"{SIGNS[choice.goal]}{choice.value}"
    return f"{OFFERS}{choice.text}{LEADS}{goal}"


def read_guide(text: str) -> tuple[str, tuple[TypedQuestion, ...]]:
    """What stands before the first question, and the questions. Raises ValueError for a line that
    is neither a question nor a choice."""
    before: list[str] = []
    found: list[tuple[str, str, list[TypedChoice]]] = []
    for line in text.split("\n"):
        if line.startswith(ASKS):
            name, _colon, asked = line.removeprefix(ASKS).partition(NAMED)
            found.append((name.strip(), asked.strip(), []))
        elif not found:
            before.append(line)
        elif line.startswith(OFFERS):
            found[-1][2].append(_choice_from(line.removeprefix(OFFERS)))
        elif line.strip():
            raise ValueError(line)
    questions = tuple(TypedQuestion(name, asked, tuple(c)) for name, asked, c in found)
    return "\n".join(before).strip(), questions


def _choice_from(line: str) -> TypedChoice:
    text, arrow, goal = line.rpartition(LEADS)
    if not arrow:
        return TypedChoice(line.strip())
    return TypedChoice(text.strip(), *_goal_from(goal.strip()))


def _goal_from(goal: str) -> tuple[str, str]:
    if goal == GoalType.PERSON:
        return goal, ""
    for kind in (GoalType.QUESTION.value, GoalType.ELEMENT.value):
        if goal.startswith(SIGNS[kind]):
            return kind, goal.removeprefix(SIGNS[kind]).strip()
    return (GoalType.ANSWER.value, goal) if goal else ("", "")


def as_data(questions: Sequence[TypedQuestion]) -> list[dict[str, Any]]:
    """As a record holds it: texts, lists and maps."""
    return [
        {
            "name": question.name,
            "text": question.text,
            "choices": [
                {"text": choice.text, "goal": choice.goal, "value": choice.value}
                for choice in question.choices
            ],
        }
        for question in questions
    ]


def from_data(data: Any) -> tuple[TypedQuestion, ...]:
    """Raises ValueError, KeyError or TypeError for anything else than `as_data` gives."""
    return tuple(
        TypedQuestion(
            _text(question, "name"),
            _text(question, "text"),
            tuple(
                TypedChoice(_text(c, "text"), _text(c, "goal"), _text(c, "value"))
                for c in question["choices"]
            ),
        )
        for question in data
    )


def _text(data: Any, name: str) -> str:
    if not isinstance(data[name], str):
        raise TypeError(name)
    return str(data[name])


def as_blocks(questions: Sequence[TypedQuestion]) -> list[dict[str, Any]]:
    """Values of the blocks, the lists still plain."""
    return [
        {
            "name": question.name,
            "text": question.text,
            "choices": [
                {"text": c.text, "goal": c.goal} | ({c.goal: c.value} if c.value else {})
                for c in question.choices
            ],
        }
        for question in questions
    ]
