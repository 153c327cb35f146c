"""What may be read now, written in the transaction of each change; all of it follows from the log
and the sources, so it can be rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(9999, 1, 1, tzinfo=UTC)


class Live(models.Model):
    """One answer in one language for one interval; a read takes the row of now.

    `marks`: for each element the log position and time of its last change, with its labels;
    `edges`: moments at which this answer changes, each with the labels of what changes then.
    """

    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    valid_from = models.DateTimeField(default=BEGINNING)
    valid_to = models.DateTimeField(default=END)
    page_id = models.BigIntegerField(db_index=True)
    topic_id = models.BigIntegerField(db_index=True)
    seq = models.BigIntegerField()
    published_at = models.DateTimeField()
    question = models.CharField(max_length=255)
    audience = models.PositiveSmallIntegerField()
    document = models.JSONField()
    marks = models.JSONField(default=list)
    edges = models.JSONField(default=list)
    state = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("live answer")
        verbose_name_plural = _("live answers")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale", "valid_from"], name="kb_live_one_row_an_interval"
            )
        ]
        indexes = [
            models.Index(fields=["locale", "-published_at"], name="kb_live_recent"),
            models.Index(fields=["valid_from"], name="kb_live_starts"),
            models.Index(fields=["valid_to"], name="kb_live_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.locale})"


class LiveElement(models.Model):
    """Labels of an element in a live interval, for questions asked in SQL (`as_q`)."""

    live = models.ForeignKey(Live, on_delete=models.CASCADE, related_name="elements")
    element = models.CharField(max_length=36, db_index=True)
    kind = models.CharField(max_length=20)
    is_core = models.BooleanField()
    audience = models.PositiveSmallIntegerField()
    verification = models.PositiveSmallIntegerField(default=0)
    channels = models.CharField(max_length=255, blank=True)
    regions = models.TextField(blank=True)
    segments = models.TextField(blank=True)
    products = models.TextField(blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("live element")
        verbose_name_plural = _("live elements")

    def __str__(self) -> str:
        return self.element


class LiveUse(models.Model):
    """A live answer uses a shared element, fact or term: `shared:…`, `fact:…`, `term:…`."""

    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    page_id = models.BigIntegerField()
    ref = models.CharField(max_length=140, db_index=True)

    class Meta:
        verbose_name = _("use in a live answer")
        verbose_name_plural = _("uses in live answers")
        indexes = [models.Index(fields=["key", "locale"], name="kb_live_use_answer")]

    def __str__(self) -> str:
        return f"{self.key} → {self.ref}"


class LiveTopic(models.Model):
    """A topic as readers may see it: `open` when it and every topic above it is live."""

    topic_id = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=80, db_index=True)
    locale = models.CharField(max_length=10)
    title = models.CharField(max_length=255)
    path = models.CharField(max_length=255)
    lineage = models.JSONField(default=list)
    open = models.BooleanField()

    class Meta:
        verbose_name = _("live topic")
        verbose_name_plural = _("live topics")
        indexes = [models.Index(fields=["locale", "path"], name="kb_live_topic_path")]

    def __str__(self) -> str:
        return self.key


class AliasPlace(models.Model):
    """A second place of the same answer, under another topic."""

    page_id = models.BigIntegerField(primary_key=True)
    source_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    topic_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("second place of an answer")
        verbose_name_plural = _("second places of answers")
        indexes = [models.Index(fields=["key", "locale"], name="kb_alias_place_answer")]

    def __str__(self) -> str:
        return f"{self.key} @ {self.topic_id}"


class SourceState(models.Model):
    """What a shared element, fact or term last was for readers, to know a real change."""

    ref = models.CharField(max_length=140, unique=True)
    digest = models.CharField(max_length=64)
    labels = models.JSONField(null=True)

    class Meta:
        verbose_name = _("state of a source")
        verbose_name_plural = _("states of sources")

    def __str__(self) -> str:
        return self.ref


class Withheld(models.Model):
    """A source was withdrawn (`labels` null) or narrowed to `labels`: every read of an answer
    published before `seq` obeys at once, until that answer has been assembled again."""

    ref = models.CharField(max_length=140, db_index=True)
    seq = models.BigIntegerField()
    labels = models.JSONField(null=True)

    class Meta:
        verbose_name = _("withheld source")
        verbose_name_plural = _("withheld sources")

    def __str__(self) -> str:
        return f"{self.ref} since {self.seq}"


class Dirty(models.Model):
    """An answer to assemble again because something it uses has changed; one row an answer."""

    page_id = models.BigIntegerField(unique=True)
    ref = models.CharField(max_length=140)
    since = models.BigIntegerField()
    parked = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answer to assemble again")
        verbose_name_plural = _("answers to assemble again")

    def __str__(self) -> str:
        return f"{self.page_id} since {self.since}"


class EdgeMark(models.Model):
    """Window edges up to this moment stand in the log."""

    through = models.DateTimeField()

    class Meta:
        verbose_name = _("edge mark")
        verbose_name_plural = _("edge marks")

    def __str__(self) -> str:
        return self.through.isoformat()
