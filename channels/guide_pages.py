"""A guide on a page, for agents and for customers alike: what is asked now, what was said, where
each choice leads. Pure but for `came_from`, which looks up the answers that led here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from channels.channel import Part
from channels.guides import Said, SaidChoice, Walk, holds, walk
from channels.renditions.queries import find_rendition
from channels.trails import Trail
from kb.access import Scope
from kb.guide import GoalType


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """`trail`: for the address; `answer`: the key of the answer it leads to, if it leads to one,
    and `title` its question."""

    number: int
    text: str
    trail: str
    answer: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StepLink:
    """What was asked and said; its trail leads back to the question."""

    question: str
    choice: str
    trail: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """`question` is empty at an end: then `end` is an element of this answer, or `answer` another
    one, or a person takes over. `is_whole`: false where the way that was asked for is no more."""

    element: str
    before_html: str
    steps: tuple[StepLink, ...]
    question: str
    choices: tuple[ChoiceLink, ...]
    end: Part | None
    answer: ChoiceLink | None
    to_person: bool
    back: str | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Came:
    """An answer whose guide led here."""

    key: str
    question: str
    steps: tuple[StepLink, ...]


def guide_pages(parts: Iterable[Part], *, trail: Trail) -> dict[str, GuidePage]:
    """By element: the guide in which somebody is as far as they came, others at their beginning."""
    shown = {part.element: part for part in parts}
    return {element: _page(part, trail, shown) for element, part in shown.items() if part.guide}


def _page(part: Part, trail: Trail, shown: dict[str, Part]) -> GuidePage:
    assert part.guide is not None
    path = trail.path if holds(part.guide, trail.path) else ()
    at = walk(part.guide, path)
    end = at.end
    last = at.trail[-1].choice if at.trail else ""
    is_answer = end is not None and end.type == GoalType.ANSWER
    return GuidePage(
        element=part.element,
        before_html=part.guide.before_html,
        steps=tuple(_steps(at.trail, trail)),
        question=at.question.text if at.question else "",
        choices=tuple(_choices(at, trail)),
        end=shown.get(end.value) if end and end.type == GoalType.ELEMENT else None,
        answer=ChoiceLink(0, last, trail.at(at.path), end.value, end.title)
        if end and is_answer
        else None,
        to_person=end is not None and end.type == GoalType.PERSON,
        back=trail.at(at.back) if at.path else None,
        is_whole=at.is_whole,
    )


def _choices(at: Walk, trail: Trail) -> Iterator[ChoiceLink]:
    if at.question is None:
        return
    for number, choice in enumerate(at.question.choices, 1):
        yield _link(number, choice, trail.at((*at.path, choice.id)))


def _link(number: int, choice: SaidChoice, trail: str) -> ChoiceLink:
    goal = choice.goal
    if goal.type != GoalType.ANSWER:
        return ChoiceLink(number, choice.text, trail)
    return ChoiceLink(number, choice.text, trail, goal.value, goal.title)


def _steps(said: Iterable[Said], trail: Trail) -> Iterator[StepLink]:
    for step in said:
        yield StepLink(step.question, step.choice, trail.at(step.path))


def came_from(trail: Trail, *, scope: Scope, channel: str, locale: str) -> tuple[Came, ...]:
    """The answers whose guides led here, as far as this reader may still see them."""
    found = []
    for place, leg in enumerate(trail.before):
        served = find_rendition(scope=scope, channel=channel, key=leg.key, locale=locale)
        parts = served.parts if served else ()
        guide = next((p.guide for p in parts if p.guide and holds(p.guide, leg.path)), None)
        if served is not None and guide is not None:
            own = Trail(leg.key, trail.before[:place], leg.path)
            at = walk(guide, leg.path)
            found.append(Came(leg.key, served.question, tuple(_steps(at.trail, own))))
    return tuple(found)
