"""What customers answered to messages, as far as it is kept: neither who, nor their words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels.delivery.models import Delivery


class Reply(models.Model):
    """One message of a customer, so that it counts once however often it is brought. `name`: a
    digest of the gateway's own name for it."""

    class Outcome(models.TextChoices):
        HELPFUL = "helpful", _("Helpful")
        UNHELPFUL = "unhelpful", _("Not helpful")
        SAID = "said", _("In their own words")
        STOPPED = "stopped", _("Wants no more messages")
        RESUMED = "resumed", _("Wants messages again")
        IGNORED = "ignored", _("To nothing that we sent")

    channel = models.CharField(max_length=30)
    name = models.CharField(max_length=64)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="replies")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("reply of a customer")
        verbose_name_plural = _("replies of customers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="channels_reply_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.outcome}"


class OptOut(models.Model):
    """Somebody wants no messages on this channel; `ref` is a keyed pseudonym of theirs."""

    channel = models.CharField(max_length=30)
    ref = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("recipient who wants no messages")
        verbose_name_plural = _("recipients who want no messages")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["channel", "ref"], name="channels_opted_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.ref}"
