"""What readers found wrong, as work for whoever looks after it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.care.tables import BasisTask, Care
from kb.feedback.models import Feedback


class Correction(models.Model):
    """One thing that readers say of one element, however many say it: its owner looks at it by a
    time. `element` is empty where the answer as a whole is meant."""

    wagtail_reference_index_ignore = True

    care = models.ForeignKey(Care, models.CASCADE, related_name="corrections")
    element = models.CharField(max_length=36, blank=True)
    verdict = models.CharField(max_length=20, choices=Feedback.Verdict.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=BasisTask.Outcome.choices, blank=True)
    why = models.CharField(max_length=200, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_permissions = ()
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["care", "element", "verdict"], condition=models.Q(closed_at=None),
                name="kb_correction_one_open",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.care_id} {self.element}: {self.verdict}"


class Report(models.Model):
    """A verdict that a correction is about. `seen_at`: when its reporter read what came of it."""

    wagtail_reference_index_ignore = True

    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="report")
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="reports")
    reporter_id = models.BigIntegerField(null=True, db_index=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.feedback_id} → {self.correction_id}"
