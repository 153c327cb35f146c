"""The texts of an editor's form as the browser sends them: input names → fields of elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.authoring.blocks import elements_of_answers, own_elements
from kb.authoring.plain_language.elements import QUESTION
from kb.authoring.plain_language.texts import BASIS, Text

MOST_FIELDS = 600
MOST_CHARACTERS = 300_000
IN_ELEMENT = re.compile(r"elements?-\d+(?=-value-)")
FIELDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"title|text|brief|spoken"), lambda m: m[0]),
    (re.compile(r"steps-(\d+)-value"), lambda m: f"steps.{m[1]}"),
    (re.compile(r"overrides-(\d+)-value-text"), lambda m: f"overrides.{m[1]}"),
    (re.compile(r"questions-(\d+)-value-text"), lambda m: f"questions.{m[1]}"),
    (
        re.compile(r"questions-(\d+)-value-choices-(\d+)-value-text"),
        lambda m: f"questions.{m[1]}.{m[2]}",
    ),
    (re.compile(r"basis-record"), lambda m: BASIS),
    (re.compile(r"table-column-(\d+)-heading"), lambda m: f"table.head.{m[1]}"),
    (re.compile(r"table-cell-(\d+)-(\d+)"), lambda m: f"table.{m[1]}.{m[2]}"),
)


class BadForm(ValueError):
    """Not what our own script sends."""


class TooMuch(BadForm):
    """More text than any answer has."""


@dataclass(frozen=True, slots=True)
class FormTexts:
    """`names`: the input of each element and field."""

    texts: tuple[Text, ...]
    names: Mapping[tuple[str, str], str]


def read_form(data: Any, *, shared: int | None = None, has_question: bool = True) -> FormTexts:
    """`data`: a list of [input name, kind of element, text], in the order of the page. Fields that
    are no text for readers are passed over. Raises BadForm."""
    texts: list[Text] = []
    names: dict[tuple[str, str], str] = {}
    for name, kind, value in _rows(data):
        if (place := _place(name, has_question=has_question)) and value.strip():
            element, field = place
            texts.append(Text(value, element, kind if element else "", field, shared))
            names[place] = name
    return FormTexts(tuple(texts), names)


def _rows(data: Any) -> Iterator[Sequence[str]]:
    if not isinstance(data, list):
        raise BadForm
    for row in data:
        if not (isinstance(row, list) and len(row) == 3 and all(isinstance(c, str) for c in row)):
            raise BadForm
        if row[1] and row[1] not in KINDS:
            raise BadForm
    if len(data) > MOST_FIELDS or sum(len(row[2]) for row in data) > MOST_CHARACTERS:
        raise TooMuch
    if len({row[0] for row in data}) < len(data):
        raise BadForm
    yield from data


def _place(name: str, *, has_question: bool) -> tuple[str, str] | None:
    if name == "title":
        return ("", QUESTION) if has_question else None
    if not (element := IN_ELEMENT.match(name)):
        return None
    rest = name[element.end() + len("-value-") :]
    for pattern, field_of in FIELDS:
        if match := pattern.fullmatch(rest):
            return element[0], field_of(match)
    return None


KINDS = frozenset(name for name, _block in (*own_elements(), *elements_of_answers()))
