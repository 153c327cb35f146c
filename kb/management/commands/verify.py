"""Proves that the log is whole and that everything agrees with it."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.publication import inspection, log, projections, verification
from kb.publication.differences import OF_THE_LOG, Difference, counted, say

DIFFERENT, LOG_DAMAGED = 1, 2


class Command(BaseCommand):
    help = (
        "Compare the log's chain, what is live and every projection, and name each difference. "
        "Exits with 1 where something differs, with 2 where the log itself was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="put right what can be; never the log's chain"
        )
        parser.add_argument(
            "--known-head",
            metavar="SEQ:HASH",
            default="",
            help="a row as it was noted elsewhere, in a backup's manifest for one",
        )

    def handle(self, *, repair: bool, known_head: str, **_options: Any) -> None:
        changed = list(_compare_head(known_head)) if known_head else []
        findings = inspection.inspect()
        self._tell(changed, findings)
        if repair and not findings.is_well:
            self.stdout.write(_("Putting right what can be put right…"))
            findings = inspection.mend(findings, now=timezone.now())
            self._tell([], findings)
        self._conclude([*changed, *findings.differences], findings)

    def _tell(self, changed: list[Difference], findings: inspection.Findings) -> None:
        for difference in (*changed, *findings.differences):
            self.stderr.write(say(difference))
        for line in verification.waiting_answers():
            self.stdout.write(line)
        for name, rows in findings.behind:
            text = _(
                "%(name)s is %(rows)d rows behind the log: a worker catches up, or the command "
                "rebuild %(name)s."
            )
            self.stderr.write(text % {"name": name, "rows": rows})

    def _conclude(self, found: list[Difference], findings: inspection.Findings) -> None:
        if any(one.kind in OF_THE_LOG for one in found):
            raise CommandError(
                _(
                    "The log was changed (%(kinds)s). Nothing can put this right: keep the "
                    "database as it is, find out who had access, and restore a backup."
                )
                % {"kinds": counted(found)},
                returncode=LOG_DAMAGED,
            )
        if found or findings.behind:
            raise CommandError(
                _("%(count)d differences (%(kinds)s), %(behind)d projections behind.")
                % {"count": len(found), "kinds": counted(found), "behind": len(findings.behind)},
                returncode=DIFFERENT,
            )
        seq, digest = log.newest()
        self.stdout.write(
            _("All is well: %(rows)d rows of the log, %(projections)s. Head: %(head)s.")
            % {
                "rows": seq,
                "projections": ", ".join(projections.names()),
                "head": f"{seq}:{digest}",
            }
        )


def _compare_head(known: str) -> list[Difference]:
    seq, _colon, digest = known.partition(":")
    if not (seq.isascii() and seq.isdigit() and digest):
        raise CommandError(_("--known-head wants the number and the hash of a row: 123:4f6c…"))
    return list(verification.of_known_head(seq=int(seq), digest=digest))
