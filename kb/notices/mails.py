"""Who is written to about a notice: its title and where to look, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from kb.notices.seeing import sees
from kb.notices.tables import NoticeVersion
from kb.problem import msgid as _

logger = logging.getLogger(__name__)
BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITS = _("Emergency notice, waits for your release: %(title)s")
SENT_BACK = _("Emergency notice, sent back with a reason: %(title)s")
WHERE = _("You find it here: %(address)s")


def tell_waiting(version: NoticeVersion) -> None:
    """Everybody who may release it: the first to come does."""
    if settings.EMAIL_HOST:
        people = with_right("release_notice").exclude(pk=version.author_id)
        at = version.submitted_at
        _tell([one for one in people if sees(one, version, now=at)], WAITS, version)


def tell_sent_back(version: NoticeVersion, *, by: Any) -> None:
    people = get_user_model().objects.filter(pk=version.author_id, is_active=True)
    _tell(people.exclude(pk=by.pk), SENT_BACK, version)


def with_right(codename: str) -> Any:
    users: Any = get_user_model().objects
    found = users.with_perm(f"kb.{codename}", backend=BACKEND, include_superusers=False)
    return found.filter(is_active=True)


def _tell(people: Iterable[Any], subject: str, version: NoticeVersion) -> None:
    if settings.EMAIL_HOST:
        title, path = version.notice.title, reverse("notice", args=[version.notice_id])
        send_after_commit(people, subject, title=title, path=path)


def send_after_commit(people: Iterable[Any], subject: str, *, title: str, path: str) -> None:
    """What is undone is not told, and a mail server that is away holds up nobody's notice."""
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
            logger.warning("a mail about a notice was not sent: %s", type(error).__name__)
