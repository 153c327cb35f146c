"""Everything has its row: made when it is first looked for, gone with what it was about.

By comparing and not by listening, so that bulk work costs nothing more and nothing is ever missed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from kb.care.intervals import BATCH, batches, redate
from kb.care.models import Care
from kb.care.subjects import MODELS, originals


def settle(*, today: date) -> int:
    """Make the missing rows and drop those of nothing; gives how many were made."""
    made = sum(_make_missing(subject, today=today) for subject in MODELS)
    for subject in MODELS:
        known = originals(subject).order_by().values("pk")
        Care.objects.filter(subject=subject).exclude(object_id__in=known).delete()
    return made


def care_of(subject: str, object_id: int, *, today: date) -> Care | None:
    """The row of one thing, made where it is missing; None where there is no such thing."""
    row = Care.objects.filter(subject=subject, object_id=object_id).first()
    if row is None and originals(subject).filter(pk=object_id).exists():
        _make(subject, originals(subject).filter(pk=object_id), today=today)
        row = Care.objects.filter(subject=subject, object_id=object_id).first()
    return row


def note_new(request: Any, *things: Any, **_unused: Any) -> None:
    """For Wagtail's hooks after something was made: it has its owner at once."""
    for subject, model in MODELS.items():
        for thing in things:
            if isinstance(thing, model):
                care_of(subject, thing.pk, today=timezone.localdate())


def _make_missing(subject: str, *, today: date) -> int:
    known = Care.objects.filter(subject=subject).values("object_id")
    return _make(subject, originals(subject).exclude(pk__in=known), today=today)


def _make(subject: str, things: Any, *, today: date) -> int:
    """The first owner is who made it; what is out already counts as reviewed that day."""
    ids = list(things.order_by().values_list("pk", "last_published_at"))
    if not ids:
        return 0
    owners = _makers(subject, [pk for pk, _published in ids])
    rows = [
        Care(
            subject=subject,
            object_id=pk,
            owner_id=owners.get(pk),
            reviewed_on=(on := timezone.localdate(published) if published else today),
            due_on=on,
        )
        for pk, published in ids
    ]
    Care.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    for batch in batches(row.object_id for row in rows):
        redate(Care.objects.filter(subject=subject, object_id__in=batch))
    return len(rows)


def _makers(subject: str, ids: list[int]) -> dict[int, int]:
    if subject == "answer":
        owned = originals("answer").filter(pk__in=ids, owner__isnull=False)
        return dict(owned.values_list("pk", "owner_id"))
    revisions = Revision.objects.filter(
        content_type__app_label="kb",
        content_type__model=MODELS[subject]._meta.model_name,
        object_id__in=[str(pk) for pk in ids],
        user__isnull=False,
    )
    first = revisions.order_by("-created_at", "-pk").values_list("object_id", "user_id")
    # The oldest comes last and stays.
    return {int(pk): user for pk, user in first}
