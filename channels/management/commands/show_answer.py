"""One answer as every channel says it, with where to read it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels import registry
from channels.channel import Message
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import ALL_TOPICS, Audience, Scope
from kb.locales import OUTSIDE_TO_DJANGO
from kb.publication.queries import find_answer, recent_answers

# Of the demo bank, since it has something of everything; else the newest answer.
FAVOURITE = "cards.report-loss"


class Command(BaseCommand):
    help = "Show one answer on every channel; without a key, one that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", default="")
        parser.add_argument("--locale", default="zh-Hans", choices=list(OUTSIDE_TO_DJANGO))

    def handle(self, *, key: str, locale: str, **_options: Any) -> None:
        scope = widest_scope(now=timezone.now())
        key = key or self._any_key(scope, locale)
        answers = {
            code: find_rendition(scope=scope, channel=code, key=key, locale=locale)
            for code in registry.enabled()
        }
        question = next((a.question for a in answers.values() if a), None)
        if question is None:
            raise CommandError(
                _("There is no answer “%(key)s” in %(locale)s.") % {"key": key, "locale": locale}
            )
        self.stdout.write(self.style.MIGRATE_HEADING(f"{question}  {key}"))
        for code, answer in answers.items():
            self.stdout.write("\n".join(lines_for(code, answer, key=key, locale=locale)))

    def _any_key(self, scope: Scope, locale: str) -> str:
        if find_answer(scope=scope, key=FAVOURITE, locale=locale):
            return FAVOURITE
        newest = recent_answers(scope=scope, locale=locale, limit=1)
        if not newest:
            raise CommandError(
                _("There is no published answer in %(locale)s yet.") % {"locale": locale}
            )
        return newest[0].key


def widest_scope(*, now: datetime) -> Scope:
    """Of whoever runs commands here; each channel caps the audience at what it may carry."""
    return Scope(
        channels=frozenset(registry.enabled()),
        audience=Audience.AGENT,
        topics=ALL_TOPICS,
        locales=frozenset(OUTSIDE_TO_DJANGO),
        now=now,
    )


def lines_for(code: str, answer: ServedAnswer | None, *, key: str, locale: str) -> Iterator[str]:
    yield f"\n{_(registry.get(code).name)}  {address_on(code, key=key, locale=locale)}"
    if answer is None:
        yield "  " + _("This channel has no such answer.")
        return
    yield from (f"  {line}" for line in answer.message.text.splitlines())
    if size := size_of(answer.message):
        yield f"  — {size}"


def address_on(code: str, *, key: str, locale: str) -> str:
    """A page where the channel has one, else the call of the API."""
    if code == "agent_desk":
        path = reverse("desk:answer", args=[key]) + f"?locale={locale}"
    elif code == "web":
        path = reverse("help:answer", args=[locale, key])
    else:
        path = reverse("api:answer", args=[key]) + f"?locale={locale}"
        return f"{settings.PUBLIC_URL}{path}  " + _("(with a key for %(channel)s)") % {
            "channel": code
        }
    return f"{settings.PUBLIC_URL}{path}"


def size_of(message: Message) -> str:
    """As the carrier counts; empty where nobody counts."""
    if message.segments:
        parts = len(message.segments)
        words = ngettext(
            "%(units)d characters in %(parts)d message",
            "%(units)d characters in %(parts)d messages",
            parts,
        )
        return words % {"units": message.units, "parts": parts}
    if message.encoding:
        return _("%(units)d bytes") % {"units": message.units}
    return ""
