"""What rules look at: the parts a change touches, where it stands, and how far it reaches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.approval.changes import ElementChange, changes_of, elements_of, last_out, texts_of
from kb.authoring.models import KnowledgePage, SharedElement, TopicPage
from kb.authoring.uses.queries import answers_reached, reach_of

SUBJECTS = {
    "KnowledgePage": "answer",
    "SharedElement": "shared",
    "Fact": "fact",
    "Term": "term",
    "Offer": "offer",
    "TopicPage": "topic",
}
# Changing these concerns every element of an answer, or the sentence of an offer.
OF_THE_WHOLE = frozenset({"title", "go_live_at", "expire_at", "purpose", "conditions"})
# A mark between letters or digits may be a decimal point or stand in an address.
LOOSE_MARK = re.compile(r"(?<![0-9A-Za-z{}])[^\w\s{}](?![0-9A-Za-z{}])|\s+")


@dataclass(frozen=True, slots=True)
class Features:
    """`kinds`, `audiences` and `channels` are of the elements touched, None where there are no
    elements to tell by; an empty set of channels inside means all of them."""

    subject: str
    topics: frozenset[str]
    reach: int
    kinds: frozenset[str] | None
    audiences: frozenset[str] | None
    channels: tuple[frozenset[str], ...] | None
    is_material: bool


def features_of(new: Any) -> Features:
    """Of a draft, against what last went out of it."""
    old = last_out(new)
    changes = changes_of(new, old=old)
    touched = _touched(new, old, changes)
    subject = SUBJECTS[type(new).__name__]
    has_elements = subject in ("answer", "shared", "offer")
    return Features(
        subject=subject,
        topics=frozenset(_topics_of(new)),
        reach=_reach(new, subject),
        kinds=frozenset(_kinds(touched)) if has_elements else None,
        audiences=frozenset(v.get("audience") or "public" for _kind, v in touched)
        if has_elements
        else None,
        channels=tuple({frozenset(v.get("channels") or ()) for _kind, v in touched})
        if has_elements
        else None,
        is_material=old is None or not has_elements or any(map(_is_material, changes)),
    )


Touched = Sequence[tuple[str, dict[str, Any]]]


def _touched(new: Any, old: Any, changes: Iterable[ElementChange]) -> Touched:
    """Kind and value of each element touched, as it was and as it is."""
    changes = list(changes)
    if old is None or any(change.block in OF_THE_WHOLE for change in changes):
        everything = (*elements_of(new).values(), *(elements_of(old).values() if old else ()))
        return [(child.block_type, value or {}) for child, value in everything]
    values = ((c.kind, v) for c in changes if c.kind for v in (c.before, c.after))
    return [(kind, value) for kind, value in values if value is not None]


def _kinds(touched: Touched) -> set[str]:
    """A place counts as what stands in it."""
    places = {v["element"] for kind, v in touched if kind == "shared" and v.get("element")}
    shared = SharedElement.objects.filter(pk__in=places) if places else ()
    inner = {child.block_type for one in shared for child in one.element}
    return {kind for kind, _value in touched} | inner


def _is_material(change: ElementChange) -> bool:
    if change.block == "wordings":
        return False
    return _core(change.before) != _core(change.after)


def _core(value: Any) -> list[str]:
    texts = (unicodedata.normalize("NFKC", text) for text in texts_of(value))
    return [LOOSE_MARK.sub("", text) for text in texts]


def _reach(obj: Any, subject: str) -> int:
    if subject == "topic":
        return int(KnowledgePage.objects.filter(path__startswith=obj.path, live=True).count())
    return 1 if subject == "answer" else reach_of(obj)


def _topics_of(obj: Any) -> set[str]:
    """The keys of every topic above it, or above the answers that use it."""
    if hasattr(obj, "path"):
        paths = [obj.path]
    else:
        pages = KnowledgePage.objects.filter(pk__in=answers_reached(obj))
        paths = list(pages.values_list("path", flat=True))
    size = KnowledgePage.steplen
    above = {path[:n] for path in paths for n in range(size, len(path) + 1, size)}
    return set(TopicPage.objects.filter(path__in=above).values_list("key", flat=True))
