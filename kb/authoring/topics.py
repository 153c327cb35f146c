"""The topic tree; a team owns a subtree."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from kb.authoring.announcements import Change, announce
from kb.authoring.answer_keys import MAX_LENGTH, is_key
from kb.authoring.permissions import OwnPermissions
from kb.authoring.topic_keys import settle_topic_key

LIBRARY_KEY = "library"


class TopicPage(OwnPermissions, Page):
    """A folder of answers with a public key, the same in every language."""

    key = models.CharField(
        _("key"),
        max_length=MAX_LENGTH,
        blank=True,
        validators=[is_key],
        help_text=_("Public name of the topic, such as cards.credit. Left empty, one is made."),
    )

    template = "admin/not_served.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page", "kb.TopicPage"]
    subpage_types: ClassVar[list[str]] = ["kb.TopicPage", "kb.KnowledgePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("key")]
    promote_panels: ClassVar[list[Any]] = []
    show_in_menus_default = False
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            settle_topic_key(self)
            super().save(*args, **kwargs)
            announce(Change("topic", self.pk))
