"""Bases: the regulations and notices that elements rest on, with their attachments."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.forms import CleanSnippetForm

EXTENSIONS = ("pdf", "doc", "docx", "xls", "xlsx", "ofd", "wps", "txt")
LARGEST_BYTES = 20 * 1024 * 1024


class BasisRecord(ClusterableModel):
    """Why something may be said. It ends by a day of its own, or by being repealed or replaced;
    what cites it is looked at then."""

    class Kind(models.TextChoices):
        REGULATION = "regulation", _("Regulation")
        NOTICE = "notice", _("Product notice")
        RULE = "rule", _("Rule of the house")

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("Holds")
        REPEALED = "repealed", _("Repealed")
        REPLACED = "replaced", _("Replaced")
        EXPIRED = "expired", _("Expired")

    key = models.CharField(
        _("key"), max_length=MAX_LENGTH, unique=True, validators=[is_key],
        help_text=_("A short stable name, such as cbirc.2023-4."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=80, blank=True)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The last day on which it holds.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.IN_FORCE, editable=False
    )
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+",
        verbose_name=_("replaced by"),
    )  # fmt: skip

    base_form_class = CleanSnippetForm
    cleaned_fields: ClassVar[tuple[str, ...]] = ("title", "number", "issuer")
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("key")]),
        FieldRowPanel([FieldPanel("number"), FieldPanel("issuer")]),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        InlinePanel("attachments", heading=_("Attachments"), label=_("attachment")),
    ]

    class Meta:
        verbose_name = _("basis")
        verbose_name_plural = _("bases")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        name = f"{self.title} {self.number}".strip()
        return name if self.state == self.State.IN_FORCE else f"{name} ({self.get_state_display()})"

    def clean(self) -> None:
        super().clean()
        _check_days(self)


class BasisAttachment(models.Model):
    """A file of a basis, given to staff while it is valid."""

    basis = ParentalKey(BasisRecord, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(
        _("file"),
        upload_to="basis",
        max_length=255,
        validators=[FileExtensionValidator(EXTENSIONS)],
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        return PurePath(self.file.name or "").name

    def clean(self) -> None:
        super().clean()
        _check_days(self)
        if self.file and self.file.size > LARGEST_BYTES:
            raise ValidationError({"file": _("A file may have at most 20 MB.")})


def valid_on(day: date) -> Q:
    """Of attachments and bases: without a first or last day they hold always."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return begun & (Q(valid_to=None) | Q(valid_to__gte=day))


def _check_days(row: Any) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": _("The last day comes before the first.")})
