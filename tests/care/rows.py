"""Rows of care, as tests ask for them."""

from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from kb.care.models import Care
from kb.care.rows import settle

TODAY = date(2026, 11, 22)


MORNING = datetime(2026, 11, 22, 2, tzinfo=UTC)  # ten o'clock in Shanghai


def care_of(thing: Any, subject: str = "answer") -> Care:
    settle(today=TODAY)
    return Care.objects.get(subject=subject, object_id=thing.pk)


def make_due(*rows: Care) -> None:
    Care.objects.filter(pk__in=[row.pk for row in rows]).update(due_on=date(2020, 1, 1))


def list_url(code: str = "review-due") -> str:
    return reverse("care_list", args=[code])
