"""The answer's form in the admin: what cannot go out is refused at the element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError

from kb.authoring.element_ids import element_id
from kb.problem import Problem, say

Check = Callable[[Any], Sequence[Problem]]
_checks: list[Check] = []


def register_check(check: Check) -> None:
    """`check(page)` returns what stops this unsaved page from going out."""
    _checks.append(check)


def problems_of(page: Any) -> tuple[Problem, ...]:
    """Everything that stops the page, from every registered check."""
    found = [problem for check in _checks for problem in check(page)]
    return tuple(p for p in dict.fromkeys(found) if p.severity == "error")


class KnowledgePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Checked on submit and publish; a draft may be unfinished."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and not self.errors:
            self._check_all()
        return cleaned

    def _check_all(self) -> None:
        page = self._unsaved_page()
        at_element, elsewhere = sort_by_block(page, problems_of(page))
        if at_element:
            self.add_error("elements", StreamBlockValidationError(block_errors=at_element))
        for message in elsewhere:
            self.add_error(NON_FIELD_ERRORS, message)

    def _unsaved_page(self) -> Any:
        page = self.instance
        page.title = self.cleaned_data.get("title", page.title)
        for name in ("elements", "wordings", "expire_at"):
            if name in self.cleaned_data:
                setattr(page, name, self.cleaned_data[name])
        return page


def sort_by_block(
    page: Any, problems: Sequence[Problem]
) -> tuple[dict[int, ValidationError], list[str]]:
    """Problems by position of their element, and those of the answer as a whole."""
    places = {element_id(page, child): i for i, child in enumerate(page.elements)}
    at_element: dict[int, list[str]] = {}
    elsewhere = []
    for problem in problems:
        if problem.element in places:
            at_element.setdefault(places[problem.element], []).append(say(problem))
        else:
            elsewhere.append(say(problem))
    return {i: ValidationError(texts) for i, texts in at_element.items()}, elsewhere
