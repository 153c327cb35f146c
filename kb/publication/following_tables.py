"""What still has to follow a change: its stored progress, and what cannot follow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FanOut(models.Model):
    """A change of a shared element, fact or term that `total` answers follow. Those that still
    wait have a row in `waits`; `seq` is the change's own row in the log."""

    seq = models.BigIntegerField(unique=True)
    ref = models.CharField(max_length=140, db_index=True)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("update of answers")
        verbose_name_plural = _("updates of answers")

    def __str__(self) -> str:
        return f"{self.ref}: {self.total}"


class FanOutWait(models.Model):
    """An answer that has not followed this change yet."""

    fan_out = models.ForeignKey(FanOut, on_delete=models.CASCADE, related_name="waits")
    page_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("answer waiting for an update")
        verbose_name_plural = _("answers waiting for an update")
        constraints = [
            models.UniqueConstraint(fields=["fan_out", "page_id"], name="kb_fan_out_wait_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} waits for {self.fan_out_id}"


class Parked(models.Model):
    """An answer that a projection cannot take; everything else goes on without it. `reason`: the
    class of the error; `message`: where it arose, without a word of the answer."""

    projection = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    reason = models.CharField(max_length=80)
    message = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("parked answer")
        verbose_name_plural = _("parked answers")
        constraints = [
            models.UniqueConstraint(
                fields=["projection", "key", "locale"], name="kb_parked_once_a_projection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.projection}: {self.key} ({self.locale})"
