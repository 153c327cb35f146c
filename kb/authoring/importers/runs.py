"""One import from beginning to end: batch after batch, with a word on every row that did not go
through as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.importers.arrivals import Arrivals, sort_arrivals
from kb.authoring.importers.batches import add_batch, cut, publish_batch
from kb.authoring.importers.bulk import Editor, NewAnswer
from kb.authoring.importers.problems import RowProblem
from kb.problem import Refusal, say


@dataclass(slots=True)
class Report:
    """How many answers came to what; `problems` by line."""

    published: int = 0
    drafts: int = 0
    same: int = 0
    problems: list[RowProblem] = field(default_factory=list)


def run_import(
    answers: Iterable[tuple[int, NewAnswer]],
    *,
    editor: Editor,
    dry_run: bool = False,
    step: Callable[[int], Any] = lambda done: None,
) -> Report:
    """`answers` with the line each came from, all of one language; `step` is told after each
    batch how many more are done. A batch is kept whole or not at all."""
    report = Report()
    for batch in cut(answers):
        lines = {answer.key: line for line, answer in batch}
        arrivals = sort_arrivals([answer for _line, answer in batch])
        _take(arrivals, lines, report, editor=editor, dry_run=dry_run)
        step(len(batch))
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _take(
    arrivals: Arrivals, lines: dict[str, int], report: Report, *, editor: Editor, dry_run: bool
) -> None:
    added = add_batch(arrivals.new, editor=editor, dry_run=dry_run)
    out = publish_batch([page for _, page in arrivals.waiting], editor=editor, dry_run=dry_run)
    live = sum(page.live for page in added.pages)
    report.published += live + len(out.pages)
    report.drafts += len(added.pages) - live
    report.same += len(arrivals.same) + len(out.refused)
    report.problems += [
        *_told(added.unsavable, lines, _("Left out.")),
        *_told(added.refused, lines, _("Kept as a draft.")),
        *_told(out.refused, lines, _("Still a draft.")),
        *_named(
            arrivals.changed,
            lines,
            _(
                "Already there as “%(key)s”, with other words; left "
                "as it is. Change it in the admin."
            ),
        ),
        *_named(arrivals.taken, lines, _("Another answer has the key “%(key)s”; left out.")),
    ]


def _told(refusals: Iterable[Refusal], lines: dict[str, int], end: str) -> Iterator[RowProblem]:
    for refusal in refusals:
        words = " ".join(dict.fromkeys(say(problem) for problem in refusal.problems))
        yield RowProblem(lines[refusal.key], f"{words} {end}")


def _named(answers: Iterable[NewAnswer], lines: dict[str, int], text: str) -> Iterator[RowProblem]:
    for answer in answers:
        yield RowProblem(lines[answer.key], text % {"key": answer.key})
