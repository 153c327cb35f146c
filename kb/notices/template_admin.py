"""The screen on which templates are prepared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from kb.notices.tables import NoticeTemplate

HOW = _(
    "Write what changes from case to case, such as the place or the time, in single braces. "
    "Whoever uses the template is asked for it. Nothing of a template goes out by itself."
)
MENU = "register_emergency_menu_item"


class TemplateViewSet(SnippetViewSet):
    model = NoticeTemplate
    icon = "copy"
    menu_label = _("Notice templates")
    # In the menu of notices, and in no other.
    add_to_admin_menu = True
    menu_hook = MENU
    menu_order = 20
    search_backend_name = None
    list_display = ["__str__", "audience", Column("hours", label=_("Usual length in hours"))]
    panels = [
        HelpPanel(content=HOW),
        FieldRowPanel([FieldPanel("name_zh"), FieldPanel("name_en")]),
        FieldPanel("wording_zh"),
        FieldPanel("wording_en"),
        FieldPanel("inner_zh"),
        FieldPanel("inner_en"),
        FieldRowPanel([FieldPanel("audience"), FieldPanel("hours")]),
        FieldPanel("answers"),
    ]
