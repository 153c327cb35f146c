"""KnowledgePage: one question with its elements; not an article."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import Page

from kb.authoring.announcements import Change, announce
from kb.authoring.answer_keys import MAX_LENGTH, is_key, key_for, refuse_changed_key
from kb.authoring.blocks import AnswerStream, ElementsField
from kb.authoring.forms import KnowledgePageForm
from kb.authoring.permissions import OwnPermissions
from kb.authoring.previews import preview_modes, render_preview
from kb.authoring.variants import note_bases

MAX_WORDING = 200
# What Wagtail saves about drafts and locks; readers see none of it, so an answer whose sources are
# broken can still be edited.
HOUSEKEEPING = frozenset(
    {
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_by",
        "locked_at",
    }
)


class KnowledgePage(OwnPermissions, Page):
    """The standard question is the page's title; everything said stands in the elements."""

    key = models.CharField(
        _("key"),
        max_length=MAX_LENGTH,
        blank=True,
        validators=[is_key],
        help_text=_("Public name, such as cards.annual-fee. Fixed once published."),
    )
    wordings = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_("How customers ask it, one on each line, up to 200."),
    )
    elements = ElementsField(AnswerStream(), blank=True, verbose_name=_("elements"))

    template = "admin/not_served.html"
    parent_page_types: ClassVar[list[str]] = ["kb.TopicPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = KnowledgePageForm
    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", heading=_("Standard question")),
        FieldPanel("wordings"),
        FieldPanel("elements"),
    ]
    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("key"), FieldPanel("slug")], heading=_("Names")),
        HelpPanel(_("The key is what programs ask for; it is the same in every language.")),
    ]
    settings_panels: ClassVar[list[Any]] = [PublishingPanel()]
    show_in_menus_default = False

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    @property
    def wording_list(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.wordings.splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def clean(self) -> None:
        super().clean()
        self.check_wordings()
        if self.key:
            refuse_changed_key(self.translation_key, wish=self.key)

    def check_wordings(self) -> None:
        """Raises ValidationError where there are too many, or one is too long."""
        if len(self.wording_list) > settings.MAX_WORDINGS:
            text = _("At most %(most)s wordings; there are %(count)s.")
            count = {"most": settings.MAX_WORDINGS, "count": len(self.wording_list)}
            raise ValidationError({"wordings": text % count})
        if any(len(line) > MAX_WORDING for line in self.wording_list):
            raise ValidationError({"wordings": _("A wording may have at most 200 characters.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            if not self.alias_of_id:
                self.key = key_for(self.translation_key, wish=self.key, title=self.title)
            note_bases(self.elements)
            super().save(*args, **kwargs)
            if not set(kwargs.get("update_fields") or {"all"}) <= HOUSEKEEPING:
                announce(Change("answer", self.pk))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return preview_modes()

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return render_preview(self, request=request, mode=mode_name)
