"""The demo users, with passwords that everybody knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kb.approval.demo_rules import make_demo_rules
from kb.authoring.demo_users import make_demo_users


class Command(BaseCommand):
    help = "Make the demo users; refused where DEBUG is off."

    def handle(self, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                _("DEBUG is off, and the passwords of demo users are known to everybody.")
            )
        make_demo_rules()
        for user in make_demo_users():
            password = user.password or _("(changed since)")
            groups = ", ".join(user.groups)
            self.stdout.write(f"  {user.name:<12}{password:<24}{groups}")
