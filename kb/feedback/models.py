"""What readers say about an answer or one of its elements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """One verdict; no personal data, the text is masked before it is kept."""

    class Verdict(models.TextChoices):
        HELPFUL = "helpful", _("Helpful")
        UNHELPFUL = "unhelpful", _("Not helpful")
        WRONG = "wrong", _("Wrong")
        OUTDATED = "outdated", _("Out of date")
        MISSING = "missing", _("Something is missing")
        UNCLEAR = "unclear", _("Unclear")
        NOT_UNDERSTOOD = "not_understood", _("The customer did not understand")
        SAID = "said", _("The customer answered")

    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    element = models.CharField(max_length=36, blank=True, db_index=True)
    channel = models.CharField(max_length=30)
    rendition = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    comment = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.key}: {self.verdict}"


class Rating(models.Model):
    """How many of the last months' verdicts on an answer were good and bad, by channel; counted
    by kb/feedback/ratings.py, never written by hand."""

    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "locale", "channel"], name="rating_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.channel}): +{self.helpful} -{self.unhelpful}"
