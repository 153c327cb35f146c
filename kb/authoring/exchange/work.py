"""Export and import as work in the background."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
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
from kb.authoring.jobs.operations import name_on_disk
from kb.authoring.jobs.running import Run
from kb.authoring.models import KnowledgePage
from kb.locales import to_outside
from kb.problem import Problem
from kb.problem import msgid as _

EXPORTING, CHECKING, IMPORTING = "export", "import-check", "import"
# The name of the screen with both forms.
START = "exchange"
ENDINGS = {"folder": ".zip", "workbook": ".xlsx"}
# What a screen can show; the counts are of all.
MOST_ROWS, MOST_CHANGES = 300, 20
NO_RIGHT = Problem("no_right", _("You may no longer do this."))
GONE = Problem("upload_gone", _("The file is not kept any more. Upload it again."))
EXPORTED = _("%(items)s things exported.")
SOME_LEFT_OUT = _("%(items)s things exported; %(left_out)s left out, which you may not see.")
COUNTED = _("%(added)s added, %(changed)s changed, %(unchanged)s unchanged, %(refused)s refused.")


def register_kinds() -> None:
    register(EXPORTING, run=run_export, label=gettext_lazy("Export of knowledge"), again=START)
    checked = "exchange/checked.html"
    label = gettext_lazy("Check of an import")
    register(CHECKING, run=run_check, label=label, template=checked, again=START)
    label = gettext_lazy("Import of knowledge")
    register(IMPORTING, run=run_import, label=label, template=checked, again=START)


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
    checked = Job.objects.get(pk=run.job_id)
    return _outcome(run, _received(run, checked, dry_run=True))


def run_import(run: Run) -> Outcome:
    """The file of a check, as drafts."""
    checked = Job.objects.filter(pk=run.arguments["of"], kind=CHECKING, starter=run.user).first()
    if checked is None or not checked.upload:
        raise CannotBeDone(GONE)
    return _outcome(run, _received(run, checked, dry_run=False))


def _received(run: Run, job: Job, *, dry_run: bool) -> Report:
    if not run.user.has_perm(IMPORT):
        raise CannotBeDone(NO_RIGHT)
    try:
        source = open_source(_copied(job.upload, job.arguments["name"], run.place))
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


def _copied(upload: Any, name: str, place: Path) -> Path:
    """A file on this machine, whatever the storage is; what is wrong in it is told by its name."""
    folder = place / "upload"
    folder.mkdir()
    path = folder / name_on_disk(name)
    with upload.open("rb") as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path


def _outcome(run: Run, report: Report) -> Outcome:
    counts = {str(verdict): report.counts[verdict] for verdict in Verdict}
    shown = report.rows[:MOST_ROWS]
    numbers = _numbers_of(row.key for row in shown if row.subject == "answer")
    rows = [_plain(row) | {"page": numbers.get((row.key, row.locale))} for row in shown]
    result = {"counts": counts, "rows": rows, "more": max(0, len(report.rows) - MOST_ROWS)}
    summary = Problem("counted", COUNTED, params=tuple(counts.items()))
    return Outcome(result=result, summary=summary)


def _numbers_of(keys: Iterable[str]) -> dict[tuple[str, str], int]:
    """Where each answer is edited, by key and language; one that is new to a check is nowhere."""
    found = KnowledgePage.objects.filter(key__in=list(keys), alias_of=None)
    rows = found.values_list("pk", "key", "locale__language_code")
    return {(key, to_outside(code)): pk for pk, key, code in rows}


def _plain(row: Any) -> dict[str, Any]:
    found = asdict(row) | {"where": str(row.where), "verdict": str(row.verdict)}
    found["changes"] = found["changes"][:MOST_CHANGES]
    return found
