"""Keys with which programs read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """A key carries its own scope. Only its SHA-256 is kept; `prefix` and `tail` are for people."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    prefix = models.CharField(max_length=16)
    tail = models.CharField(max_length=4)
    hash = models.CharField(max_length=64, unique=True)
    channel = models.CharField(_("channel"), max_length=30)
    audience = models.CharField(_("audience"), max_length=10, default="public")
    topics = models.JSONField(_("topics"), default=list)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    segments = models.JSONField(_("segments"), default=list, blank=True)
    products = models.JSONField(_("products"), default=list, blank=True)
    locales = models.JSONField(_("locales"), default=list)
    scopes = models.JSONField(_("scopes"), default=list)
    rate_per_minute = models.PositiveIntegerField(_("requests a minute"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…{self.tail})"
