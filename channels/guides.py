"""A guide as a channel says it: what of it a reader may see, and where somebody is in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.document import Guide, Wording
from kb.guide import Goal, GoalType

PERSON = GoalType.PERSON.value


@dataclass(frozen=True, slots=True)
class SaidGoal:
    """`title`: the question of the answer it leads to, or the name of the element."""

    type: str
    value: str = ""
    title: str = ""


TO_PERSON = SaidGoal(PERSON)


@dataclass(frozen=True, slots=True)
class SaidChoice:
    id: str
    text: str
    goal: SaidGoal


@dataclass(frozen=True, slots=True)
class SaidQuestion:
    id: str
    text: str
    choices: tuple[SaidChoice, ...]


@dataclass(frozen=True, slots=True)
class SaidGuide:
    """It begins with its first question; without any, a person takes over at once. `before`: what
    is said before it; `own_words`: that stands for the first question too, since it is a wording
    of the channel's own."""

    questions: tuple[SaidQuestion, ...]
    before: str = ""
    before_html: str = ""
    own_words: bool = False

    def find(self, name: str) -> SaidQuestion | None:
        return next((question for question in self.questions if question.id == name), None)


@dataclass(frozen=True, slots=True)
class Open:
    """Where a reader may be led: elements with their names, answers with their questions."""

    elements: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()


def said_guide(guide: Guide, say: Callable[[Wording], str]) -> SaidGuide:
    """`say(wording)`: the channel's plain text of it. Where it leads is not asked here."""

    def line(wording: Wording) -> str:
        return " ".join(say(wording).split())

    return SaidGuide(
        tuple(
            SaidQuestion(
                question.id,
                line(question.text),
                tuple(SaidChoice(c.id, line(c.text), _goal(c.goal)) for c in question.choices),
            )
            for question in guide.questions
        )
    )


def _goal(goal: Goal) -> SaidGoal:
    return SaidGoal(goal.type.value, goal.value)


def opened(guide: SaidGuide, *, to: Open) -> SaidGuide:
    """Without the choices that lead where the reader may not go, and without the questions in
    which none is left: no number, order or gap tells that there were more."""
    titles = {GoalType.ELEMENT.value: dict(to.elements), GoalType.ANSWER.value: dict(to.answers)}
    kept: dict[str, SaidQuestion | None] = {}

    def keep(name: str) -> bool:
        """One that is asked for while it is looked at goes in a circle, which none may."""
        if name not in kept:
            kept[name] = None
            found = guide.find(name)
            choices = tuple(c for each in (found.choices if found else ()) for c in led(each))
            kept[name] = replace(found, choices=choices) if found and choices else None
        return kept[name] is not None

    def led(choice: SaidChoice) -> Iterable[SaidChoice]:
        goal = choice.goal
        if goal.type == GoalType.QUESTION:
            return (choice,) if keep(goal.value) else ()
        if goal.type == PERSON:
            return (choice,)
        title = titles[goal.type].get(goal.value)
        return () if title is None else (replace(choice, goal=replace(goal, title=title)),)

    if not guide.questions or not keep(guide.questions[0].id):
        return replace(guide, questions=())
    asked = _asked({name: one for name, one in kept.items() if one}, guide.questions[0].id)
    return replace(guide, questions=asked)


def _asked(kept: Mapping[str, SaidQuestion], first: str) -> tuple[SaidQuestion, ...]:
    """Those that somebody can still come to, in the order in which they are come to."""
    found: dict[str, SaidQuestion] = {}
    waiting = [first]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = kept[name]
            goals = (choice.goal for choice in kept[name].choices)
            waiting += [goal.value for goal in goals if goal.type == GoalType.QUESTION]
    return tuple(found.values())


def everything_open(guide: SaidGuide) -> Open:
    """As an editor or a check sees it: nothing is hidden from them."""
    goals = [choice.goal for question in guide.questions for choice in question.choices]

    def named(kind: GoalType) -> tuple[tuple[str, str], ...]:
        return tuple((goal.value, goal.value) for goal in goals if goal.type == kind)

    return Open(named(GoalType.ELEMENT), named(GoalType.ANSWER))


def answers_named(guides: Iterable[SaidGuide]) -> tuple[str, ...]:
    """Keys of all answers that the guides lead to, each once."""
    goals = (c.goal for guide in guides for q in guide.questions for c in q.choices)
    return tuple(dict.fromkeys(goal.value for goal in goals if goal.type == GoalType.ANSWER))


@dataclass(frozen=True, slots=True)
class Said:
    """One step of the way: what was asked and what was chosen. `path`: the choices before it."""

    question: str
    choice: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody is: at a question, or at an end. `is_whole`: every step of the path held."""

    trail: tuple[Said, ...]
    path: tuple[str, ...]
    question: SaidQuestion | None
    end: SaidGoal | None
    is_whole: bool = True

    @property
    def back(self) -> tuple[str, ...]:
        return self.path[:-1]


def walk(guide: SaidGuide, path: Sequence[str]) -> Walk:
    """From the first question by the ids of choices, as far as they are offered."""
    if not guide.questions:
        return Walk((), (), None, TO_PERSON, is_whole=not path)
    question, trail = guide.questions[0], list[Said]()
    for place, step in enumerate(path):
        choice = next((c for c in question.choices if c.id == step), None)
        if choice is None:
            return Walk(tuple(trail), tuple(path[:place]), question, None, is_whole=False)
        trail.append(Said(question.text, choice.text, tuple(path[:place])))
        following = guide.find(choice.goal.value) if _asks_on(choice) else None
        if following is None:
            whole = place + 1 == len(path)
            return Walk(tuple(trail), tuple(path[: place + 1]), None, choice.goal, is_whole=whole)
        question = following
    return Walk(tuple(trail), tuple(path), question, None)


def _asks_on(choice: SaidChoice) -> bool:
    return choice.goal.type == GoalType.QUESTION


def holds(guide: SaidGuide, path: Collection[str]) -> bool:
    """The path begins in this guide; an answer may hold several."""
    first = next(iter(path), "")
    return bool(guide.questions) and any(c.id == first for c in guide.questions[0].choices)


def guide_from_json(data: Mapping[str, Any]) -> SaidGuide:
    return SaidGuide(
        tuple(_question_from(question) for question in data["questions"]),
        data.get("before", ""),
        data.get("before_html", ""),
        data.get("own_words", False),
    )


def _question_from(data: Mapping[str, Any]) -> SaidQuestion:
    choices = tuple(
        SaidChoice(choice["id"], choice["text"], SaidGoal(**choice["goal"]))
        for choice in data["choices"]
    )
    return SaidQuestion(data["id"], data["text"], choices)
