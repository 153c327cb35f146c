"""Who looks after what, and when it is looked at again.

Kept beside the answers and not in them: a new owner needs no approval, and no older revision brings
the former one back.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_DAYS = 3650
day_limits = [MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]


class Care(models.Model):
    """One answer, shared element, fact, term or offer: its owner and its next review.

    `team`: the topic whose team looks after shared content; an answer belongs to the topic it
    stands in. `review_days`: its own interval, else that of its topic.
    """

    class Subject(models.TextChoices):
        ANSWER = "answer", _("answer")
        SHARED = "shared", _("shared element")
        FACT = "fact", _("fact")
        TERM = "term", _("term")
        OFFER = "offer", pgettext_lazy("knowledge", "offer")

    wagtail_reference_index_ignore = True

    subject = models.CharField(_("kind"), max_length=10, choices=Subject.choices)
    object_id = models.BigIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    team = models.ForeignKey(
        "kb.TopicPage",
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review_days = models.PositiveIntegerField(
        _("days between reviews"), null=True, blank=True, validators=day_limits
    )
    reviewed_on = models.DateField(_("last reviewed"))
    due_on = models.DateField(_("next review"), db_index=True)

    class Meta:
        verbose_name = _("care")
        verbose_name_plural = _("care")
        default_permissions = ("view",)
        permissions: ClassVar = [("oversee_care", "Can see the care of all that grants let read")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "object_id"], name="kb_care_one_row_each"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}:{self.object_id}"


class CareEvent(models.Model):
    """What somebody did about an owner or a review; only ever added to."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", _("Reviewed, still right")
        OWNER = "owner", _("New owner")
        INTERVAL = "interval", _("New review date")

    wagtail_reference_index_ignore = True

    care = models.ForeignKey(Care, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("care event")
        verbose_name_plural = _("care events")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.care_id}: {self.kind}"


class TopicInterval(models.Model):
    """Days between reviews below a topic, in every language, until a topic further down says
    otherwise."""

    topic_key = models.CharField(max_length=80, unique=True)
    review_days = models.PositiveIntegerField(_("days between reviews"), validators=day_limits)

    class Meta:
        verbose_name = _("review interval of a topic")
        verbose_name_plural = _("review intervals of topics")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.topic_key}: {self.review_days}"


class ReviewMail(models.Model):
    """One person's digest of one day or week: whoever writes the row sends the mail, so two clocks
    send one."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=10)
    claimed_at = models.DateTimeField()
    is_sent = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("review mail")
        verbose_name_plural = _("review mails")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "period"], name="kb_review_mail_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.period}"


class BasisTask(models.Model):
    """A basis has ended, and this element cites it: somebody looks at it by a day."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", pgettext_lazy("task", "Changed")
        STILL_RIGHT = "right", _("Still right")

    wagtail_reference_index_ignore = True

    basis = models.ForeignKey("kb.BasisRecord", models.CASCADE, related_name="tasks")
    care = models.ForeignKey(Care, models.CASCADE, related_name="basis_tasks")
    element = models.CharField(max_length=36)
    opened_at = models.DateTimeField()
    due_on = models.DateField(_("due"), db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    why = models.CharField(max_length=200, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("task of a basis that ended")
        verbose_name_plural = _("tasks of bases that ended")
        default_permissions = ()
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["basis", "care", "element"], condition=models.Q(closed_at=None),
                name="kb_basis_task_one_open",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.basis_id}: {self.care_id}"


class Template(models.Model):
    """An answer that is good to begin others from."""

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(
        "kb.KnowledgePage", models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)
