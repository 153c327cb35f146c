"""What each group of staff may read."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.access.labels import Audience

AUDIENCE_CHOICES = [
    ("public", _("Public")),
    ("customer", _("Customer")),
    ("agent", _("Agent")),
]
VERIFICATION_CHOICES = [
    ("none", _("not verified")),
    ("partial", _("partly verified")),
    ("full", _("verified")),
]


class AccessGrant(models.Model):
    """One group's share; a person's scope is the union over their groups, none means nothing."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="access_grants", verbose_name=_("group")
    )
    audience = models.CharField(
        _("audience"), max_length=10, choices=AUDIENCE_CHOICES, default="public"
    )
    channels = models.JSONField(_("channels"), default=list)
    topics = models.JSONField(
        _("topics"), default=list, blank=True, help_text=_('Topic keys, or "*" for all.')
    )
    regions = models.JSONField(
        _("regions"), default=list, blank=True, help_text=_('Region codes, or "*" for all.')
    )
    segments = models.JSONField(
        _("segments"), default=list, blank=True, help_text=_('Segment codes, or "*" for all.')
    )
    products = models.JSONField(
        _("products"), default=list, blank=True, help_text=_('Product codes, or "*" for all.')
    )

    class Meta:
        verbose_name = _("access grant")
        verbose_name_plural = _("access grants")

    def __str__(self) -> str:
        return f"{self.group}: {self.audience}"

    @property
    def audience_rank(self) -> Audience:
        return Audience.from_code(self.audience)
