"""What only reading a live answer tells, kept until it is read again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Health(models.Model):
    """What only reading a live answer tells, as of log position `seq` and moment `at`: kept so that
    lists and their numbers are one question each. `gaps`: channels that have nothing to say, or too
    much, between bars; `score`: how plain it reads, of 100; `reads`: in the last ninety days."""

    wagtail_reference_index_ignore = True

    page_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    lacks_brief = models.BooleanField()
    gaps = models.CharField(max_length=200, blank=True)
    score = models.PositiveSmallIntegerField()
    reads = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("health of an answer")
        verbose_name_plural = _("health of answers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.score}"
