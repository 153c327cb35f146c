"""The choosers of shared content speak the person's language throughout."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class NamedFilters:
    """Mixin: Wagtail leaves the label of a chooser's languages to the field's name in the code."""

    def get_filter_form(self) -> Any:
        form: Any = super().get_filter_form()  # type: ignore[misc]
        if "locale" in form.fields:
            form.fields["locale"].label = _("Language")
        return form


class GovernedChooseView(NamedFilters, ChooseView):
    """The window."""


class GovernedChooseResultsView(NamedFilters, ChooseResultsView):
    """The list in it, as somebody searches."""


class GovernedChooserViewSet(SnippetChooserViewSet):
    choose_view_class = GovernedChooseView
    choose_results_view_class = GovernedChooseResultsView
