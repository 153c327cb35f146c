"""Where a shared element, fact, term or picture is used. What is live is known downstream, so
publication registers here when the app starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.problem import Problem


@dataclass(frozen=True, slots=True)
class Use:
    """A live answer that uses it. `problems`: what would stop the answer, or one of its channels,
    if the unsaved form went out."""

    page_id: int
    key: str
    locale: str
    question: str
    problems: tuple[Problem, ...] = ()


FindUses = Callable[[Any], Sequence[Use]]
_find: list[FindUses] = []
_foresee: list[FindUses] = []


def register(*, find: FindUses, foresee: FindUses) -> None:
    """`find(source)`: the live answers that use it, by key. `foresee(unsaved)`: the same, with
    their problems."""
    _find[:], _foresee[:] = [find], [foresee]


def uses_of(source: Any) -> tuple[Use, ...]:
    return tuple(use for find in _find for use in find(source))


def foreseen_uses(unsaved: Any) -> tuple[Use, ...]:
    return tuple(use for foresee in _foresee for use in foresee(unsaved))
