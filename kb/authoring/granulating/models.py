"""Documents that were taken apart, and what is proposed of each, for as long as editors need."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kb.authoring.granulating.proposal import (
    LeftOut,
    Point,
    pieces_from_json,
    point_from_json,
)
from kb.authoring.granulating.source import Block, blocks_from_json


class SourceDocument(models.Model):
    """One document, its newest version. The same name under the same topic in the same language is
    the same document; keeping.py writes it."""

    uid = models.UUIDField(unique=True, editable=False)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=10)
    locale = models.CharField(max_length=16)
    topic = models.ForeignKey(
        "kb.TopicPage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(max_length=64)
    blocks = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        default_permissions = ()  # who may write in the topic may see and work on it

    def __str__(self) -> str:
        return self.name

    @property
    def source_blocks(self) -> tuple[Block, ...]:
        return blocks_from_json(self.blocks)

    @property
    def not_read(self) -> tuple[LeftOut, ...]:
        """What found no place from the start."""
        return tuple(LeftOut(number, why, text) for number, why, text in self.left_out)


class ProposedPoint(models.Model):
    """One proposed answer of a document.

    `base`: as it was last proposed, empty for one that an editor made; `incoming`: as a newer
    version of the document proposes it, while an editor's work on it is not written over. `made`:
    the digest of what was put into the draft, by which later work on the draft is seen.
    """

    class Change(models.TextChoices):
        NONE = "", ""
        ADDED = "added", _("New in the document")
        CHANGED = "changed", _("Changed in the document")
        GONE = "gone", _("No longer in the document")

    document = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name="points")
    anchor = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    question = models.CharField(max_length=255)
    wordings = models.JSONField(default=list)
    pieces = models.JSONField(default=list)
    block = models.PositiveIntegerField(default=0)
    base = models.JSONField(default=dict)
    incoming = models.JSONField(null=True)
    change = models.CharField(max_length=10, choices=Change.choices, blank=True)
    is_dropped = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    page = models.ForeignKey(
        "kb.KnowledgePage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    drafted_at = models.DateTimeField(null=True)
    made = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("proposed answer")
        verbose_name_plural = _("proposed answers")
        default_permissions = ()
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["document", "anchor"], name="kb_one_point_an_anchor")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def point(self) -> Point:
        """As it stands after the editor's work."""
        return Point(
            anchor=self.anchor,
            question=self.question,
            pieces=pieces_from_json(self.pieces),
            wordings=tuple(self.wordings),
            block=self.block,
        )

    @property
    def proposed(self) -> Point | None:
        """As the document last proposed it; None for an editor's own."""
        return point_from_json(self.base) if self.base else None

    @property
    def arriving(self) -> Point | None:
        return point_from_json(self.incoming) if self.incoming else None

    @property
    def is_edited(self) -> bool:
        proposed = self.proposed
        changed = proposed is None or content_of(self.point) != content_of(proposed)
        return self.is_dropped or changed

    @property
    def is_open(self) -> bool:
        """May still be worked on here; a draft is worked on in the editor."""
        return self.drafted_at is None

    @property
    def can_be_drafted(self) -> bool:
        return self.is_open and not self.is_dropped and self.change != self.Change.GONE


def content_of(point: Point) -> Any:
    """What an editor can change, without where it stands in the document."""
    pieces: list[tuple[Any, ...]] = [
        (p.kind, p.title, p.text, p.steps, p.rows, p.url, p.brief, p.dropped) for p in point.pieces
    ]
    return point.question, point.wordings, pieces
