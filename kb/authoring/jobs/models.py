"""Work in the background, as it stands: whoever asks is told, whoever does it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.problem import Problem, say


class Job(models.Model):
    """One piece of long work. Only kb/authoring/jobs writes it.

    `message` and `error` are problems as JSON, said in the language of whoever reads them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    upload = models.FileField(upload_to="jobs/%Y%m%d", blank=True, max_length=255)
    starter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True)
    created = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    file = models.FileField(upload_to="jobs/%Y%m%d", blank=True, max_length=255)
    is_cancelled = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    # Who is at it: a token of this run, where its lock lies, how often it was begun, and when it
    # was last known to live.
    run = models.CharField(max_length=32, blank=True)
    place = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    beat = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        permissions = [
            ("export_knowledge", "Can export knowledge"),
            ("import_knowledge", "Can import knowledge"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="kb_job_by_state"),
            models.Index(fields=["starter", "is_told", "state"], name="kb_job_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """Of a hundred; what is done is all of it, however it was counted."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def said(self) -> str:
        """What it does just now, or what came of it."""
        return say(problem_from(self.message)) if self.message else ""

    @property
    def said_error(self) -> str:
        return say(problem_from(self.error)) if self.error else ""


def problem_from(kept: dict[str, Any]) -> Problem:
    return Problem(
        code=kept["code"], message=kept["message"], params=tuple(map(tuple, kept["params"]))
    )


def to_keep(problem: Problem | None) -> dict[str, Any]:
    if problem is None:
        return {}
    return {"code": problem.code, "message": problem.message, "params": list(problem.params)}
