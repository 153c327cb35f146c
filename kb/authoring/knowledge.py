"""KnowledgePage: one question with its elements; not an article."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import Page

from kb.authoring.addresses import HelpAddress, NotPublic, has_public_core
from kb.authoring.announcements import Change, announce, one_change
from kb.authoring.answer_keys import MAX_LENGTH, is_key, key_for, refuse_changed_key, with_key
from kb.authoring.blocks import AnswerStream, ElementsField
from kb.authoring.copies import AnswerCopyForm
from kb.authoring.forms import AnswerForm
from kb.authoring.governed import Governed
from kb.authoring.permissions import OwnPermissions
from kb.authoring.plain_language_panel import LanguagePanel
from kb.authoring.previews import preview_modes, render_preview
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.same_wordings_panel import SameWordingsPanel
from kb.authoring.translating import LevelPanel, OriginalPanel
from kb.authoring.uses.keeping import adopt_answers, note_saved
from kb.authoring.uses.queries import leads_here
from kb.authoring.variants import note_bases

MAX_WORDING = 200
LED_TO = _("Guides lead to this answer as “%(key)s”: keep the key, or change them first.")
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
        "wagtail_admin_comments",
    }
)


class KnowledgePage(Governed, HelpAddress, OwnPermissions, Page):
    """The standard question is the page's title; everything said stands in the elements."""

    key = models.CharField(
        _("key"),
        max_length=MAX_LENGTH,
        blank=True,
        validators=[is_key],
        help_text=_(
            "What programs ask for, such as cards.annual-fee: the same in every language, fixed "
            "once published. Left empty, one is made."
        ),
    )
    wordings = models.TextField(
        _("other wordings"),
        blank=True,
        help_text=_("How customers ask it, one on each line, up to 200."),
    )
    elements = ElementsField(AnswerStream(), blank=True, verbose_name=_("elements"))

    parent_page_types: ClassVar[list[str]] = ["kb.TopicPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = AnswerForm
    copy_form_class = AnswerCopyForm
    content_panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        LanguagePanel(),
        FieldPanel(
            "title",
            heading=_("Standard question"),
            help_text=_("One question, in the words of customers."),
        ),
        FieldPanel("wordings"),
        SameWordingsPanel(),
        OriginalPanel(),
        FieldPanel("elements"),
        LevelPanel(),
        MultiFieldPanel([FieldPanel("key")], heading=_("Public key"), classname="collapsed"),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = [PublishingPanel(), CommentPanel()]
    cleaned_fields: ClassVar[tuple[str, ...]] = ("title", "wordings", "elements")
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
        if self.key and not self.alias_of_id:
            refuse_changed_key(self.translation_key, wish=self.key)
            self._refuse_led_key()

    def _refuse_led_key(self) -> None:
        """Guides name an answer by its key, before it was published too; afterwards it is fixed."""
        if self.live:
            return
        before = type(self).objects.filter(pk=self.pk).values_list("key", flat=True).first()
        if before and before != self.key and leads_here(before):
            raise ValidationError({"key": LED_TO % {"key": before}})

    def check_wordings(self) -> None:
        """Raises ValidationError where there are too many, or one is too long."""
        if len(self.wording_list) > settings.MAX_WORDINGS:
            text = _("At most %(most)s wordings; there are %(count)s.")
            count = {"most": settings.MAX_WORDINGS, "count": len(self.wording_list)}
            raise ValidationError({"wordings": text % count})
        if any(len(line) > MAX_WORDING for line in self.wording_list):
            raise ValidationError({"wordings": _("A wording may have at most 200 characters.")})

    @property
    def help_path(self) -> str:
        if not self.live or not has_public_core(self.elements):
            raise NotPublic
        return f"answers/{self.key}/"

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_told = not set(kwargs.get("update_fields") or {"all"}) <= HOUSEKEEPING
        with one_change() if is_told else transaction.atomic():
            before = self.key
            if not self.alias_of_id:
                self.key = key_for(self.translation_key, wish=self.key, title=self.title)
            note_bases(self.elements)
            kwargs = with_key(kwargs, changed=self.key != before)
            super().save(*args, **kwargs)
            if is_told:
                if not self.alias_of_id and "key" in (kwargs.get("update_fields") or {"key"}):
                    adopt_answers([self])
                note_saved(self, update_fields=kwargs.get("update_fields"))
                announce(Change("answer", self.pk))

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        note_bases(self.elements)
        return super().save_revision(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return preview_modes()

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return render_preview(self, request=request, mode=mode_name)
