"""Who is written to about a notice: its title and where to look, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from kb.mailing import send_after_commit, with_right
from kb.notices.seeing import sees
from kb.notices.tables import NoticeVersion
from kb.problem import msgid as _

WAITS = _("Emergency notice, waits for your release: %(title)s")
SENT_BACK = _("Emergency notice, sent back with a reason: %(title)s")


def tell_waiting(version: NoticeVersion) -> None:
    """Everybody who may release it: the first to come does."""
    if settings.EMAIL_HOST:
        people = with_right("release_notice").exclude(pk=version.author_id)
        at = version.submitted_at
        _tell([one for one in people if sees(one, version, now=at)], WAITS, version)


def tell_sent_back(version: NoticeVersion, *, by: Any) -> None:
    people = get_user_model().objects.filter(pk=version.author_id, is_active=True)
    _tell(people.exclude(pk=by.pk), SENT_BACK, version)


def _tell(people: Iterable[Any], subject: str, version: NoticeVersion) -> None:
    if settings.EMAIL_HOST:
        title, path = version.notice.title, reverse("notice", args=[version.notice_id])
        send_after_commit(people, subject, title=title, path=path)
