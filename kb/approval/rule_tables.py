"""Which steps an approval takes, as data: kinds of step, and the rules that ask for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

# Always asked; its people are the groups of the workflow's own task, where it names none.
KNOWLEDGE = "knowledge"
# Steps of one turn are decided side by side; those of the next once all of them are approved.
FIRST_TURN, LAST_TURN = 1, 4


class StepKind(models.Model):
    """One kind of step, such as compliance review, and the groups whose members decide it."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Small letters and digits."))],
        help_text=_("What the log calls it; it stays as it is."),
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    groups = models.ManyToManyField(
        Group,
        blank=True,
        verbose_name=_("groups"),
        help_text=_(
            "Their members decide this step. With none, the approvers of the team's workflow do."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Smaller numbers stand first in lists.")
    )

    class Meta:
        verbose_name = _("kind of approval step")
        verbose_name_plural = _("kinds of approval steps")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def groups_named(self) -> str:
        return ", ".join(group.name for group in self.groups.all())


class ApprovalRule(models.Model):
    """Asks for steps where everything it names holds; an empty condition always holds."""

    class Subject(models.TextChoices):
        ANSWER = "answer", _("answer")
        SHARED = "shared", _("shared element")
        FACT = "fact", _("fact")
        TERM = "term", _("term")
        OFFER = "offer", pgettext_lazy("knowledge", "offer")
        TOPIC = "topic", _("topic")

    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    active = models.BooleanField(_("in force"), default=True)
    subjects = models.JSONField(_("of what"), default=list, blank=True)
    element_kinds = models.JSONField(
        _("kinds of element changed"),
        default=list,
        blank=True,
        help_text=_(
            "None means any. Kinds are of answers and shared elements alone: a rule that names "
            "some never asks about facts, terms or topics. For those make a rule of their own."
        ),
    )
    topics = models.JSONField(_("topics"), default=list, blank=True)
    min_reach = models.PositiveIntegerField(
        _("answers reached, at least"),
        default=0,
        help_text=_("How many live answers the change reaches. 0 means any number."),
    )
    audiences = models.JSONField(_("seen by"), default=list, blank=True)
    channels = models.JSONField(_("on channels"), default=list, blank=True)
    material_only = models.BooleanField(
        _("not for changes of punctuation alone"),
        default=False,
        help_text=_("Spaces, punctuation and other wordings of the question do not count."),
    )
    steps = models.ManyToManyField(StepKind, verbose_name=_("steps asked"))
    turns = models.JSONField(_("turns of the steps"), default=dict, blank=True)
    due_hours = models.PositiveSmallIntegerField(
        _("due in working hours"),
        default=16,
        help_text=_("Counted from handing in, or from when the step's turn comes."),
    )

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def steps_named(self) -> str:
        """Those of one turn together, the turns in their order."""
        turns: dict[int, list[str]] = {}
        for step in self.steps.all():
            turns.setdefault(self.turn_of(step), []).append(str(step))
        return " → ".join(", ".join(turns[turn]) for turn in sorted(turns))

    def turn_of(self, step: StepKind) -> int:
        return int(self.turns.get(step.code, FIRST_TURN))

    def conditions(self) -> dict[str, Any]:
        """What it asks, without what is empty."""
        names = ("subjects", "element_kinds", "topics", "audiences", "channels")
        return {name: set(getattr(self, name)) for name in names if getattr(self, name)}
