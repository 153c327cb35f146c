"""The questions of a guide as text, as a spoken menu, and as an outline for a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from channels.guides import PERSON, SaidChoice, SaidGuide, SaidQuestion
from channels.phrases import phrases_for
from kb.guide import GoalType


def told(guide: SaidGuide, first: str) -> str:
    """What comes before the guide and its first question, or the channel's own words alone."""
    if guide.own_words:
        return guide.before
    return "\n".join(text for text in (guide.before, first) if text)


def lines(question: SaidQuestion) -> str:
    """One choice a line."""
    return "\n".join([question.text, *_numbered(question, mark=". ")])


def in_one_line(question: SaidQuestion) -> str:
    """Where each line costs."""
    return f"{question.text} {' '.join(_numbered(question, mark='.'))}"


def menu(question: SaidQuestion, *, locale: str) -> str:
    """To be heard: what to say or press comes after the choice, so that nobody has to remember."""
    phrases = phrases_for(locale)
    spoken = (
        phrases.press.format(text=choice.text, number=number)
        for number, choice in enumerate(question.choices, 1)
    )
    return f"{question.text}{phrases.gap}{phrases.stop.join(spoken)}{phrases.stop.rstrip()}"


def _numbered(question: SaidQuestion, *, mark: str) -> Iterable[str]:
    return (f"{number}{mark}{c.text}" for number, c in enumerate(question.choices, 1))


def outline_html(guide: SaidGuide, *, locale: str) -> str:
    """Every question once, numbered, each choice with where it leads: it works as it is, and a page
    that walks through it needs none of it."""
    if not guide.questions:
        return f"{guide.before_html}\n<p>{escape(phrases_for(locale).person)}</p>".strip()
    numbers = {question.id: n for n, question in enumerate(guide.questions, 1)}
    asked = "\n".join(_question_html(question, numbers, locale) for question in guide.questions)
    return f'{guide.before_html}\n<ol class="guide">\n{asked}\n</ol>'.strip()


def _question_html(question: SaidQuestion, numbers: dict[str, int], locale: str) -> str:
    choices = "".join(_choice_html(choice, numbers, locale) for choice in question.choices)
    return f"<li><p>{escape(question.text)}</p><ul>{choices}</ul></li>"


def _choice_html(choice: SaidChoice, numbers: dict[str, int], locale: str) -> str:
    return f"<li>{escape(choice.text)} → {escape(_where(choice, numbers, locale))}</li>"


def _where(choice: SaidChoice, numbers: dict[str, int], locale: str) -> str:
    goal = choice.goal
    if goal.type == GoalType.QUESTION:
        return str(numbers[goal.value])
    return phrases_for(locale).person if goal.type == PERSON else goal.title or goal.value
