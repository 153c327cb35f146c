"""Why publication refuses."""

from __future__ import annotations

from collections.abc import Sequence

from kb.problem import Problem


class Refused(Exception):
    """The answer cannot go out as it is; the transaction of the change is undone."""

    def __init__(self, key: str, problems: Sequence[Problem]) -> None:
        self.key = key
        self.problems = tuple(problems)
        super().__init__(f"{key}: " + "; ".join(f"{p.code} {p.element}" for p in problems))
