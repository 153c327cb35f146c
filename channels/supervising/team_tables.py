"""What teams ask, are told by customers and have to read, counted as the figures of the desk are:
see channels/supervising/models.py."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionFigures(models.Model):
    """Questions to the team leader that were asked on a day. `times`: seconds to the reply →
    questions; `waiting` at the end of the day, or now, and `late` of these: waiting too long."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    team = models.CharField(max_length=150)
    asked = models.PositiveIntegerField()
    replied = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    times = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figures of questions to team leaders")
        verbose_name_plural = _("figures of questions to team leaders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["team", "day"], name="channels_one_question_figures")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.team}: {self.asked}"


class ComplaintFigures(models.Model):
    """Complaints of one cause that were taken or closed on a day. `times`: seconds from the one to
    the other → complaints closed; `still_open` at the end of the day, or now, `late` of these:
    over due."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    team = models.CharField(max_length=150)
    cause = models.CharField(max_length=10)
    taken = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    still_open = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    times = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figures of complaints")
        verbose_name_plural = _("figures of complaints")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["team", "day", "cause"], name="channels_one_complaint_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.team} {self.cause}: {self.taken}"


class ReadingFigures(models.Model):
    """How far people had come on a day with something they are asked to read: `people` who are
    asked, `done` of these. `reading`: its number."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    team = models.CharField(max_length=150)
    reading = models.BigIntegerField()
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    done = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("figures of required reading")
        verbose_name_plural = _("figures of required reading")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["team", "day", "reading"], name="channels_one_reading_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.team} {self.key}: {self.done} of {self.people}"
