"""The part of a fact's form that shows its values over time."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from kb.authoring.fact_timeline import shown_next, shown_value, timeline


class TimelinePanel(Panel):
    """Past, present and next value; what each variant is now and will be."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("Values over time")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "values_over_time"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/timeline_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            now, fact = timezone.now(), type(self.instance).objects.get(pk=self.instance.pk)
            context["steps"] = timeline(fact, now=now) if fact.live else ()
            context["taken_over"] = getattr(self.form, "taken_over", ())
            context["variants"] = [
                (row, shown_value(row, fact=fact, now=now), shown_next(row, fact=fact, now=now))
                for row in (fact.variants.all() if fact.live else ())
            ]
            return context
