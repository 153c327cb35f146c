"""The topic tree; a team owns a subtree."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from kb.authoring.addresses import HelpAddress, NotPublic
from kb.authoring.announcements import Change, announce, one_change
from kb.authoring.answer_keys import MAX_LENGTH, is_key, with_key
from kb.authoring.copies import DraftCopyForm
from kb.authoring.forms import CleanPageForm
from kb.authoring.governed import Governed
from kb.authoring.permissions import OwnPermissions
from kb.authoring.remarks_panel import RemarksPanel
from kb.authoring.topic_keys import refuse_changed_topic_key, settle_topic_key

LIBRARY_KEY = "library"


class TopicPage(Governed, HelpAddress, OwnPermissions, Page):
    """A folder of answers with a public key, the same in every language."""

    key = models.CharField(
        _("key"),
        max_length=MAX_LENGTH,
        blank=True,
        validators=[is_key],
        help_text=_(
            "Public name of the topic, such as cards.credit. Left empty, one is made. The same in "
            "every language; fixed once published."
        ),
    )

    without_offers = models.BooleanField(
        _("nothing is offered here"),
        default=False,
        help_text=_(
            "For complaints and hardship: after an answer in this topic, or below it, no offer is "
            "ever made."
        ),
    )

    # The libraries, one in each language, are made by migrations; nothing else stands beside them.
    parent_page_types: ClassVar[list[str]] = ["kb.TopicPage"]
    subpage_types: ClassVar[list[str]] = ["kb.TopicPage", "kb.KnowledgePage"]
    base_form_class = CleanPageForm
    copy_form_class = DraftCopyForm
    content_panels: ClassVar[list[Any]] = [
        RemarksPanel(),
        FieldPanel("title", heading=_("Name of the topic"), help_text=" "),
        FieldPanel("key"),
        FieldPanel("without_offers"),
    ]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []
    cleaned_fields: ClassVar[tuple[str, ...]] = ("title",)
    show_in_menus_default = False
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def help_path(self) -> str:
        if not self.live:
            raise NotPublic
        return "" if self.key == LIBRARY_KEY else f"topics/{self.key}/"

    def clean(self) -> None:
        super().clean()
        refuse_changed_topic_key(self)

    def add_child(self, **kwargs: Any) -> Any:
        """The tree locks this topic first and saves the new page afterwards."""
        with one_change():
            return super().add_child(**kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with one_change():
            before = self.key
            settle_topic_key(self)
            super().save(*args, **with_key(kwargs, changed=self.key != before))
            announce(Change("topic", self.pk))
