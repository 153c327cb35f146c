"""Who is written to when something is asked much more than usual: everybody who may see it, what
they may read of it, in their language. Of a question without an answer no word stands in a mail."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.users.models import UserProfile

from kb.feedback.surges.models import Surge
from kb.feedback.surges.queries import Seen, seen
from kb.feedback.surges.seeing import sight_of
from kb.mailing import WHERE, with_right

logger = logging.getLogger(__name__)


def tell(surges: Sequence[Surge], *, now: datetime) -> None:
    """One mail a person, whatever number of surges it is about; a mail server that is away holds
    nothing up."""
    if not surges or not settings.EMAIL_HOST:
        return
    for person in _readers():
        sight = sight_of(person, now=now)
        mine = seen(surges, sight=sight) if sight is not None else []
        if mine:
            _send_after_commit(person, mine)


def _readers() -> list[Any]:
    return list(with_right("view_surge").exclude(email="").order_by("pk"))


def _send_after_commit(person: Any, mine: Sequence[Seen]) -> None:
    transaction.on_commit(lambda: _send(person, mine), robust=True)


def _send(person: Any, mine: Sequence[Seen]) -> None:
    with override(UserProfile.get_for_user(person).get_preferred_language()):
        subject, body = _subject(mine), "\n\n".join(_lines(one) for one in mine)
    try:
        send_mail(subject, f"{body}\n", None, [person.email])
    except Exception as error:
        logger.warning("a mail about a surge was not sent: %s", type(error).__name__)


def _subject(mine: Sequence[Seen]) -> str:
    words = _("Asked much more than usual: %(title)s") % {"title": _named(mine[0])}
    if more := len(mine) - 1:
        words += ngettext(", and %(more)s more", ", and %(more)s more", more) % {"more": more}
    return words


def _lines(one: Seen) -> str:
    figures = one.figures
    said = {"calls": figures.calls, "minutes": one.surge.minutes, "usual": f"{figures.usual:g}"}
    words = _("%(calls)s times within %(minutes)s minutes, usually %(usual)s.") % said
    where = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('surge', args=[one.surge.pk])}"
    return f"{_named(one)}\n{words}\n" + _(WHERE) % {"address": where}


def _named(one: Seen) -> str:
    title = one.title if one.is_answer else _("A question without an answer")
    return title.replace("\n", " ")
