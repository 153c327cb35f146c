"""The part of a snippet's form that says which live answers it reaches."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from kb.authoring.usage import QUICKLY, Use, foreseen_uses, progress_of
from kb.authoring.uses.listing import uses_told
from kb.authoring.uses.queries import reach_of
from kb.authoring.uses.rights import answers_told
from kb.problem import say

SHOWN = 10


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
            source, user = self.instance, self.request.user
            context["uses"] = uses_told(source, user=user, now=timezone.now())
            context["shown"] = context["uses"].told[:SHOWN]
            context["reach"] = reach_of(source)
            context["label"] = source._meta.label_lower
            context["progress"] = progress_of(source)
            context["problems"] = _problems(source, reach=context["reach"], user=user)
            return context


def _problems(source: Any, *, reach: int, user: Any) -> list[tuple[Use, list[str]]]:
    """What the draft would do, where that is quickly said; of many answers the impact tells."""
    if reach > QUICKLY:
        return []
    found = [use for use in foreseen_uses(source) if use.problems]
    told = answers_told(user, [use.page_id for use in found], now=timezone.now())
    return [(use, list(map(say, use.problems))) for use in found if use.page_id in told]
