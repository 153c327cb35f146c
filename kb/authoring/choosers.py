"""The choosers of shared content speak the person's language throughout, and find by any part of a
name, number or key."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms.choosers import SearchFilterMixin
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class FindsWords(SearchFilterMixin):
    """Wagtail searches what is in its index alone; this asks the fields that the list searches."""

    def filter(self, objects: Any) -> Any:
        # Past the search that this stands for.
        objects = super(SearchFilterMixin, self).filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        names = objects.model.snippet_viewset.search_fields
        for word in (self.search_query or "").split():
            objects = objects.filter(reduce(or_, (Q(**{f"{n}__icontains": word}) for n in names)))
        return objects


class NamedFilters:
    """Mixin: Wagtail leaves the label of a chooser's languages to the field's name in the code."""

    def get_filter_form_class(self) -> Any:
        others = super().get_filter_form_class()  # type: ignore[misc]
        return type("FilterForm", (FindsWords, others), {})

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
