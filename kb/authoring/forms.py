"""The forms of the admin: unseen characters go at every save, and what cannot go out is refused at
the element, once somebody wants it to go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError

from kb.authoring import same_wordings
from kb.authoring.cleaning import Cleaner
from kb.authoring.element_ids import element_id
from kb.authoring.field_errors import Said, error_at_fields
from kb.authoring.newer_versions import warn_of_newer
from kb.authoring.sameness import bare
from kb.problem import Problem, say

Check = Callable[[Any], Sequence[Problem]]
_checks: list[Check] = []
FirstLook = Callable[..., Sequence[Problem]]
_first_looks: list[FirstLook] = []


def register_first_look(look: FirstLook) -> None:
    """`look(unsaved, *, user)` returns what stops even a draft of an answer from being saved."""
    _first_looks.append(look)


def register_check(check: Check) -> None:
    """`check(unsaved)` returns what stops this answer or shared element from going out."""
    _checks.append(check)


def problems_of(unsaved: Any) -> tuple[Problem, ...]:
    """Everything that stops it, from every registered check."""
    found = [problem for check in _checks for problem in check(unsaved)]
    return tuple(p for p in dict.fromkeys(found) if p.severity == "error")


class CleanForm:
    """Mixin: cleans the fields that the model names in `cleaned_fields`."""

    instance: Any
    data: Any
    for_user: Any
    cleaned_data: dict[str, Any]

    @cached_property
    def changed_data(self) -> list[str]:
        """What was really edited."""
        found: list[str] = super().changed_data  # type: ignore[misc]
        return [name for name in found if not self._is_same(self[name])]  # type: ignore[index]

    def _is_same(self, field: Any) -> bool:
        if field.name not in self.instance.cleaned_fields:
            return False
        return bool(bare(field.initial) == bare(field.data))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        cleaner = Cleaner()
        for name in self.instance.cleaned_fields:
            if name in cleaned:
                cleaned[name] = cleaner.clean(cleaned[name])
        # Told to the editor once the form is saved (kb/authoring/notices.py).
        self.instance.removed_characters = cleaner.removed
        if warning := warn_of_newer(self.instance, self.data, user=self.for_user):
            self.add_error(NON_FIELD_ERRORS, warning)
        return cleaned

    def add_error(self, field: str, error: Any) -> None:
        super().add_error(field, error)  # type: ignore[misc]


class CleanPageForm(CleanForm, WagtailAdminPageForm):
    """For pages without elements."""


class CleanSnippetForm(CleanForm, WagtailAdminModelForm):
    """For snippets without elements."""


class CheckedForm(CleanForm):
    """Mixin: asks every registered check on submit and approval; a draft may be unfinished."""

    stream: str
    applied: Sequence[str]
    errors: Any
    is_deferred_validation: bool

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.look_first(cleaned)
        if not self.is_deferred_validation and not self.errors:
            self._check_all(cleaned)
        return cleaned

    def look_first(self, cleaned: dict[str, Any]) -> None:
        """Before the checks, also of a draft."""

    def _check_all(self, cleaned: dict[str, Any]) -> None:
        for name in self.applied:
            if name in cleaned:
                setattr(self.instance, name, cleaned[name])
        problems = problems_of(self.instance)
        at_element, elsewhere = sort_by_block(self.instance, self.stream, problems)
        if at_element:
            self.add_error(self.stream, StreamBlockValidationError(block_errors=at_element))
        for message in elsewhere:
            self.add_error(NON_FIELD_ERRORS, message)


class AnswerForm(CheckedForm, WagtailAdminPageForm):
    stream = "elements"
    applied = ("title", "wordings", "elements", "key", "expire_at")
    looked: same_wordings.Looked

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.locale_id is None and self.parent_page is not None:
            # Wagtail's preview of a new page gives it none, and it is looked through in it.
            self.instance.locale = self.parent_page.locale

    def look_first(self, cleaned: dict[str, Any]) -> None:
        """Wordings that stand on another answer too; what was decided is done once the form is
        saved (kb/care/wording_decisions.py), and a line that belongs there goes at once."""
        for name in ("title", "wordings", "elements"):
            if name in cleaned:
                setattr(self.instance, name, cleaned[name])
        clashes = same_wordings.clashes_of(self.instance, self.for_user)
        self.looked = same_wordings.look(clashes, self.data)
        self.instance.wording_decisions = self.looked.decisions
        gone = {d.clash.wording for d in self.looked.decisions if d.verdict == same_wordings.THERE}
        if gone:
            lines = cleaned["wordings"].splitlines()
            cleaned["wordings"] = "\n".join(line for line in lines if line.strip() not in gone)
        for words in () if self.is_deferred_validation else self.looked.objections:
            self.add_error(NON_FIELD_ERRORS, words)
        if "elements" in cleaned:
            self._refuse_at_once()

    def _refuse_at_once(self) -> None:
        """What not even a draft may hold: it would stand in others' way."""
        found = [p for look in _first_looks for p in look(self.instance, user=self.for_user)]
        at_element, _elsewhere = sort_by_block(self.instance, self.stream, found)
        if at_element:
            self.add_error(self.stream, StreamBlockValidationError(block_errors=at_element))


class SharedElementForm(CheckedForm, WagtailAdminModelForm):
    stream = "element"
    applied = ("title", "key", "element")


class OfferForm(CheckedForm, WagtailAdminModelForm):
    stream = "element"
    applied = ("title", "key", "element", "conditions")


def sort_by_block(
    owner: Any, stream: str, problems: Sequence[Problem]
) -> tuple[dict[int, ValidationError], list[str]]:
    """Problems by position of their element, and those of the whole; what several channels say
    alike is said once."""
    places = {element_id(owner, child): i for i, child in enumerate(getattr(owner, stream))}
    at_element: dict[int, list[Said]] = {}
    elsewhere = []
    said = dict.fromkeys((problem.element, problem.place, say(problem)) for problem in problems)
    for element, place, text in said:
        if element in places:
            at_element.setdefault(places[element], []).append((place, text))
        else:
            elsewhere.append(text)
    return {i: error_at_fields(found) for i, found in at_element.items()}, elsewhere
