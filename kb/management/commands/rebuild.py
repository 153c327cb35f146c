"""Drops a projection and makes it again from the log."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from kb.publication import log, projections
from kb.search.engine import IndexBusy, IndexUnavailable


class Command(BaseCommand):
    help = "Rebuild what follows from the log: one projection by name, or --all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help=", ".join(projections.names()))
        parser.add_argument("--all", action="store_true")

    def handle(self, *, name: str | None, **options: Any) -> None:
        known = ", ".join(projections.names())
        if bool(name) == options["all"]:
            raise CommandError(_("Say which: %(known)s, or --all.") % {"known": known})
        for one in [name] if name else projections.names():
            self._rebuild(one, known=known)

    def _rebuild(self, name: str, *, known: str) -> None:
        try:
            with tqdm(total=log.head(), desc=name, disable=None) as bar:
                projections.rebuild(name, step=bar.update)
        except projections.Unknown:
            text = _("There is no projection “%(name)s”; there are: %(known)s.")
            raise CommandError(text % {"name": name, "known": known}) from None
        except IndexBusy:
            raise CommandError(
                _(
                    "%(name)s: another process is writing. Nothing is lost; try again when it is "
                    "done, or stop it first."
                )
                % {"name": name}
            ) from None
        except IndexUnavailable as error:
            text = _("%(name)s cannot be written: %(reason)s")
            raise CommandError(text % {"name": name, "reason": error}) from None
        self.stdout.write(
            _("%(name)s: rebuilt from %(rows)d rows of the log.")
            % {"name": name, "rows": projections.get(name).cursor()}
        )
