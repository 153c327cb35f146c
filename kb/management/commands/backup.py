"""One file with everything that cannot be made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.backup import operations
from kb.backup.errors import CannotKeep


class Command(BaseCommand):
    help = (
        "Write the database and the uploaded files into one file, while work goes on. Search index "
        "and renditions are not in it: they are made again from the log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a file, or a directory for a dated one")

    def handle(self, *, target: Path, **_options: Any) -> None:
        try:
            with tqdm(unit="B", unit_scale=True, desc="backup", disable=None) as bar:
                path, manifest = operations.backup(target, now=timezone.now(), step=bar.update)
        except (CannotKeep, OSError) as error:
            raise CommandError(_("No backup was made: %(why)s") % {"why": error}) from None
        self.stdout.write(
            _("%(path)s: %(rows)d rows of the log, %(files)d files, %(size)d bytes.")
            % {
                "path": path,
                "rows": manifest.head,
                "files": len(manifest.parts) - 1,
                "size": path.stat().st_size,
            }
        )
        self.stdout.write(
            _("Head of the log: %(head)s. Note it elsewhere, for verify --known-head.")
            % {"head": f"{manifest.head}:{manifest.head_hash}"}
        )
        self.stdout.write(_("SECRET_KEY is not in it: keep it beside the backup, not in it."))
