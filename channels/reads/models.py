"""Numbers without persons: an answer, a channel, a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadCount(models.Model):
    """How often an answer was read on a channel on one day (UTC)."""

    day = models.DateField(db_index=True)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30)
    reads = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("count of reads")
        verbose_name_plural = _("counts of reads")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale", "channel", "day"], name="channels_one_read_count"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.locale}) {self.channel} {self.day}: {self.reads}"
