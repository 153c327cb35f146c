"""What is wrong with an answer, said so that an editor knows where and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext

# Names and positions on the way from an element to one of its fields.
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """`code`: stable name for tests and logs; `message`: an English `msgid`, with `%(name)s` where
    `params` stand; `element`: id of the element, empty for the answer as a whole; an `info`
    tells the editor something and stops nothing; `place`: of the very field in the element."""

    code: str
    message: str
    element: str = ""
    channel: str = ""
    params: tuple[tuple[str, str | int], ...] = ()
    severity: Literal["error", "info"] = "error"
    place: Place = ()


def msgid(text: str) -> str:
    """Marks a message for translation, which happens when it is said; import it as `_`."""
    return text


def say(problem: Problem) -> str:
    """In the reader's language, with what to do."""
    text = gettext(problem.message)
    return text % dict(problem.params) if problem.params else text


@dataclass(frozen=True, slots=True)
class Refusal:
    """One answer in one language that cannot go out, and why."""

    key: str
    locale: str
    problems: tuple[Problem, ...]


class Refused(Exception):
    """These answers cannot go out as they are; the transaction of the change is undone."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(
            "; ".join(
                f"{refusal.key} ({refusal.locale}): {problem.code} {problem.element}".rstrip()
                for refusal in self.refusals
                for problem in refusal.problems
            )
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of all of them together."""
        found = (problem for refusal in self.refusals for problem in refusal.problems)
        return tuple(dict.fromkeys(found))
