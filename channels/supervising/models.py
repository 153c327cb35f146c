"""Figures that were counted once a day has moved on, so that a range of months is read at once.

Nothing of a person stands here. A team stands alone on a day only where enough of its people were
at work (SMALLEST_TEAM); smaller ones stand together as OTHERS, or not at all.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# The sum of all that is kept, and what is kept together.
ALL, OTHERS = "*", ""
WHOLE_DAY = -1
# Sums of a week that is over, on its Monday: channels/supervising/weeks.py.
WHOLE_WEEK = -2


class DeskFigures(models.Model):
    """What came of the contacts that began on a day, or in one of its hours, counted from
    midnight of the house's time zone. `agents`: how many were at work; `named`: contacts that are
    over and whose customer is known, `named_solved` and `back` (the customer came back about the
    same) of these; `times`: seconds to the first answer → contacts; `copied`, `sent`: channel →
    texts."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    hour = models.SmallIntegerField(default=WHOLE_DAY)
    team = models.CharField(max_length=150)
    agents = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    handed_over = models.PositiveIntegerField()
    named = models.PositiveIntegerField()
    named_solved = models.PositiveIntegerField()
    back = models.PositiveIntegerField()
    times = models.JSONField(default=dict)
    copied = models.JSONField(default=dict)
    sent = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figures of a team")
        verbose_name_plural = _("figures of teams")
        default_permissions = ()
        permissions = [
            ("see_overview", "Can see the figures of the own teams"),
            ("see_overview_of_all", "Can see the figures of all teams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hour", "team", "day"], name="channels_one_desk_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.team}: {self.contacts}"


class AnswerFigures(models.Model):
    """In how many contacts of a day an answer was opened, and how often it was copied or sent
    (`kind` as steps have it)."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    team = models.CharField(max_length=150)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    channel = models.CharField(max_length=30, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("figures of an answer")
        verbose_name_plural = _("figures of answers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "team", "day", "key", "locale", "channel"],
                name="channels_one_answer_figures",
            )
        ]
        # Sums over months read this alone, and no row: half the time (docs/benchmarks.md).
        indexes = [
            models.Index(
                fields=["kind", "team", "day", "key", "locale", "number"],
                name="channels_answer_sums",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.number}"


class VerdictFigures(models.Model):
    """How many found an element helpful on a day, and how many did not; no element: the answer."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    element = models.CharField(max_length=36, blank=True)
    channel = models.CharField(max_length=30)
    helpful = models.PositiveIntegerField()
    unhelpful = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("verdicts of a day")
        verbose_name_plural = _("verdicts of days")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["day", "key", "locale", "element", "channel"],
                name="channels_one_verdict_figures",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.key} {self.element}: +{self.helpful} -{self.unhelpful}"


class OfferFigures(models.Model):
    """How often an offer was said at the desk on a day, and how customers took it."""

    wagtail_reference_index_ignore = True

    day = models.DateField()
    team = models.CharField(max_length=150)
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    made = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    declined = models.PositiveIntegerField()
    unsuitable = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("figures of an offer")
        verbose_name_plural = _("figures of offers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["team", "day", "key", "locale"], name="channels_one_offer_figures"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.key}: {self.made}"


class CountedDay(models.Model):
    """A day whose figures stand, and when they were counted; written with them."""

    wagtail_reference_index_ignore = True

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)
