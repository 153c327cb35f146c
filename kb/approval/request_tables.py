"""What was handed in, the steps it takes, and what came back with a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Comment, TaskState

from kb.approval.rule_tables import FIRST_TURN, ApprovalRule, StepKind

USER = settings.AUTH_USER_MODEL


class ApprovalRequest(models.Model):
    """One revision waiting at one task of Wagtail's. Kept as it was handed in, for lists: who may
    decide is asked anew each time.

    `authors`: ids of who wrote what would go out; `digest`: of what would have gone out then.
    """

    task_state = models.OneToOneField(TaskState, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=10, choices=ApprovalRule.Subject.choices)
    title = models.CharField(max_length=255)
    topics = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    reach = models.PositiveIntegerField(default=0)
    authors = models.JSONField(default=list)
    handed_in_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    handed_in_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")

    def __str__(self) -> str:
        return self.title


class ApprovalStep(models.Model):
    """One step of a request. Decided by one person, for another where they stand in as deputy;
    `digest` is of what would have gone out at that moment. Its turn has come once `due_at` is
    said; until then nobody is asked."""

    class Decision(models.TextChoices):
        OPEN = "", _("open")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        VOID = "void", _("no longer counts")

    request = models.ForeignKey(ApprovalRequest, models.CASCADE, related_name="steps")
    kind = models.ForeignKey(StepKind, models.PROTECT, related_name="steps")
    rules = models.JSONField(default=list)
    turn = models.PositiveSmallIntegerField(default=FIRST_TURN)
    due_hours = models.PositiveSmallIntegerField(default=16)
    due_at = models.DateTimeField(null=True)
    decision = models.CharField(
        max_length=10, choices=Decision.choices, default=Decision.OPEN, blank=True, db_index=True
    )
    decided_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    deputy_for = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ["turn", "kind__position", "kind__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                condition=~models.Q(decision="void"),
                name="kb_step_once_a_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_decision_display()}"


# Somebody is to decide it now.
ASKED = models.Q(decision=ApprovalStep.Decision.OPEN, due_at__isnull=False)


class Remark(models.Model):
    """Why something came back, at one element or, with `element` empty, of the whole. On a page
    it is Wagtail's comment too, which the editor sees at the field and resolves there."""

    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="remarks")
    element = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(blank=True)
    done_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reason for returning")
        verbose_name_plural = _("reasons for returning")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_done(self) -> bool:
        resolved = self.comment is not None and self.comment.resolved_at is not None
        return self.done_at is not None or resolved
