"""What the house has to say about a text, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.problem import Problem, say

Severity = Literal["error", "warning", "hint"]
# Worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Finding:
    """`start`, `end`: places in the field's text, counted in characters; `text`: what stands there;
    `message`: an English msgid; `replacement`: what may be put there as it is, None where somebody
    has to think."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    params: tuple[tuple[str, str | int], ...] = ()
    replacement: str | None = None
    element: str = ""
    field: str = ""

    @property
    def problem(self) -> Problem:
        """As the checks before approval know it."""
        return Problem(
            code=self.rule, message=self.message, element=self.element, params=self.params
        )


def say_finding(finding: Finding) -> str:
    """In the reader's language, with what to do."""
    return say(finding.problem)


def at_least(severity: str) -> tuple[Severity, ...]:
    """This severity and the worse ones."""
    return SEVERITIES[: rank(severity) + 1]


def rank(severity: str) -> int:
    """0 is the worst."""
    return [str(known) for known in SEVERITIES].index(severity)
