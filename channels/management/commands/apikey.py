"""apikey create | list | revoke: keys for programs that read."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from channels.api.key_scopes import KEY_SCOPES
from channels.api.keys import KeyWish, RefusedKey, all_keys, create_key, revoke_key
from channels.api.models import ApiKey

COLUMN_WIDTHS = (24, 20, 11, 9, 20, 11)


class Command(BaseCommand):
    help = "Makes, lists and revokes keys of the API (docs/reference/api.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        self._add_create(actions.add_parser("create", help="make a key; it is shown once"))
        actions.add_parser("list", help="the keys there are")
        revoke = actions.add_parser("revoke", help="end a key with its next request")
        revoke.add_argument("name")

    def _add_create(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="who uses it")
        parser.add_argument("--channel", required=True, help="as which channel it reads")
        parser.add_argument("--audience", default="public", help="public, customer or agent")
        parser.add_argument("--topics", type=words, required=True, help="topic keys, or * for all")
        parser.add_argument("--scopes", type=words, required=True, help=", ".join(KEY_SCOPES))
        parser.add_argument("--locales", type=words, default=[], help="the first is its default")
        for name in ("regions", "segments", "products"):
            parser.add_argument(f"--{name}", type=words, default=[], help="codes, or * for all")
        parser.add_argument("--expires", type=moment, help="a day or moment: 2027-01-31")
        parser.add_argument("--rate", type=int, help="requests a minute")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except RefusedKey as refused:
            raise CommandError(str(refused.message)) from None

    def _create(self, options: dict[str, Any]) -> None:
        names = ("name", "channel", "audience", "topics", "scopes", "locales", "regions",
                 "segments", "products")  # fmt: skip
        wish = KeyWish(
            **{name: options[name] for name in names},
            expires_at=options["expires"],
            rate_per_minute=options["rate"],
        )
        made = create_key(wish)
        for note in made.notes:
            self.stderr.write(self.style.WARNING(str(note)))
        self.stderr.write(_("This key is shown once. Keep it where secrets are kept:"))
        self.stdout.write(made.secret)

    def _list(self, options: dict[str, Any]) -> None:
        head = (_("name"), _("API key"), _("channel"), _("audience"), _("state"), _("last used"))
        for row in (head, *(described(key) for key in all_keys())):
            cells = (cell.ljust(width) for cell, width in zip(row, COLUMN_WIDTHS, strict=True))
            self.stdout.write("  ".join(cells).rstrip())

    def _revoke(self, options: dict[str, Any]) -> None:
        row = revoke_key(options["name"], now=timezone.now())
        self.stdout.write(_("%(key)s is revoked.") % {"key": row})


def described(key: ApiKey) -> tuple[str, ...]:
    used = key.last_used_on.isoformat() if key.last_used_on else "—"
    shown = f"{key.prefix}…{key.tail}"
    return key.name, shown, key.channel, key.audience, state_of(key), used


def state_of(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return _("revoked")
    if key.expires_at is None:
        return _("in use")
    if key.expires_at <= timezone.now():
        return _("expired")
    day = timezone.localtime(key.expires_at).date().isoformat()
    return _("until %(day)s") % {"day": day}


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def moment(text: str) -> datetime:
    """A day ends the key at its beginning, in the house's time zone."""
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None else None
    except ValueError:
        found = day = None
    if day is not None:
        found = datetime.combine(day, time())
    if found is None:
        raise ArgumentTypeError(f"{text!r}: write a day as 2027-01-31 or a moment in ISO 8601")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
