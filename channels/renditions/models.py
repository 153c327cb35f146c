"""What each channel says, rendered once, and the evidence of what was served."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnescapedEncoder(json.JSONEncoder):
    """Chinese as it is: half the bytes of `\\uXXXX`, and read three times as fast."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"ensure_ascii": False, "separators": (",", ":")}))


class Rendition(models.Model):
    """The rendered parts of one live interval on one channel, with each part's labels.

    `choice` names the fact values chosen where a fact has variants; empty where there is nothing
    to choose. `parked`: this text is the last good one, since the new one does not fit.
    """

    live_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30)
    choice = models.CharField(max_length=16, blank=True)
    body = models.JSONField(encoder=UnescapedEncoder)
    parked = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["live_id", "channel", "choice"], name="channels_one_rendition"
            )
        ]
        indexes = [models.Index(fields=["key", "locale"], name="channels_rendition_answer")]

    def __str__(self) -> str:
        return f"{self.key} ({self.locale}) {self.channel}"


class ServedText(models.Model):
    """Each distinct text that ever left, kept when first served."""

    rendition = models.CharField(max_length=64, primary_key=True)
    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30)
    body = models.JSONField(encoder=UnescapedEncoder)
    first_served_at = models.DateTimeField()

    class Meta:
        verbose_name = _("served text")
        verbose_name_plural = _("served texts")

    def __str__(self) -> str:
        return f"{self.key} {self.channel} {self.rendition[:12]}"
