"""The append-only log. No foreign keys: ids and names are kept as values."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """One row of the log; a database trigger refuses update and delete (see protection.py).

    `documents`: every interval of a published answer, or an offer as it is written. `touched`:
    labels of what changed, the old and the new, so that each reader learns only of changes they
    can see. `core_before`: labels of the answer and steps elements before, `lineage_before` and
    `lineage`: topic keys, root first.
    `hash` covers `previous_hash` and every other column but itself.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Published")
        WITHDRAW = "withdraw", _("Withdrawn")
        EDGE = "edge", _("Window edge")
        WITHHOLD = "withhold", _("Held back")
        TOPIC = "topic", _("Topic changed")
        SHARED = "shared", _("Shared element changed")
        FACT = "fact", _("Fact changed")
        TERM = "term", _("Term changed")
        OFFER = "offer", _("Offer changed")

    seq = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80, blank=True, db_index=True)
    locale = models.CharField(max_length=10, blank=True)
    ref = models.CharField(max_length=140, blank=True)
    page_id = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=120)
    documents = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    touched = models.JSONField(default=list)
    core_before = models.JSONField(default=list)
    lineage_before = models.JSONField(default=list)
    lineage = models.JSONField(default=list)
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.key or self.ref}"


class PublicationPerson(models.Model):
    """Who wrote and who approved, beside the log so that a name can be redacted. An approver has
    the step, whom they stood in for, and the digest of what they approved."""

    class Role(models.TextChoices):
        ACTOR = "actor", _("carried out by")
        AUTHOR = "author", _("written by")
        APPROVER = "approver", _("approved by")

    seq = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=150)
    step = models.CharField(max_length=40, blank=True)
    deputy_for = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("person in the log")
        verbose_name_plural = _("people in the log")

    def __str__(self) -> str:
        return f"{self.seq} {self.role}: {self.name}"


class LogEpoch(models.Model):
    """Identity of this history; a restore starts a new one."""

    epoch = models.UUIDField(default=uuid.uuid4, unique=True)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("log epoch")
        verbose_name_plural = _("log epochs")

    def __str__(self) -> str:
        return str(self.epoch)


class Cursor(models.Model):
    """How far a projection kept in the database has read the log of this epoch."""

    name = models.CharField(max_length=40, unique=True)
    seq = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"
