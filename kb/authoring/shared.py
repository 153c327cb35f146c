"""Shared elements: written and approved once, placed in many answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import PreviewableMixin, TranslatableMixin

from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.blocks import ElementsField, ElementStream
from kb.authoring.forms import SharedElementForm
from kb.authoring.plain_language_panel import LanguagePanel
from kb.authoring.previews import preview_modes, render_preview
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.snippets import GovernedSnippet
from kb.authoring.usage_panel import UsagePanel
from kb.authoring.variants import note_bases


class SharedElement(GovernedSnippet, PreviewableMixin, TranslatableMixin):
    """One element with labels of its own; no place shows it wider than they allow."""

    subject = "shared"

    key = models.CharField(_("key"), max_length=MAX_LENGTH, validators=[is_key])
    title = models.CharField(_("title"), max_length=120)
    element = ElementsField(ElementStream(), min_num=1, max_num=1, verbose_name=_("element"))

    base_form_class = SharedElementForm
    cleaned_fields: ClassVar[tuple[str, ...]] = ("title", "element")
    panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        LanguagePanel(),
        FieldRowPanel([FieldPanel(name, required_on_save=True) for name in ("title", "key")]),
        FieldPanel("element"),
        UsagePanel(),
    ]

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

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        note_bases(self.element)
        return super().save_revision(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return preview_modes()

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return render_preview(self, request=request, mode=mode_name)
