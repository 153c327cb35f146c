"""The kinds of work that can be done in the background: each room registers its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.problem import Problem

if TYPE_CHECKING:
    from kb.authoring.jobs.models import Job
    from kb.authoring.jobs.running import Run


class CannotBeDone(Exception):
    """Raised by a run: it ends as failed, with these words for whoever started it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. `summary`: one sentence; `file`: is kept for a day under its name, for
    whoever started the job, and may be deleted here afterwards."""

    result: Mapping[str, Any] = field(default_factory=dict)
    summary: Problem | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_resumable`: a run whose process died is simply begun again. `address` of a finished
    job's own screen, if it has one; `template`: shown on its page with `job`; `again`: the name of
    the address where people start it."""

    name: str
    run: Callable[[Run], Outcome | None]
    label: Any
    is_resumable: bool = True
    address: Callable[[Job], str] | None = None
    template: str = ""
    again: str = ""


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    *,
    run: Callable[[Run], Outcome | None],
    label: Any,
    is_resumable: bool = True,
    address: Callable[[Job], str] | None = None,
    template: str = "",
    again: str = "",
) -> None:
    """When the app starts. `run(run)` may be begun any number of times with the same arguments, and
    the last one must leave what a single one would have left."""
    _kinds[name] = Kind(name, run, label, is_resumable, address, template, again)


def kind_of(job: Job) -> Kind | None:
    """None where an older or newer version of the house started it."""
    return _kinds.get(job.kind)


def is_known(name: str) -> bool:
    return name in _kinds
