"""How much a change weighs, and which translations are behind it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeLevel(models.Model):
    """How much the waiting draft of an answer changes, as its editor says: a typo, some, or so much
    that translations are wanted at once. Gone once it is out."""

    class Level(models.TextChoices):
        TYPO = "typo", _("Typo: translations stay as they are")
        MEDIUM = "medium", _("Some change: translations are behind")
        MAJOR = "major", _("Major change: translations are wanted at once")

    wagtail_reference_index_ignore = True

    page_id = models.BigIntegerField(primary_key=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    is_said = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("significance of a change")
        verbose_name_plural = _("significance of changes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.level}"


class TranslationState(models.Model):
    """A translation and the revision of its original that it was made from, or has caught up with;
    `behind`: what the original has changed by since, `medium` or `major`."""

    wagtail_reference_index_ignore = True

    page_id = models.BigIntegerField(primary_key=True)
    source_id = models.BigIntegerField(db_index=True)
    revision_id = models.BigIntegerField(null=True)
    behind = models.CharField(max_length=10, blank=True)
    since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.behind}"
