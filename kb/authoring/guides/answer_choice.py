"""Another answer, chosen as a page and kept by its key: the same in every language, and known
before the answer itself has arrived."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from wagtail.blocks import PageChooserBlock


class AnswerChoiceBlock(PageChooserBlock):
    """Its value is a key, empty for none. Nothing is asked of the database but for a form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"page_type": "kb.KnowledgePage"} | kwargs))

    def get_default(self) -> str:
        return ""

    def to_python(self, value: Any) -> str:
        return str(value or "")

    def bulk_to_python(self, values: Any) -> list[str]:
        return [self.to_python(value) for value in values]

    def normalize(self, value: Any) -> str:
        return self.to_python(getattr(value, "key", value))

    def get_prep_value(self, value: Any) -> str:
        return self.normalize(value)

    def value_from_form(self, value: Any) -> str:
        """A number, as the chooser sends it; a page without a key has none to be led to by."""
        page = super().value_from_form(value)
        return page.key if page else ""

    def value_for_form(self, value: Any) -> Any:
        return self._page(value)

    def get_form_state(self, value: Any) -> Any:
        return super().get_form_state(self._page(value))

    def clean(self, value: Any) -> str:
        """A key that is not there is told by the guide's own checks, and is not lost."""
        return self.to_python(value)

    def extract_references(self, value: Any) -> Any:
        """The index of uses has them (uses/mentions.py)."""
        return ()

    def _page(self, key: str) -> Any:
        """In the reader's language where there is one, since a key is the same in all."""
        pages = self.model_class.objects.filter(key=key, alias_of=None) if key else ()
        found = {page.locale.language_code: page for page in pages}
        return found.get(get_language() or "") or next(iter(found.values()), None)
