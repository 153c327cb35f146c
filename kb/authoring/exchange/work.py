"""Export and import as work in the background."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from kb.authoring.exchange.arriving import Report, receive
from kb.authoring.exchange.exporting import export
from kb.authoring.exchange.plans import Verdict
from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.sight import EXPORT, IMPORT, sight_of
from kb.authoring.exchange.sources import check_source, open_source
from kb.authoring.jobs.kinds import CannotBeDone, Outcome, register
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import Run
from kb.problem import Problem
from kb.problem import msgid as _

EXPORTING, CHECKING, IMPORTING = "export", "import-check", "import"
ENDINGS = {"folder": ".zip", "workbook": ".xlsx"}
# What a screen can show; the counts are of all.
MOST_ROWS, MOST_CHANGES = 300, 20
NO_RIGHT = Problem("no_right", _("You may no longer do this."))
GONE = Problem("upload_gone", _("The file is not kept any more. Upload it again."))
EXPORTED = _("%(items)s things exported.")
SOME_LEFT_OUT = _("%(items)s things exported; %(left_out)s left out, which you may not see.")
COUNTED = _("%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused.")


def register_kinds() -> None:
    register(EXPORTING, run=run_export, label=gettext_lazy("Export of knowledge"))
    checked = "exchange/checked.html"
    label = gettext_lazy("Check of an import")
    register(CHECKING, run=run_check, label=label, template=checked)
    label = gettext_lazy("Import of knowledge")
    register(IMPORTING, run=run_import, label=label, template=checked)


def run_export(run: Run) -> Outcome:
    now, wanted = timezone.now(), run.arguments
    topics = [wanted["topic"]] if wanted.get("topic") else []
    sight = sight_of(run.user, now=now, topics=topics)
    if sight is None or not run.user.has_perm(EXPORT):
        raise CannotBeDone(NO_RIGHT)
    day = timezone.localdate(now).isoformat()
    target = run.place / f"knowledge-{day}{ENDINGS[wanted['form']]}"
    done = export(target, which=wanted["which"], sight=sight, step=run.progress)
    text = SOME_LEFT_OUT if done.left_out else EXPORTED
    counts = asdict(done)
    names = ("items", "left_out") if done.left_out else ("items",)
    summary = Problem("exported", text, params=tuple((name, counts[name]) for name in names))
    return Outcome(result=counts, summary=summary, file=target)


def run_check(run: Run) -> Outcome:
    """What an import would do, and nothing of it."""
    return _outcome(run, _received(run, run.upload, dry_run=True))


def run_import(run: Run) -> Outcome:
    """The file of a check, as drafts."""
    checked = Job.objects.filter(pk=run.arguments["of"], kind=CHECKING, starter=run.user).first()
    if checked is None or not checked.upload:
        raise CannotBeDone(GONE)
    return _outcome(run, _received(run, checked.upload, dry_run=False))


def _received(run: Run, upload: Any, *, dry_run: bool) -> Report:
    if not run.user.has_perm(IMPORT):
        raise CannotBeDone(NO_RIGHT)
    try:
        source = open_source(_copied(upload, run.place))
        total = check_source(source)
        done = 0

        def step(more: int) -> None:
            nonlocal done
            done += more
            run.progress(done, total)

        return receive(
            source.items(), user=run.user, now=timezone.now(), dry_run=dry_run, load=source.load,
            step=step,
        )  # fmt: skip
    except BadFiles as error:
        words = _("Nothing was imported.\n%(problems)s")
        problem = Problem("bad_files", words, params=(("problems", str(error)),))
        raise CannotBeDone(problem) from None


def _copied(upload: Any, place: Path) -> Path:
    """A file on this machine, whatever the storage is."""
    path = place / f"upload{PurePath(upload.name).suffix.lower()}"
    with upload.open("rb") as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path


def _outcome(run: Run, report: Report) -> Outcome:
    counts = {str(verdict): report.counts[verdict] for verdict in Verdict}
    rows = [_plain(row) for row in report.rows[:MOST_ROWS]]
    result = {"counts": counts, "rows": rows, "more": max(0, len(report.rows) - MOST_ROWS)}
    summary = Problem("counted", COUNTED, params=tuple(counts.items()))
    return Outcome(result=result, summary=summary)


def _plain(row: Any) -> dict[str, Any]:
    found = asdict(row) | {"where": str(row.where), "verdict": str(row.verdict)}
    found["changes"] = found["changes"][:MOST_CHANGES]
    return found
