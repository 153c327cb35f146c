"""What is asked much more than usual now, on the admin's home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from kb.feedback.surges.queries import Seen, open_surges
from kb.feedback.surges.seeing import sight_of

SHOWN = 5


class SurgePanel(Component):
    """`order` is Wagtail's: above everything else."""

    name, order = "surges", 10
    template_name = "surges/panel.html"

    def __init__(self, found: list[Seen]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"found": self.found[:SHOWN], "more": max(0, len(self.found) - SHOWN)}


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """For Wagtail's hook construct_homepage_panels; nothing where nothing surges."""
    sight = sight_of(request.user, now=timezone.now())
    if sight is not None and (found := open_surges(sight=sight)):
        panels.append(SurgePanel(found))
