"""A digest of what is due for review, once a day or week for each owner, in their language.

It names titles and leads to the list; nothing of the content is in it.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from kb.care.models import Care, ReviewMail
from kb.care.rows import settle
from kb.care.subjects import shown

SHOWN = 30
# A mail that failed is tried again this long after, on the same day or in the same week only.
AGAIN = timedelta(hours=1)
logger = logging.getLogger(__name__)


def run(*, now: datetime) -> int:
    """Send what is due; gives how many mails went out. Cheap where nothing is."""
    local = timezone.localtime(now)
    period = _period(local.date())
    if not period or not settings.EMAIL_HOST or local.hour < settings.REVIEW_MAIL_HOUR:
        return 0
    # Told once, or being told this hour by somebody: a failed mail is claimed again later.
    claimed = ReviewMail.objects.filter(period=period).exclude(
        is_sent=False, claimed_at__lte=now - AGAIN
    )
    due = Care.objects.filter(due_on__lte=local.date(), owner__is_active=True)
    due = due.exclude(owner__email="").exclude(owner__in=claimed.values("person"))
    owners = {row.owner for row in due.select_related("owner").only("owner")}
    if owners:
        settle(today=local.date())
    return sum(_mail(owner, period=period, now=now) for owner in owners)


def _period(today: date) -> str:
    if settings.REVIEW_MAIL == "daily":
        return today.isoformat()
    if settings.REVIEW_MAIL == "weekly":
        year, week, _day = today.isocalendar()
        return f"{year}-W{week:02}"
    return ""


def _mail(owner: Any, *, period: str, now: datetime) -> int:
    if not _claim(owner, period=period, now=now):
        return 0
    try:
        _send(owner, today=timezone.localdate(now))
    except Exception as error:
        logger.error("a review mail failed, it is tried again: %s", type(error).__name__)
        return 0
    ReviewMail.objects.filter(person=owner, period=period).update(is_sent=True)
    return 1


def _claim(owner: Any, *, period: str, now: datetime) -> bool:
    """True for one clock alone."""
    failed = ReviewMail.objects.filter(
        person=owner, period=period, is_sent=False, claimed_at__lte=now - AGAIN
    )
    if failed.update(claimed_at=now):
        return True
    try:
        with transaction.atomic():
            ReviewMail.objects.create(person=owner, period=period, claimed_at=now)
    except IntegrityError:
        return False
    return True


def _send(owner: Any, *, today: date) -> None:
    rows = list(Care.objects.filter(owner=owner, due_on__lte=today).order_by("due_on", "pk"))
    if not rows:
        return
    language = UserProfile.get_for_user(owner).get_preferred_language()
    with translation.override(language):
        subject = ngettext(
            "%(count)s item is due for review", "%(count)s items are due for review", len(rows)
        ) % {"count": len(rows)}
        titles = shown(rows[:SHOWN])
        context = {
            "owner": owner.get_full_name() or owner.get_username(),
            "titles": [titles[row.pk].title for row in rows[:SHOWN] if row.pk in titles],
            "more": max(0, len(rows) - SHOWN),
            "url": f"{settings.PUBLIC_URL}{_list_of(owner)}",
        }
        body = render_to_string("care/review_mail.txt", context)
    send_mail(subject, body, None, [owner.email])


def _list_of(owner: Any) -> str:
    return f"{reverse('care_list', args=['review-due'])}?owner={owner.pk}"
