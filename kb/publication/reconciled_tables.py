"""Which pages the reconciler has compared, and how they were."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Compared(models.Model):
    """`mark`: digest of the page's own columns when it was last assembled to be compared."""

    page_id = models.BigIntegerField(primary_key=True)
    mark = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("compared page")
        verbose_name_plural = _("compared pages")

    def __str__(self) -> str:
        return str(self.page_id)
