"""The top of the editor's form: how plain the text is, and the way from finding to finding.

Stands outside the package of the rules, which know the models that show this panel.
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from kb.authoring import plain_language_addresses as addresses


class LanguagePanel(Panel):
    """Draws nothing by itself: its script asks for findings and puts them at their fields."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("Plain language")} | kwargs))

    @property
    def clean_name(self) -> str:
        return "plain_language"

    class BoundPanel(Panel.BoundPanel):
        template_name = "authoring/language_panel.html"

        @property
        def media(self) -> Media:
            return Media(
                css={"all": ["granule/language.css"]},
                js=["granule/language.js", "granule/completions.js"],
            )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            code = self.instance.locale.language_code
            context["check_url"] = self._check_url(code)
            context["names_url"] = reverse(addresses.NAMES, args=[code])
            context["words"] = words()
            return context

        def _check_url(self, code: str) -> str:
            """A new page is checked by the rights in its topic, since it is nowhere yet."""
            is_answer = hasattr(self.instance, "elements")
            if self.instance._meta.model_name == "offer":
                return reverse(addresses.OFFER, args=[code])
            if self.instance.pk:
                name = addresses.PAGE if is_answer else addresses.SHARED
                return reverse(name, args=[self.instance.pk])
            if is_answer:
                topic = self.request.resolver_match.kwargs["parent_page_id"]
                return reverse(addresses.UNDER, args=[topic])
            return reverse(addresses.NEW_SHARED, args=[code])


def words() -> dict[str, str]:
    """What the script says, in the editor's language."""
    return {
        "error": say("Error"),
        "warning": say("Warning"),
        "hint": say("Hint"),
        "put": say("Put in “%(text)s”"),
        "take_out": say("Take it out"),
        "show": say("Show this place"),
        "here": say("About this text"),
        "plain": say("Plain: nothing found."),
        "counts": say("Errors: %(error)s. Warnings: %(warning)s. Hints: %(hint)s."),
        "score": say("%(score)s of 100"),
        "failed": say("The check does not answer. Your text is safe; type on."),
        "none": say("No fact or term is called so."),
        "names": say("Facts and terms"),
        "fact": say("Fact"),
        "term": say("Term"),
    }
