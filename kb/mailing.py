"""Mails of the house: a title and where to look, in the language of the reader; never a content."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from kb.problem import msgid as _

logger = logging.getLogger(__name__)
BACKEND = "django.contrib.auth.backends.ModelBackend"
WHERE = _("You find it here: %(address)s")


def with_right(codename: str) -> Any:
    """Everybody active who has this right of kb by their groups."""
    users: Any = get_user_model().objects
    found = users.with_perm(f"kb.{codename}", backend=BACKEND, include_superusers=False)
    return found.filter(is_active=True)


def send_after_commit(people: Iterable[Any], subject: str, *, title: str, path: str) -> None:
    """`subject`: with `title` in it. What is undone is not told, and a mail server that is away
    holds up nobody."""
    reached = [person for person in people if person.email]
    if reached:
        transaction.on_commit(lambda: _send(reached, subject, title, path), robust=True)


def _send(people: Iterable[Any], subject: str, title: str, path: str) -> None:
    address = f"{settings.WAGTAILADMIN_BASE_URL}{path}"
    for person in people:
        with override(UserProfile.get_for_user(person).get_preferred_language()):
            words = gettext(subject) % {"title": title.replace("\n", " ")}
            where = gettext(WHERE) % {"address": address}
        try:
            send_mail(words, f"{words}\n\n{where}\n", None, [person.email])
        except Exception as error:
            logger.warning("a mail was not sent: %s", type(error).__name__)
