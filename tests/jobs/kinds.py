"""Kinds of work for the tests: each writes what it does into the file that `notes` names."""

import time
from pathlib import Path
from typing import Any

from kb.authoring.jobs.kinds import CannotBeDone, Outcome, register
from kb.authoring.jobs.running import Run
from kb.problem import Problem

SUMMARY = Problem("counted", "Counted to %(many)s.", params=(("many", 3),))
REFUSAL = Problem("refused", "This cannot be counted.")


def note(run: Run, text: Any) -> None:
    if "notes" in run.arguments:
        with Path(run.arguments["notes"]).open("a") as notes:
            notes.write(f"{text}\n")


def count(run: Run) -> Outcome:
    note(run, "begun")
    many = run.arguments.get("many", 3)
    for number in range(many):
        note(run, number)
        time.sleep(run.arguments.get("pause", 0))
        run.progress(number + 1, many)
    file = run.place / "counted.txt"
    file.write_text(f"counted to {many}")
    return Outcome(result={"many": many}, summary=SUMMARY, file=file)


def refuse(run: Run) -> None:
    raise CannotBeDone(REFUSAL)


def break_down(run: Run) -> None:
    raise ValueError("the customer's name is Zhang San")


def read_upload(run: Run) -> Outcome:
    with run.upload.open("rb") as file:
        return Outcome(result={"read": file.read().decode()})


def register_all() -> None:
    register("count", run=count, label="Counting")
    register("count-once", run=count, label="Counting once", is_resumable=False)
    register("refuse", run=refuse, label="Refusing", again="jobs")
    register("break-down", run=break_down, label="Breaking down")
    register("read-upload", run=read_upload, label="Reading")
