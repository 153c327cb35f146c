"""What people did about groups of misses. The counts stand beside the library; this stands in it,
and in its backups."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissGroup(models.Model):
    """A group of like questions that somebody has dealt with; an open one needs no row.

    `wordings`: those that went into the draft, normalised; `calls`: how many there were when it
    was ignored; `since`: when it came into this state.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        IN_WORK = "in_work", _("In work")
        CLOSED = "closed", _("Answered")
        IGNORED = "ignored", _("Ignored")

    name = models.CharField(max_length=16, unique=True)
    locale = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, db_index=True)
    wordings = models.JSONField(default=list)
    page_id = models.BigIntegerField(null=True)
    is_new = models.BooleanField(default=False)
    calls = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("group of misses")
        verbose_name_plural = _("groups of misses")
        default_permissions = ("view",)
        permissions = [
            ("decide_missgroup", "Can decide about misses"),
            ("draft_missgroup", "Can make drafts of misses wherever grants let read"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class MissEvent(models.Model):
    """Who did what about a group; only ever added to. By nobody: Granule did it by itself."""

    class Act(models.TextChoices):
        NEW = "new", _("New knowledge")
        WORDING = "wording", _("Another wording of an answer")
        IGNORED = "ignored", _("Ignored")
        CLOSED = "closed", _("Answered: what was drafted is live")
        REOPENED = "reopened", _("Reopened")
        MISSED = "missed", _("Reopened: asked again without an answer")
        GREW = "grew", _("Reopened: it has grown")
        DRAFT_GONE = "draft_gone", _("Reopened: the draft is gone")

    group = models.ForeignKey(MissGroup, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=Act.choices)
    note = models.CharField(max_length=200, blank=True)
    page_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about misses")
        verbose_name_plural = _("decisions about misses")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.act}"
