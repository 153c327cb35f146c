"""What was offered to whom, in which words, and how it was taken."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.authoring.offers import Offer

__all__ = ["MadeOffer", "Offer", "OfferWording"]


class OfferWording(models.Model):
    """Each distinct sentence that was ever said as an offer, kept with the first time it was.

    `source`: the digest by which the log names the approved version that it was made from.
    """

    wagtail_reference_index_ignore = True

    rendition = models.CharField(max_length=64, primary_key=True)
    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30)
    text = models.TextField()
    source = models.CharField(max_length=64)
    first_said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wording of an offer")
        verbose_name_plural = _("wordings of offers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key} {self.rendition[:12]}"


class MadeOffer(models.Model):
    """One offer in one contact, which has no second one.

    `customer`: a pseudonym (kb/customers/refs.py), taken out at `forget_after`; empty for nobody.
    `by`: who said it, `user:5` or `key:3`; nobody else says how it was taken.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("offer", "Declined")
        UNSUITABLE = "unsuitable", pgettext_lazy("offer", "Not suitable")

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.UUIDField(unique=True)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10, choices=Offer.Purpose.choices)
    channel = models.CharField(max_length=30)
    wording = models.ForeignKey(OfferWording, on_delete=models.PROTECT, related_name="made")
    customer = models.CharField(max_length=32, blank=True, db_index=True)
    segment = models.CharField(max_length=40, blank=True)
    team = models.CharField(max_length=150, blank=True)
    by = models.CharField(max_length=60)
    made_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    forget_after = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("offer made")
        verbose_name_plural = _("offers made")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.key} {self.outcome}"
