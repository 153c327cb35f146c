"""The way back that stands above each screen of the admin."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import SnippetViewSet

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")}


def begin_at_home_in_the_readers_language() -> None:
    """When the app starts. Wagtail would name the first step in the language in which the house
    starts, for everybody; lists of ours stand in the menu, so nothing else comes before them."""
    WagtailAdminTemplateMixin.breadcrumbs_items = [HOME]
    SnippetViewSet.breadcrumbs_items = property(lambda self: [HOME])
