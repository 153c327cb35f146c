"""Reads the whole base for plain language."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from kb.authoring.plain_language import SEVERITIES, Finding, say_finding
from kb.authoring.plain_language.findings import at_least, rank
from kb.authoring.plain_language.policy import stops_in
from kb.authoring.plain_language.stock import Linted, lint_all
from kb.locales import OUTSIDE_TO_DJANGO

STOPPED = 1
WORST = 10


class Command(BaseCommand):
    help = (
        "Read live texts and latest drafts for plain language: counts by rule, and the worst "
        "answers. Exits with 1 where something would be kept from approval (LANGUAGE_STOPS)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--locale", choices=list(OUTSIDE_TO_DJANGO), help="one language only")
        parser.add_argument(
            "--severity",
            choices=SEVERITIES,
            default="hint",
            help="the mildest finding to tell; all are told unless named",
        )
        parser.add_argument("--json", action="store_true", help="every finding, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        locales = (options["locale"],) if options["locale"] else tuple(OUTSIDE_TO_DJANGO)
        shown = at_least(options["severity"])
        stopped, rows = 0, []
        for linted in lint_all(locales=locales):
            stopped += bool(stops_in(linted.report.findings))
            told = tuple(f for f in linted.report.findings if f.severity in shown)
            rows.append((linted, told))
        self._tell(rows, stopped=stopped, as_json=options["json"])
        if stopped:
            text = _("%(count)s of %(total)s texts would be kept from approval.")
            raise CommandError(text % {"count": stopped, "total": len(rows)}, returncode=STOPPED)

    def _tell(
        self, rows: list[tuple[Linted, tuple[Finding, ...]]], *, stopped: int, as_json: bool
    ) -> None:
        if as_json:
            data = {"texts": [as_data(*row) for row in rows], "stopped": stopped}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        self.stdout.write(_("%(count)s texts read.") % {"count": len(rows)})
        counts = Counter((f.severity, f.rule) for _linted, told in rows for f in told)
        for (severity, rule), count in sorted(counts.items(), key=_worst_first):
            self.stdout.write(f"  {severity:8} {rule:16} {count}")
        worst = sorted((row for row in rows if row[1]), key=lambda row: row[0].report.score)
        for linted, told in worst[:WORST]:
            self._tell_one(linted, told)

    def _tell_one(self, linted: Linted, told: Sequence[Finding]) -> None:
        draft = f" {_('draft')}" if linted.is_draft else ""
        self.stdout.write(f"{linted.report.score:4} {linted.key} {linted.locale}{draft}")
        for finding in told[:3]:
            self.stdout.write(f"       {finding.severity}: {say_finding(finding)}")


def _worst_first(item: tuple[tuple[str, str], int]) -> tuple[int, int, str]:
    (severity, rule), count = item
    return rank(severity), -count, rule


def as_data(linted: Linted, told: Sequence[Finding]) -> dict[str, Any]:
    """One text with what was found in it."""
    return {
        "subject": linted.subject,
        "key": linted.key,
        "locale": linted.locale,
        "draft": linted.is_draft,
        "score": linted.report.score,
        "findings": [
            {
                "rule": f.rule,
                "severity": f.severity,
                "element": f.element,
                "field": f.field,
                "start": f.start,
                "end": f.end,
                "text": f.text,
                "message": say_finding(f),
                "replacement": f.replacement,
            }
            for f in told
        ],
    }
