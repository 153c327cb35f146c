"""A complaint, what was done about it, and the knowledge it is about."""

from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kb.feedback.models import Feedback

MAX_WORDS, MAX_NOTE = 1000, 500


class Cause(models.TextChoices):
    """Why it came to this: the way we work, our machines, or somebody's conduct."""

    PROCESS = "process", _("Process")
    SYSTEM = "system", _("System")
    PERSON = "person", _("Person")


class ComplaintReason(models.Model):
    """A finer reason below a cause, as the bank counts them; none need be there."""

    wagtail_reference_index_ignore = True

    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices)
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Small letters and digits."))],
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason for complaints")
        verbose_name_plural = _("reasons for complaints")
        ordering = ["cause", "code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Complaint(models.Model):
    """Whoever took it (`taken_by`) owns it until it is closed; only somebody who has left is
    followed by another owner, and stays named. `team`: of the taker, as it was then. `helper`:
    a colleague who works on it beside the owner. `words` are masked. `soothing`: the rendition of
    the line that was said first. No number or name of the customer stands here: `contact` is the
    matter at the desk during which it was taken, and `customer_ref` a pseudonym.
    """

    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        PARTLY = "partly", _("Justified in part")
        UNFOUNDED = "unfounded", _("Not justified")

    class Answered(models.TextChoices):
        """How the customer was told."""

        MESSAGE = "message", _("By a message")
        SPOKEN = "spoken", _("In a conversation")
        UNREACHABLE = "unreachable", _("Could not be reached")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    request = models.UUIDField()
    taken_at = models.DateTimeField()
    taken_by_id = models.BigIntegerField()
    taken_by = models.CharField(max_length=150)
    owner_id = models.BigIntegerField(db_index=True)
    owner = models.CharField(max_length=150)
    helper_id = models.BigIntegerField(null=True, db_index=True)
    helper = models.CharField(max_length=150, blank=True)
    team = models.CharField(max_length=150, blank=True, db_index=True)
    contact = models.UUIDField(null=True, db_index=True)
    customer_ref = models.CharField(max_length=64, blank=True, db_index=True)
    locale = models.CharField(max_length=10)
    topic = models.CharField(max_length=80, blank=True)
    soothing = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=MAX_WORDS)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    reason = models.ForeignKey(
        ComplaintReason, models.SET_NULL, null=True, blank=True, related_name="complaints"
    )
    due_at = models.DateTimeField()
    escalated_to = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered = models.CharField(max_length=12, choices=Answered.choices, blank=True)
    result = models.CharField(max_length=MAX_NOTE, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        default_permissions = ("view",)
        permissions = [("lead_complaint", "Can work on the complaints of teams they lead")]
        ordering = ["due_at", "number"]
        indexes = [models.Index(fields=["closed_at", "due_at"], name="kb_complaint_open")]
        constraints = [
            models.UniqueConstraint(fields=["taken_by_id", "request"], name="kb_complaint_once")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def has_moved(self) -> bool:
        """Its first owner has left."""
        return self.owner_id != self.taken_by_id


class ComplaintEvent(models.Model):
    """What was done, by whom; only ever added to, but that to whom a message went is forgotten with
    the customer. By nobody: Granule did it by itself."""

    wagtail_reference_index_ignore = True

    class Act(models.TextChoices):
        TAKEN = "taken", _("Taken")
        NOTED = "noted", _("Noted")
        CAUSE = "cause", _("Cause changed")
        JOINED = "joined", _("Works on it too")
        LINKED = "linked", _("Knowledge named")
        CHANGED = "changed", _("Knowledge changed because of it")
        APPROVED = "approved", _("Message to the customer approved")
        REPLIED = "replied", _("The customer answered")
        LATE = "late", _("Late: the team leader is told")
        ESCALATED = "escalated", _("Late: the complaint team is told")
        MOVED = "moved", _("The owner has left; it has a new one")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=Act.choices)
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    by_id = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.act}"


class ComplaintKnowledge(models.Model):
    """An answer, or one element of it, that a complaint is about. `feedback`: by which its owner
    was told; `seq`: the version that came of it."""

    wagtail_reference_index_ignore = True

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="knowledge")
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    element = models.CharField(max_length=36, blank=True)
    feedback = models.OneToOneField(
        Feedback, models.SET_NULL, null=True, related_name="complaint_link"
    )
    seq = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("knowledge of a complaint")
        verbose_name_plural = _("knowledge of complaints")
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["key", "locale"], name="kb_complaint_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "key", "locale", "element"], name="kb_complaint_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} → {self.key}"
