"""The lists of the health dashboard that ask more than who owns what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kb.authoring.models import KnowledgePage
from kb.care import open_feedback
from kb.care.lists import CareList, register
from kb.care.models import Health
from kb.care.translations import behind_pages, missing_pages
from kb.publication import stock

SOON = timedelta(days=30)
FORGOTTEN = timedelta(days=30)
# Somebody has to find it first.
NEW = timedelta(days=14)
PLAIN_ENOUGH = 60


def of_pages(*pages: Any) -> Q:
    """Answers whose page is in one of these query sets of numbers."""
    found = Q(pk__in=())
    for one in pages:
        found |= Q(object_id__in=one)
    return Q(subject="answer") & found


def _expiring(rows: Any, now: datetime) -> Any:
    return rows.filter(of_pages(*stock.ending(now, now + SOON)))


def _disputed(rows: Any, now: datetime) -> Any:
    return rows.filter(of_pages(stock.pages_with_newer(open_feedback.complaints())))


def _unread(rows: Any, now: datetime) -> Any:
    old = KnowledgePage.objects.filter(live=True, first_published_at__lt=now - NEW)
    unread = Health.objects.filter(reads=0, page_id__in=old.order_by().values("pk"))
    return rows.filter(of_pages(unread.values("page_id")))


def _health(**wanted: Any) -> Any:
    def narrow(rows: Any, now: datetime) -> Any:
        return rows.filter(of_pages(Health.objects.filter(**wanted).values("page_id")))

    return narrow


def _gaps(rows: Any, now: datetime) -> Any:
    return rows.filter(of_pages(Health.objects.exclude(gaps="").values("page_id")))


def _parked(rows: Any, now: datetime) -> Any:
    return rows.filter(of_pages(*stock.parked_pages()))


def _forgotten(rows: Any, now: datetime) -> Any:
    drafts = KnowledgePage.objects.filter(
        has_unpublished_changes=True, latest_revision_created_at__lt=now - FORGOTTEN
    )
    return rows.filter(of_pages(drafts.order_by().values("pk")))


LISTS = (
    CareList("expiring", _("Ending within 30 days"),
             _("The answer or one of its elements ends soon. Renew it, or let it go."),
             _("Nothing ends within 30 days."), _expiring),
    CareList("disputed", _("Disputed"),
             _("Readers said that it is wrong, out of date or incomplete since it last went out."),
             _("Nobody disputes anything."), _disputed),
    CareList("unread", _("Not read for 90 days"),
             _("Live for two weeks at least, and not opened in 90 days. Is it needed? Is it "
               "found?"),
             _("Everything is read."), _unread, is_looked_up=True),
    CareList("jargon", _("Hard to read"),
             _("A score under 60 of 100: jargon, long sentences. Open it to see what is marked."),
             _("Everything reads plainly."), _health(score__lt=PLAIN_ENOUGH), is_looked_up=True),
    CareList("untranslated", _("Not translated"),
             _("Live in one language and missing in another."),
             _("Everything is there in every language."),
             lambda rows, now: rows.filter(of_pages(missing_pages()))),
    CareList("behind", _("Translation behind"),
             _("The original has changed in substance since it was translated."),
             _("No translation is behind."),
             lambda rows, now: rows.filter(of_pages(behind_pages()))),
    CareList("wanted", _("Translation wanted at once"),
             _("The original has changed in a major way."),
             _("No translation is urgent."),
             lambda rows, now: rows.filter(of_pages(behind_pages(level="major")))),
    CareList("no-brief", _("Without a brief form"),
             _("Nothing that answers has a wording for short messages and cards."),
             _("Everything has a brief form."), _health(lacks_brief=True), is_looked_up=True),
    CareList("gaps", _("Channel gaps"),
             _("On some channel there is nothing to say, or more than fits."),
             _("Every answer fits every channel."), _gaps, is_looked_up=True),
    CareList("parked", _("Parked"),
             _("Could not follow a change of what it uses; the last good text stays."),
             _("Nothing is parked."), _parked),
    CareList("forgotten", _("Drafts forgotten"),
             _("Changed more than 30 days ago and never handed in. Hand it in, or drop it."),
             _("No draft is forgotten."), _forgotten),
)  # fmt: skip


def connect() -> None:
    register(*LISTS)
