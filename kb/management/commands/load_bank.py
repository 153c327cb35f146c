"""A knowledge base kept as files: topics, facts, terms, shared elements and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.acting import acting
from kb.authoring.importers.bank.checks import check_bank
from kb.authoring.importers.bank.entries import BadBank
from kb.authoring.importers.bank.files import read_bank
from kb.authoring.importers.bank.loading import Loaded, load_bank
from kb.authoring.importers.bulk import Editor


class Command(BaseCommand):
    help = "Load a folder of files, as kb/demo is one; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--operator", required=True, help="who does this, for the log")
        parser.add_argument("--cause", default="load_bank", help="why, for the log")

    def handle(self, *, folder: Path, operator: str, cause: str, **_options: Any) -> None:
        try:
            loaded = self._load(folder, operator=operator, cause=cause)
        except BadBank as bad:
            lines = "\n".join(f"  {problem}" for problem in bad.problems)
            raise CommandError(
                _("Nothing was loaded. What is wrong:\n%(problems)s") % {"problems": lines}
            ) from None
        self.stdout.write(
            _("%(new)d answers loaded, %(same)d already there, %(changed)d changed since and left "
              "as they are.")
            % {"new": loaded.new, "same": loaded.same, "changed": loaded.changed}
        )  # fmt: skip

    def _load(self, folder: Path, *, operator: str, cause: str) -> Loaded:
        if not folder.is_dir():
            raise BadBank([_("%(folder)s is no folder.") % {"folder": folder}])
        bank = read_bank(folder)
        check_bank(bank)
        editor = Editor(at=timezone.now())
        with acting(cause=cause, name=operator), tqdm(total=len(bank), disable=None) as bar:
            return load_bank(bank, editor=editor, step=bar.update)
