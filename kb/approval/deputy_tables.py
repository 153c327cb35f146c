"""Who stands in for whom."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Deputy(models.Model):
    """From the first day to the last, both included, the deputy may decide the person's steps."""

    person = models.ForeignKey(
        USER, models.CASCADE, related_name="deputies", verbose_name=_("person")
    )
    deputy = models.ForeignKey(
        USER, models.CASCADE, related_name="stands_in", verbose_name=_("deputy")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-last_day", "pk"]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"

    def clean(self) -> None:
        super().clean()
        if self.person_id and self.person_id == self.deputy_id:
            raise ValidationError({"deputy": _("Choose somebody else as deputy.")})
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day comes before the first.")})
