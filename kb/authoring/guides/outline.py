"""A tree as an indented outline: every question where it is first come to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.authoring.guides.checks import reached_in
from kb.authoring.guides.trees import Tree, TypedChoice, TypedQuestion
from kb.guide import GoalType

DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Line:
    """`kind`: `question`, `again` (one that stands above already), `choice` or `alone` (a question
    that nobody comes to); `goal`: of a choice, with `said`, what it leads to; `number`: of the
    question in the form."""

    kind: str
    depth: int
    text: str
    goal: str = ""
    said: str = ""
    number: int = 0


def outline_of(
    tree: Tree, *, elements: Mapping[str, str], answers: Mapping[str, str]
) -> tuple[Line, ...]:
    """`elements`, `answers`: how they are called, by what stands in the choices."""
    names = {"element": elements, "answer": answers}
    numbers = {question.name: n for n, question in reversed(list(enumerate(tree)))}
    drawn: set[str] = set()

    def draw(question: TypedQuestion, depth: int) -> Iterator[Line]:
        drawn.add(question.name)
        yield Line("question", depth, question.text, number=numbers[question.name])
        for choice in question.choices:
            yield Line("choice", depth + 1, choice.text, choice.goal, _said(choice, names))
            if choice.goal == GoalType.QUESTION and choice.value in numbers:
                yield from follow(tree[numbers[choice.value]], depth + 2)

    def follow(question: TypedQuestion, depth: int) -> Iterator[Line]:
        if question.name in drawn:
            yield Line("again", depth, question.text, number=numbers[question.name])
        else:
            yield from draw(question, depth)

    lines = list(draw(tree[0], 0)) if tree else []
    reached = reached_in(tree)
    for number, question in enumerate(tree):
        if question.name not in reached:
            lines.append(Line("alone", 0, question.text or question.name, number=number))
    return tuple(_shallow(line) for line in lines)


def _said(choice: TypedChoice, names: Mapping[str, Mapping[str, str]]) -> str:
    return names.get(choice.goal, {}).get(choice.value, "")


def _shallow(line: Line) -> Line:
    """There is room for so many steps to the right."""
    if line.depth <= DEEPEST:
        return line
    return Line(line.kind, DEEPEST, line.text, line.goal, line.said, line.number)
