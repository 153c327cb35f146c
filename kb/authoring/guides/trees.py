"""A guide as it is typed: the same whether it lies in a stream, in a form or in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.guide import GoalType

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST_NAME = 40
LONGEST_QUESTION, LONGEST_CHOICE = 300, 120


@dataclass(frozen=True, slots=True)
class TypedChoice:
    """`goal`: a type of goal, or empty; `value`: what was chosen for that type; `id`: of the item
    in its list, where it lies in a stream."""

    text: str = ""
    goal: str = ""
    value: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    name: str = ""
    text: str = ""
    choices: tuple[TypedChoice, ...] = ()


Tree = tuple[TypedQuestion, ...]


def tree_of(questions: Any) -> Tree:
    """`questions`: the value of the block, or its raw data; names that are missing are given."""
    typed = tuple(_question(value) for _id, value in _items(questions))
    return with_names(typed)


def with_names(tree: Sequence[TypedQuestion]) -> Tree:
    """`q1`, `q2` where somebody has left the name empty."""
    taken = {question.name for question in tree}
    free = (f"q{n}" for n in range(1, 1000) if f"q{n}" not in taken)
    return tuple(q if q.name else replace(q, name=next(free)) for q in tree)


def texts_in(tree: Iterable[TypedQuestion]) -> Iterator[str]:
    """All that readers may come to read of it."""
    for question in tree:
        yield question.text
        yield from (choice.text for choice in question.choices)


def _question(value: Mapping[str, Any]) -> TypedQuestion:
    choices = tuple(_choice(own, inner) for own, inner in _items(value.get("choices")))
    return TypedQuestion(_line(value.get("name")), _line(value.get("text")), choices)


def _choice(own: str, value: Mapping[str, Any]) -> TypedChoice:
    goal = str(value.get("goal") or "")
    chosen = value.get(goal) if goal in VALUED else ""
    return TypedChoice(_line(value.get("text")), goal, str(chosen or "").strip(), own)


def _line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _items(found: Any) -> Iterator[tuple[str, Any]]:
    """Of a list of blocks, as Wagtail holds it or as it stores it."""
    for child in getattr(found, "bound_blocks", None) or found or ():
        if isinstance(child, Mapping):
            is_item = child.get("type") == "item" and "value" in child
            yield (str(child.get("id") or ""), child["value"]) if is_item else ("", child)
        else:
            yield str(child.id or ""), child.value


VALUED = frozenset({GoalType.QUESTION, GoalType.ELEMENT, GoalType.ANSWER})
