"""The part of an answer's form that shows which wordings stand elsewhere too, with both answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from kb.authoring import same_wordings


class SameWordingsPanel(Panel):
    """Not there where there is nothing to decide."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("The same wording on another answer")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "same_wordings"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/same_wordings_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            looked = getattr(self.form, "looked", None)
            if looked is not None:
                self.clashes = looked.clashes
            elif self.instance.pk:
                self.clashes = same_wordings.clashes_of(self.instance, self.request.user)
            else:
                self.clashes = ()

        def is_shown(self) -> bool:
            return bool(self.clashes)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            posted = self.form.data if self.form is not None and self.form.is_bound else {}
            context["clashes"] = [(clash, _posted(clash, posted)) for clash in self.clashes]
            context["options"] = same_wordings.label_options()
            context["question"] = self.instance.title
            return context


def _posted(clash: same_wordings.Clash, posted: Any) -> dict[str, str]:
    """What the editor had chosen when the form came back."""
    names = ("verdict", "why", "here", "there")
    return {name: posted.get(f"same-{clash.id}-{name}", "") for name in names}
