"""Proves that the log is whole and that everything agrees with it."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kb.publication import log, projections, verification


class Command(BaseCommand):
    help = "Check the log's chain, what is live, and the projections; exits with 1 if not well."

    def handle(self, **_options: Any) -> None:
        found = list(verification.differences())
        for line in found:
            self.stderr.write(line)
        for line in verification.waiting_answers():
            self.stdout.write(line)
        behind = [name for name in projections.names() if self._is_behind(name)]
        if found or behind:
            raise CommandError(
                _("%(count)d differences, %(behind)d projections behind.")
                % {"count": len(found), "behind": len(behind)}
            )
        self.stdout.write(
            _("All is well: %(rows)d rows of the log, %(projections)s.")
            % {"rows": log.head(), "projections": ", ".join(projections.names())}
        )

    def _is_behind(self, name: str) -> bool:
        lag = projections.lag(name)
        if lag:
            self.stderr.write(
                _(
                    "%(name)s is %(rows)d rows behind the log: a worker catches up, or the command "
                    "rebuild %(name)s."
                )
                % {"name": name, "rows": lag}
            )
        return bool(lag)
