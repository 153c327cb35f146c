"""Who served whom when, and in which steps; no name, no number, no words of anybody."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Contact(models.Model):
    """One customer's matter; an agent has one at a time. `team`: the agent's as it was then.

    `customer_ref`: a pseudonym (kb/customers/refs.py), empty where nobody said who it is.
    `used_at`: when the agent last did something for it, give or take a minute.
    """

    class Via(models.TextChoices):
        DESK = "desk", pgettext_lazy("contact", "Begun at the desk")
        PHONE = "phone", pgettext_lazy("contact", "Call")
        CHAT = "chat", pgettext_lazy("contact", "Chat")

    class Outcome(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("contact", "Solved")
        HANDED_OVER = "handed_over", pgettext_lazy("contact", "Handed over")
        LEFT = "left", pgettext_lazy("contact", "Ended without being solved")
        IDLE = "idle", pgettext_lazy("contact", "Ended by itself")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField()
    team = models.CharField(max_length=150, blank=True)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.DESK)
    customer_ref = models.CharField(max_length=32, blank=True, db_index=True)
    started_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    solved_key = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"], condition=Q(ended_at=None), name="channels_one_open_contact"
            )
        ]
        indexes = [models.Index(fields=["user_id", "-started_at"], name="channels_contact_agent")]

    def __str__(self) -> str:
        return f"{self.via} {self.pk}"


class ContactStep(models.Model):
    """What was done for it. The same is noted once a contact, the first time."""

    class Kind(models.TextChoices):
        SEARCHED = "searched", pgettext_lazy("contact", "Searched")
        OPENED = "opened", pgettext_lazy("contact", "Opened an answer")
        COPIED = "copied", pgettext_lazy("contact", "Copied")
        SENT = "sent", pgettext_lazy("contact", "Sent")
        SOLVED = "solved", pgettext_lazy("contact", "Marked as solved")
        HANDED_OVER = "handed_over", pgettext_lazy("contact", "Handed over")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    key = models.CharField(max_length=80, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    element = models.CharField(max_length=36, blank=True)
    channel = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name = _("step of a contact")
        verbose_name_plural = _("steps of contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "kind", "key", "locale", "element", "channel"],
                name="channels_step_noted_once",
            )
        ]
        indexes = [models.Index(fields=["kind", "at"], name="channels_step_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Caller(models.Model):
    """Whom a contact is with, only until it ends: then the row is gone, and no backup has it.

    `handle`: the number or token by which the directory knows the customer. `call`: a digest of
    the telephone system's own name for the call. `told_at`: when, by its clock, that last said
    during the call how sure it is.
    """

    contact = models.OneToOneField(
        Contact, on_delete=models.CASCADE, primary_key=True, related_name="caller"
    )
    handle = models.CharField(max_length=64, blank=True)
    call = models.CharField(max_length=64, unique=True)
    verification = models.PositiveSmallIntegerField(default=0)
    verified_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("caller")
        verbose_name_plural = _("callers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.contact_id)


class UsedPop(models.Model):
    """A screen pop works once; this is how a second use is known until it is too old anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("used screen pop")
        verbose_name_plural = _("used screen pops")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
