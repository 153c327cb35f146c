"""Shared elements: written and approved once, placed in many answers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, TranslatableMixin

from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.blocks import ElementsField, ElementStream
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.variants import note_bases


class SharedElement(GovernedSnippet, PreviewableMixin, TranslatableMixin):
    """One element with labels of its own; no place shows it wider than they allow."""

    subject = "shared"

    key = models.CharField(_("key"), max_length=MAX_LENGTH, validators=[is_key])
    title = models.CharField(_("title"), max_length=120)
    element = ElementsField(ElementStream(), min_num=1, max_num=1, verbose_name=_("element"))

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("shared element")
        verbose_name_plural = _("shared elements")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="kb_shared_key_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        note_bases(self.element)
        super().save(*args, **kwargs)
