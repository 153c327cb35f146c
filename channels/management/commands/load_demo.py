"""The demo bank: its answers, people to try the house with, and a key for each channel."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.utils.translation import gettext as _

from channels.api.key_scopes import KEY_SCOPES
from channels.api.keys import EVERYTHING, KeyWish, all_keys, create_key
from kb.notices.demo import make_demo_templates

BANK = settings.BASE_DIR / "kb" / "demo"
ALL = (EVERYTHING,)
CUSTOMERS = ("answers:read", "search:read", "topics:read", "changes:read", "feedback:write")
KEYS = (
    KeyWish("demo web", "web", "public", ALL, CUSTOMERS),
    KeyWish("demo sms", "sms", "customer", ALL, CUSTOMERS),
    KeyWish("demo wechat", "wechat", "customer", ALL, CUSTOMERS),
    KeyWish(
        "demo desk",
        "agent_desk",
        "agent",
        ALL,
        tuple(KEY_SCOPES),
        regions=ALL,
        segments=ALL,
        products=ALL,
    ),
)


class Command(BaseCommand):
    help = "Load the demo bank with its users and keys; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-users", action="store_true", help="neither users nor keys")

    def handle(self, *, no_users: bool, **_options: Any) -> None:
        if not (settings.DEBUG or no_users):
            raise CommandError(
                _(
                    "DEBUG is off, and the passwords of demo users are known to everybody. Load "
                    "the bank without them: load_demo --no-users"
                )
            )
        told = {"stdout": self.stdout, "stderr": self.stderr}
        call_command("load_bank", BANK, operator="demo", cause="load_demo", **told)
        if made := make_demo_templates(BANK / "notice_templates.yaml"):
            said = _("%(made)d templates of emergency notices prepared.")
            self.stdout.write(said % {"made": made})
        if no_users:
            return
        self.stdout.write("\n" + _("People (name, password, groups):"))
        call_command("load_demo_users", **told)
        self.stdout.write("\n" + _("API keys (name, key); shown this once:"))
        self._make_keys()

    def _make_keys(self) -> None:
        known = {key.name for key in all_keys()}
        for wish in KEYS:
            if wish.name in known:
                words = _("(was there already; for another, use the command apikey)")
            else:
                words = create_key(wish).secret
            self.stdout.write(f"  {wish.name:<14}{words}")
