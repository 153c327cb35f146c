"""The tables of surges. The counts stand beside the library and are gone after four weeks; what was
told, and what people did about it, stands in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kb.feedback.misses.halves import Kind
from kb.feedback.surges.subjects import Subject

KINDS = [(Kind.ANSWER.value, _("Answer")), (Kind.MISS.value, _("Question without an answer"))]
LONGEST_REASON = 200


class Surge(models.Model):
    """Something that is asked much more than usual, from its beginning until it is usual again.

    `counts`: at its height, for each channel and audience that asked, how many calls there were
    within the last `minutes`, and how many usually are. `at_least`, `times`: the bounds it was
    told by. `told_at`: when people were told last. `known_until`: till then nobody is told.
    """

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    began_at = models.DateTimeField()
    noticed_at = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=list)
    at_least = models.PositiveIntegerField()
    times = models.FloatField()
    told_at = models.DateTimeField(null=True)
    known_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("surge")
        verbose_name_plural = _("surges")
        default_permissions = ("view",)
        permissions: ClassVar = [("know_surge", "Can say that a surge is known")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "locale"],
                condition=models.Q(ended_at=None),
                name="kb_one_surge_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.locale}) {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.name, self.locale)

    def is_known(self, at: datetime) -> bool:
        return self.known_until is not None and at < self.known_until

    def is_open(self, at: datetime) -> bool:
        """It goes on, and nobody has said that it is known."""
        return self.ended_at is None and not self.is_known(at)


class SurgeEvent(models.Model):
    """Who did what about a surge; only ever added to. `until`: no alert before; `notice_id`: the
    emergency notice that was begun from it."""

    class Act(models.TextChoices):
        KNOWN = "known", pgettext_lazy("surge event", "Known")
        NOTICE = "notice", pgettext_lazy("surge event", "Notice submitted")

    wagtail_reference_index_ignore = True

    surge = models.ForeignKey(Surge, models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    until = models.DateTimeField(null=True)
    notice_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a surge")
        verbose_name_plural = _("events of surges")
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.surge_id}: {self.act}"


Counts = list[dict[str, Any]]
