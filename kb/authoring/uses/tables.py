"""The stored index of uses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string


def _used(model: str) -> Any:
    """The database refuses to delete what is named here."""
    return models.ForeignKey(model, models.PROTECT, null=True, related_name="+")


def _holder(model: str) -> Any:
    return models.ForeignKey(model, models.CASCADE, null=True, related_name="+")


class WrittenUse(models.Model):
    """An element of an answer, shared element or offer, or a fact's variant, mentions something.

    `ref`: what, as in names.py; where it exists, one of the first seven columns names its row.
    One of the next four says who mentions it. `element` and `field`: where exactly.
    """

    class State(models.TextChoices):
        LIVE = "live", _("Live")
        SCHEDULED = "scheduled", _("Scheduled")
        DRAFT = "draft", _("Draft")

    ref = models.CharField(max_length=140, db_index=True)
    fact = _used("kb.Fact")
    term = _used("kb.Term")
    shared = _used("kb.SharedElement")
    label = _used("kb.LabelValue")
    image = _used(get_image_model_string())
    basis = _used("kb.BasisRecord")
    answer = _used("kb.KnowledgePage")
    in_answer = _holder("kb.KnowledgePage")
    in_shared = _holder("kb.SharedElement")
    in_fact = _holder("kb.Fact")
    in_offer = _holder("kb.Offer")
    state = models.CharField(max_length=10, choices=State.choices)
    element = models.CharField(max_length=36, blank=True)
    field = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField(null=True)

    # Wagtail would index this index.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")

    def __str__(self) -> str:
        return f"{self.ref} ({self.state})"
