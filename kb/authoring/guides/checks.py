"""What is wrong with a tree, each fault at its field, with what to do. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kb.authoring.guides.trees import NAME, Tree, TypedChoice, TypedQuestion
from kb.document import Kind
from kb.guide import MOST_CHOICES, MOST_QUESTIONS, GoalType
from kb.problem import Place, Problem
from kb.problem import msgid as _


def faults_in(
    tree: Tree, *, element: str, elements: Mapping[str, str], own_key: str
) -> tuple[Problem, ...]:
    """`elements`: the kinds of the elements of the answer, by their block's id; `own_key`: of the
    answer itself. What leads in a circle through other answers is in loops.py."""
    if not tree:
        return (_problem("guide_empty", EMPTY, element, ("questions",)),)
    found = [
        *_about_all(tree, element),
        *_about_names(tree, element),
        *(p for n, q in enumerate(tree) for p in _about_question(n, q, element)),
        *_about_goals(tree, element, elements, own_key),
        *circles_in(tree, element=element),
        *_unreachable(tree, element),
    ]
    return tuple(found)


def circles_in(tree: Tree, *, element: str) -> Iterator[Problem]:
    """Each choice that leads back to where somebody came from."""
    numbers = {question.name: n for n, question in reversed(list(enumerate(tree)))}
    done: set[int] = set()

    def look(number: int, path: tuple[int, ...]) -> Iterator[Problem]:
        for place, choice in enumerate(tree[number].choices):
            goal = numbers.get(choice.value) if choice.goal == GoalType.QUESTION else None
            if goal is None:
                continue
            if goal in path:
                where = (*_choice_at(number, place), "question")
                yield _problem("guide_circle", CIRCLE, element, where, name=tree[goal].text[:40])
            elif goal not in done:
                yield from look(goal, (*path, goal))
        done.add(number)

    for start in range(len(tree)):
        if start not in done:
            yield from look(start, (start,))


def reached_in(tree: Tree) -> frozenset[str]:
    """Names of the questions that somebody can come to."""
    known = {question.name: question for question in reversed(tree)}
    reached, waiting = set(), [tree[0].name] if tree else []
    while waiting:
        name = waiting.pop()
        if name in reached or name not in known:
            continue
        reached.add(name)
        choices = known[name].choices
        waiting += [c.value for c in choices if c.goal == GoalType.QUESTION]
    return frozenset(reached)


def _about_all(tree: Tree, element: str) -> Iterator[Problem]:
    if len(tree) > MOST_QUESTIONS:
        yield _problem("guide_long", LONG, element, ("questions",), most=MOST_QUESTIONS)


def _about_names(tree: Tree, element: str) -> Iterator[Problem]:
    counts = Counter(question.name for question in tree)
    for number, question in enumerate(tree):
        place = ("questions", number, "name")
        if not NAME.fullmatch(question.name):
            yield _problem("guide_name", BAD_NAME, element, place)
        elif counts[question.name] > 1:
            yield _problem("guide_name", TWICE, element, place, name=question.name)


def _about_question(number: int, question: TypedQuestion, element: str) -> Iterator[Problem]:
    if not question.text:
        yield _problem("guide_text", NO_TEXT, element, ("questions", number, "text"))
    at_choices = ("questions", number, "choices")
    if not question.choices:
        yield _problem("guide_dead_end", DEAD_END, element, at_choices)
    if len(question.choices) > MOST_CHOICES:
        yield _problem("guide_choices", MANY, element, at_choices, most=MOST_CHOICES)
    counts = Counter(choice.text for choice in question.choices)
    for place, choice in enumerate(question.choices):
        where = (*_choice_at(number, place), "text")
        if not choice.text:
            yield _problem("guide_text", NO_CHOICE_TEXT, element, where)
        elif counts[choice.text] > 1:
            yield _problem("guide_text", SAME_CHOICE, element, where)


def _about_goals(
    tree: Tree, element: str, elements: Mapping[str, str], own_key: str
) -> Iterator[Problem]:
    names = {question.name for question in tree}
    for number, question in enumerate(tree):
        for place, choice in enumerate(question.choices):
            message = _goal_fault(choice, names, elements, own_key)
            if message:
                field = choice.goal if choice.goal in set(GoalType) else "goal"
                where = (*_choice_at(number, place), field)
                yield _problem("guide_goal", message, element, where, name=choice.value[:80])


def _goal_fault(
    choice: TypedChoice, names: set[str], elements: Mapping[str, str], own_key: str
) -> str:
    match choice.goal:
        case GoalType.PERSON:
            return ""
        case GoalType.QUESTION:
            return "" if choice.value in names else NO_SUCH_QUESTION if choice.value else NO_GOAL
        case GoalType.ELEMENT:
            kind = elements.get(choice.value)
            if kind is None:
                return NO_SUCH_ELEMENT
            return ANOTHER_GUIDE if kind == Kind.GUIDE else ""
        case GoalType.ANSWER:
            return (
                ITSELF if choice.value == own_key and own_key else "" if choice.value else NO_GOAL
            )
        case _:
            return NO_GOAL


def _unreachable(tree: Tree, element: str) -> Iterator[Problem]:
    reached = reached_in(tree)
    for number, question in enumerate(tree):
        if question.name not in reached:
            yield _problem("guide_unreachable", UNREACHABLE, element, ("questions", number, "name"))


def _choice_at(number: int, place: int) -> Place:
    return ("questions", number, "choices", place)


def _problem(
    code: str, message: str, element: str, place: Sequence[str | int], **params: str | int
) -> Problem:
    return Problem(code, message, element, params=tuple(params.items()), place=tuple(place))


EMPTY = _("Write the first question of this guide, or remove the guide.")
LONG = _("At most %(most)s questions in one guide: let a choice lead to another answer instead.")
BAD_NAME = _("Use small letters, digits and single hyphens, such as where-lost.")
TWICE = _("Two questions are called “%(name)s”: give one of them another name.")
NO_TEXT = _("Write what is asked here.")
DEAD_END = _("A dead end: give this question a choice that leads on, or remove the question.")
MANY = _("At most %(most)s choices, one for each digit: ask in two questions instead.")
NO_CHOICE_TEXT = _("Write what the customer chooses here.")
SAME_CHOICE = _("Two choices of this question say the same: change one or remove it.")
NO_GOAL = _("This choice leads nowhere: choose what comes next.")
NO_SUCH_QUESTION = _("This guide has no question “%(name)s”: choose one of its questions.")
NO_SUCH_ELEMENT = _("The element is not in this answer any more: choose another.")
ANOTHER_GUIDE = _("A choice cannot lead to a guide of the same answer: choose another element.")
ITSELF = _("This is the answer itself: choose one of its elements, or another answer.")
CIRCLE = _(
    "This leads back to “%(name)s”, so nobody would ever come to an end: choose another goal."
)
UNREACHABLE = _("No choice leads to this question: let one lead here, or remove the question.")
