"""Everything as it was in a backup, as the beginning of a new history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.backup import operations
from kb.backup.errors import BadBackup, CannotKeep, NotEmpty
from kb.publication.differences import counted, say


class Command(BaseCommand):
    help = (
        "Put a backup back, begin a new epoch of the log, build everything that follows from it, "
        "and verify. Stop the servers first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="what is here now goes, without a way back"
        )

    def handle(self, *, source: Path, replace: bool, **_options: Any) -> None:
        restored = self._restore(source, replace=replace)
        manifest = restored.manifest
        self.stdout.write(
            _("Restored as of %(at)s: %(rows)d rows of the log, %(files)d files.")
            % {
                "at": manifest.made_at.isoformat(timespec="seconds"),
                "rows": manifest.head,
                "files": len(manifest.parts) - 1,
            }
        )
        self.stdout.write(
            _(
                "A new epoch has begun: %(epoch)s. Subscribers of the change feed meet 409 or 410 "
                "at their next question and read everything again; everybody logs in again. Start "
                "the servers now."
            )
            % {"epoch": restored.epoch}
        )
        self._conclude(restored)

    def _restore(self, source: Path, *, replace: bool) -> operations.Restored:
        try:
            with tqdm(unit="B", unit_scale=True, desc="restore", disable=None) as bar:
                return operations.restore(source, replace=replace, step=bar.update)
        except NotEmpty:
            raise CommandError(
                _("There is something here already. If it may go, say --replace.")
            ) from None
        except (BadBackup, CannotKeep, OSError) as error:
            raise CommandError(_("Nothing was restored: %(why)s") % {"why": error}) from None

    def _conclude(self, restored: operations.Restored) -> None:
        findings = restored.findings
        for difference in findings.differences:
            self.stderr.write(say(difference))
        if not findings.is_well:
            raise CommandError(
                _("Restored, but not all is well (%(kinds)s): see verify --repair.")
                % {"kinds": counted(findings.differences) or findings.behind}
            )
        self.stdout.write(_("All is well."))
