"""What is made from something in another language begins as that text: until it is translated, it
is the work of whoever wrote the original."""

from __future__ import annotations

import re
from typing import Any

from wagtail.models import Revision, TranslatableMixin

from kb.authoring.plain_language.elements import texts_of
from kb.authoring.plain_language.texts import BASIS
from kb.authoring.sameness import bare

PLACEHOLDER = re.compile(r"\{\{.*?\}\}")


def authors_of_originals(obj: Any) -> set[int]:
    """Whoever signed what was there in another language before this began, where any of its text
    still stands as it was. Numbers are the same in every language."""
    if not isinstance(obj, TranslatableMixin):
        return set()
    others = list(obj.get_translations())
    if not others:
        return set()
    first = Revision.objects.for_instance(obj).order_by("pk").first()
    found: set[int] = set()
    for other in others:
        before = Revision.objects.for_instance(other)
        before = before.filter(pk__lt=first.pk) if first else before
        original = before.order_by("-pk").first()
        if original and _texts(obj.get_latest_revision_as_object()) & _texts(original.as_object()):
            found.update(before.exclude(user=None).values_list("user", flat=True))
    return found


def _texts(obj: Any) -> set[str]:
    if hasattr(obj, "elements") or hasattr(obj, "element"):
        said = [text.text for text in texts_of(obj) if text.field != BASIS]
    else:
        said = [str(getattr(obj, name) or "") for name in obj.cleaned_fields]
    return {str(bare(text)) for text in said if _is_in_words(text)}


def _is_in_words(text: str) -> bool:
    return any(char.isalpha() for char in PLACEHOLDER.sub("", text))
