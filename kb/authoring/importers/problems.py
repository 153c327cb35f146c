"""What is wrong with a file, in words for whoever runs the import."""

from __future__ import annotations

from dataclasses import dataclass


class BadFile(Exception):
    """The file as a whole cannot be imported; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`line`: of the file, counted from 1, where the row begins."""

    line: int
    message: str
