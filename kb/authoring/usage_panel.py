"""The part of a snippet's form that says which live answers it reaches."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from kb.authoring.usage import foreseen_uses, progress_of
from kb.problem import say


class UsagePanel(Panel):
    """Reach, and what the draft would do to each answer once it is approved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("Answers that use it")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "answers_that_use_it"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/usage_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            uses = foreseen_uses(self.instance)
            context["uses"] = uses
            context["progress"] = progress_of(self.instance)
            context["problems"] = [
                (use, [say(problem) for problem in use.problems]) for use in uses if use.problems
            ]
            return context
