"""Feedback becomes work at the element that carried the sentence, for its owner; and whoever
reported it learns what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from kb.approval.working_time import due_at
from kb.authoring.models import KnowledgePage, SharedElement
from kb.care.models import Care, Correction, Report
from kb.care.rows import care_of
from kb.feedback.models import Feedback
from kb.locales import to_django

# A thumb up is no work.
WORK = frozenset(Feedback.Verdict.values) - {Feedback.Verdict.HELPFUL}


def open_for(feedback: Feedback, *, reporter_id: int | None = None) -> Correction | None:
    """In the transaction of the verdict. A second one of the same kind joins the first; None for
    what is no work, or is gone."""
    if feedback.verdict not in WORK:
        return None
    care = _care_for(feedback)
    if care is None:
        return None
    with transaction.atomic():
        # Whoever closes it meanwhile goes first: then this opens another one.
        correction, _is_new = Correction.objects.select_for_update(of=("self",)).get_or_create(
            care=care,
            element=feedback.element,
            verdict=feedback.verdict,
            closed_at=None,
            defaults={
                "opened_at": feedback.at,
                "due_at": due_at(start=feedback.at, hours=settings.CORRECTION_HOURS),
            },
        )
        Report.objects.create(feedback=feedback, correction=correction, reporter_id=reporter_id)
    return correction


def _care_for(feedback: Feedback) -> Care | None:
    """Of the shared element that carried the sentence, or of the answer."""
    today = timezone.localdate(feedback.at)
    here = {"locale__language_code": to_django(feedback.locale)}
    if shared := _shared(feedback.element, here):
        return care_of("shared", shared, today=today)
    pages = KnowledgePage.objects.filter(key=feedback.key, alias_of__isnull=True, **here)
    page = pages.values_list("pk", flat=True).first()
    return care_of("answer", page, today=today) if page else None


def _shared(element: str, here: dict[str, str]) -> int | None:
    try:
        key = uuid.UUID(element)
    except ValueError:
        return None
    found = SharedElement.objects.filter(translation_key=key, **here)
    return found.values_list("pk", flat=True).first()


def open_corrections(rows: Any) -> Any:
    """Of these rows of care, with how many say so, the most pressing first."""
    found = Correction.objects.filter(closed_at=None, care__in=rows.order_by().values("pk"))
    found = found.select_related("care", "care__owner").annotate(said=Count("reports"))
    return found.order_by("due_at", "pk")


def comments_on(corrections: Sequence[Correction], *, each: int) -> dict[int, list[str]]:
    """The newest of what people added, masked as it was kept. One query."""
    rows = Feedback.objects.filter(report__correction__in=corrections).exclude(comment="")
    found: dict[int, list[str]] = {}
    for pk, comment in rows.order_by("-at").values_list("report__correction", "comment"):
        known = found.setdefault(pk, [])
        if comment not in known and len(known) < each:
            known.append(comment)
    return found


def reports_by(reporter_id: int, *, limit: int) -> Sequence[Report]:
    """What became of a person's reports, newest first."""
    rows = Report.objects.filter(reporter_id=reporter_id).select_related("feedback", "correction")
    return list(rows.order_by("-feedback__at", "-pk")[:limit])


def count_news(reporter_id: int) -> int:
    """Outcomes that the reporter has not read yet."""
    return Report.objects.filter(_unread(reporter_id)).count()


def mark_read(reporter_id: int, *, shown: Iterable[Report], now: datetime) -> None:
    """Those that were on the page. `now`: when they were looked up; what was settled since has not
    been shown."""
    numbers = [report.pk for report in shown]
    unread = Report.objects.filter(_unread(reporter_id), pk__in=numbers)
    unread.filter(correction__closed_at__lte=now).update(seen_at=now)


def _unread(reporter_id: int) -> Q:
    return Q(reporter_id=reporter_id, seen_at=None, correction__closed_at__isnull=False)
