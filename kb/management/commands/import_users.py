"""Staff from a CSV file, by staff number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from kb.authoring.importers.problems import BadFile, RowProblem
from kb.authoring.importers.tables import read_table
from kb.authoring.staff_list import Outcome, bring_in, read_staff


class Command(BaseCommand):
    help = (
        "Bring in staff from a CSV file with the columns staff_number, name, team, role; running "
        "it again changes nothing (docs/how-to/users-and-teams.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--invite",
            action="store_true",
            help="print a link for everybody without a password, to set one",
        )

    def handle(self, *, file: Path, dry_run: bool, invite: bool, **_options: Any) -> None:
        try:
            staff = read_staff(read_table(file))
        except BadFile as error:
            raise CommandError(str(error)) from None
        if staff.problems:
            self._name(staff.problems)
            raise CommandError(_("Nothing was changed. Correct these rows and run it again."))
        outcome = bring_in(staff.members, dry_run=dry_run)
        self._report(outcome, dry_run=dry_run)
        if invite and not dry_run:
            self._invite([*outcome.made, *outcome.changed, *outcome.same])

    def _name(self, problems: Sequence[RowProblem]) -> None:
        for problem in problems:
            text = _("Line %(line)d: %(message)s")
            self.stderr.write(text % {"line": problem.line, "message": problem.message})

    def _report(self, outcome: Outcome, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("Dry run: nothing was changed. This would happen:"))
        text = _("%(made)d new, %(changed)d changed, %(same)d as they were.")
        counts = {name: len(getattr(outcome, name)) for name in ("made", "changed", "same")}
        self.stdout.write(text % counts)
        for user in outcome.inactive:
            text = _("%(number)s is not active and stays locked out.")
            self.stdout.write(text % {"number": user.get_username()})

    def _invite(self, users: Sequence[Any]) -> None:
        """Each link works once, and for as long as PASSWORD_RESET_TIMEOUT."""
        for user in users:
            if not user.has_usable_password():
                self.stdout.write(f"{user.get_username()}\t{user.get_full_name()}\t{_link(user)}")


def _link(user: Any) -> str:
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    path = reverse("wagtailadmin_password_reset_confirm", args=[number, token])
    return f"{settings.PUBLIC_URL}{path}"
