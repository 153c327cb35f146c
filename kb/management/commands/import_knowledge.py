"""Questions with their answers from a CSV file, or a whole export taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.acting import acting
from kb.authoring.importers.bulk import Editor, NewAnswer
from kb.authoring.importers.problems import BadFile, RowProblem
from kb.authoring.importers.questions import (
    Questions,
    check_source,
    new_answers,
    read_questions,
    source_name,
)
from kb.authoring.importers.runs import Report, run_import
from kb.authoring.importers.tables import read_table
from kb.authoring.importers.topic_choice import find_topic
from kb.management.commands._exchange import import_export, is_export


class Command(BaseCommand):
    help = (
        "Import questions and answers from a CSV file, or everything from an export (a folder, its "
        "zip, or a workbook); running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--topic", default="", help="key of the topic they go under (CSV)")
        parser.add_argument(
            "--map", default="", metavar="question=COLUMN,answer=COLUMN",
            help="which column is what: question, answer, brief, wordings",
        )  # fmt: skip
        parser.add_argument(
            "--where", default="", metavar="COLUMN=VALUE", help="only rows with this value"
        )
        parser.add_argument("--locale", default="zh-Hans", help="zh-Hans or en")
        parser.add_argument("--source", help="begins the keys; the file's name where left out")
        parser.add_argument("--publish", action="store_true", help="else they become drafts")
        parser.add_argument("--operator", default="", help="who does this, for the log")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, **options: Any) -> None:
        try:
            self._import(**options)
        except BadFile as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(
                _(
                    "The database did not take the last batch (%(reason)s); those before it are "
                    "kept. Run the same command again."
                )
                % {"reason": error}
            ) from None
        except KeyboardInterrupt:
            raise CommandError(
                _("Stopped. Whole batches are kept; run the same command again to go on.")
            ) from None

    def _import(self, *, file: Path, publish: bool, operator: str, **options: Any) -> None:
        if publish and not operator.strip():
            raise BadFile(_("--publish needs --operator NAME: the log says who let this out."))
        user = get_user_model().objects.filter(username=operator).first() if operator else None
        name, pk = operator or "system", user.pk if user else None
        with acting(cause=f"import {file.name}", user_id=pk, name=name):
            if is_export(file):
                # Whoever runs commands may do everything; the log names them.
                import_export(
                    file, author=user, publish=publish, dry_run=options["dry_run"],
                    tell=self.stdout.write,
                )  # fmt: skip
            else:
                self._import_table(file, publish=publish, user=user, **options)

    def _import_table(self, file: Path, *, publish: bool, user: Any, **options: Any) -> None:
        if not options["topic"]:
            raise BadFile(_("--topic is missing: the key of the topic they go under."))
        topic = find_topic(options["topic"], locale=options["locale"])
        source = check_source(options["source"] or source_name(file))
        read = read_questions(
            read_table(file),
            mapping=_pairs(options["map"], option="--map"),
            where=_pairs(options["where"], option="--where"),
        )
        answers = new_answers(
            read.questions, source=source, topic=topic, locale=options["locale"], publish=publish
        )
        lines = [question.line for question in read.questions]
        numbered = zip(lines, answers, strict=True)
        report = self._run(numbered, total=len(lines), user=user, dry_run=options["dry_run"])
        self._tell(read, report, dry_run=options["dry_run"])

    def _run(
        self, numbered: Iterable[tuple[int, NewAnswer]], *, total: int, user: Any, dry_run: bool
    ) -> Report:
        editor = Editor(user, at=timezone.now())
        # Without a terminal the bar is left out, and logs stay readable.
        with tqdm(total=total, unit="", disable=None) as bar:
            return run_import(numbered, editor=editor, dry_run=dry_run, step=bar.update)

    def _tell(self, read: Questions, report: Report, *, dry_run: bool) -> None:
        problems: list[RowProblem] = [*read.problems, *report.problems]
        for problem in sorted(problems, key=lambda problem: problem.line):
            self.stderr.write(
                _("Line %(line)d: %(message)s") % {"line": problem.line, "message": problem.message}
            )
        if dry_run:
            self.stdout.write(_("Dry run: nothing was changed. This would happen:"))
        self.stdout.write(
            _("%(published)d published, %(drafts)d kept as drafts, %(same)d already there, "
              "%(problems)d messages, %(left_out)d rows not chosen.")
            % {
                "published": report.published, "drafts": report.drafts, "same": report.same,
                "problems": len(problems), "left_out": read.left_out,
            }
        )  # fmt: skip
        if cleaned := sum(question.cleaned for question in read.questions):
            self.stdout.write(
                _("Invisible characters were taken out of %(count)d rows.") % {"count": cleaned}
            )


def _pairs(text: str, *, option: str) -> dict[str, str]:
    """`a=b,c=d`. Raises BadFile."""
    pairs = {}
    for piece in filter(None, text.split(",")):
        name, sign, value = piece.partition("=")
        if not (sign and name.strip()):
            words = _("%(option)s has “%(piece)s”: write NAME=VALUE, with commas between.")
            raise BadFile(words % {"option": option, "piece": piece})
        pairs[name.strip()] = value.strip()
    return pairs
