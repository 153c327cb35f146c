"""What each person has yet to learn of what changed, and what they confirmed having read."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shift(models.Model):
    """Somebody's present shift: `since` when they were last there before a pause, or earlier where
    something new was left unseen then; `after`: the position of the log at that time."""

    user_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()
    after = models.BigIntegerField()
    last_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.since.isoformat()}"


class SeenChange(models.Model):
    """Somebody has seen what changed of an answer, up to this position of the log."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    seq = models.BigIntegerField()

    class Meta:
        verbose_name = _("change that was seen")
        verbose_name_plural = _("changes that were seen")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key", "locale"], name="kb_seen_change_one")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key} ({self.locale}) {self.seq}"


class RequiredReading(models.Model):
    """Teams are asked to confirm that they have read an answer, or some elements of it.

    `elements`: their ids; empty for whatever in the answer is acted on. Whoever is in a team then,
    and still may see it, is asked; a change in substance asks again."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    elements = models.JSONField(default=list)
    teams = models.ManyToManyField(Group, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    asked_by_id = models.BigIntegerField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("required reading")
        verbose_name_plural = _("required readings")
        default_permissions = ()
        permissions = [
            ("ask_reading", "Can ask teams to read something"),
            ("oversee_reading", "Can see what others asked teams to read"),
        ]
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.key} ({self.locale})"


class ReadVersion(models.Model):
    """The words of an element as somebody confirmed them: kept once, as evidence."""

    wagtail_reference_index_ignore = True

    element = models.CharField(max_length=36)
    locale = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        verbose_name = _("version that was read")
        verbose_name_plural = _("versions that were read")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["element", "locale", "digest"], name="kb_read_version_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.digest[:12]}"


class Confirmation(models.Model):
    """Somebody confirmed having read a version."""

    wagtail_reference_index_ignore = True

    reading = models.ForeignKey(RequiredReading, models.CASCADE, related_name="confirmations")
    version = models.ForeignKey(ReadVersion, models.PROTECT, related_name="confirmations")
    user_id = models.BigIntegerField()
    name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation of reading")
        verbose_name_plural = _("confirmations of reading")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "user_id", "version"], name="kb_confirmation_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.version_id}"
