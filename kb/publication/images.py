"""Where a picture stands in what is live: it may be seen by whoever may see one of its places."""

from __future__ import annotations

from kb.access import Scope
from kb.document import Passage
from kb.publication.models import LiveUse
from kb.publication.queries import Candidate, authorize


def image_ref(passage: Passage) -> tuple[str, ...]:
    """How `LiveUse` names the picture of an element; empty where it has none."""
    return (f"image:{passage.image.id}",) if passage.image else ()


def is_image_visible(*, scope: Scope, image: int) -> bool:
    """Does it stand in an element that this scope may see now?"""
    places = LiveUse.objects.filter(ref=f"image:{image}", locale__in=scope.locales)
    candidates = [Candidate(key, locale) for key, locale in places.values_list("key", "locale")]
    answers = authorize(scope=scope, candidates=candidates)
    passages = (passage for answer in answers for passage in answer.document.passages)
    return any(passage.image is not None and passage.image.id == image for passage in passages)
