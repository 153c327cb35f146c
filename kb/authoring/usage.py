"""Where a shared element, fact, term or picture is used. What is live is known downstream, so
publication registers here when the app starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from kb.access import Scope
from kb.problem import Problem

# A form or a save that waits for no more answers than this to be assembled.
QUICKLY = 20


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
FindProgress = Callable[[Any], Sequence[Any]]
FindVisible = Callable[[Scope, Collection[int]], Collection[int]]
_find: list[FindUses] = []
_foresee: list[FindUses] = []
_progress: list[FindProgress] = []
_visible: list[FindVisible] = []


def register(
    *, find: FindUses, foresee: FindUses, progress: FindProgress, visible: FindVisible
) -> None:
    """`find(source)`: the live answers that use it, by key. `foresee(unsaved)`: the same, with
    their problems. `progress(source)`: its changes that answers still follow. `visible(scope,
    pages)`: those of these answers that the scope may read now."""
    _find[:], _foresee[:], _progress[:], _visible[:] = [find], [foresee], [progress], [visible]


def uses_of(source: Any) -> tuple[Use, ...]:
    return tuple(use for find in _find for use in find(source))


def foreseen_uses(unsaved: Any) -> tuple[Use, ...]:
    return tuple(use for foresee in _foresee for use in foresee(unsaved))


def progress_of(source: Any) -> tuple[Any, ...]:
    return tuple(one for progress in _progress for one in progress(source))


def visible_to(scope: Scope, page_ids: Collection[int]) -> set[int]:
    return {pk for visible in _visible for pk in visible(scope, page_ids)}
