"""Names found in texts → the rows they mean, for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wagtail.images import get_image_model

from kb.authoring.uses.mentions import Mention
from kb.authoring.uses.names import (
    answer_ref,
    basis_ref,
    fact_ref,
    image_ref,
    label_ref,
    shared_ref,
    term_ref,
)
from kb.authoring.uses.tables import WrittenUse
from kb.locales import DJANGO_TO_OUTSIDE

PLACE = "place:"
HELD = "chosen"
Name = Callable[..., tuple[tuple[str, str], ...]]


def with_places(mentions: Iterable[Mention]) -> Name:
    """A function that names what a mention uses, and in which field. A place of a shared element
    shows the one in its page's own language, and holds on to the one that was chosen."""
    from kb.authoring.models import SharedElement

    pks = {int(m.ref.removeprefix(PLACE)) for m in mentions if m.ref.startswith(PLACE)}
    rows = SharedElement.objects.filter(pk__in=pks).values_list("pk", "translation_key", "locale")
    chosen = {f"{PLACE}{pk}": (key, locale) for pk, key, locale in rows} if pks else {}
    tags = _tags() if chosen else {}

    def name(mention: Mention, *, locale_id: int | None) -> tuple[tuple[str, str], ...]:
        if not mention.ref.startswith(PLACE):
            return ((mention.ref, mention.field),)
        if mention.ref not in chosen:
            return ()
        key, own = chosen[mention.ref]
        shown = shared_ref(key, locale=tags[locale_id or own]), mention.field
        held = shared_ref(key, locale=tags[own]), HELD
        return (shown,) if shown[0] == held[0] else (shown, held)

    return name


def _tags() -> dict[int, str]:
    from wagtail.models import Locale

    rows = Locale.objects.values_list("pk", "language_code")
    return {pk: DJANGO_TO_OUTSIDE.get(code, code) for pk, code in rows}


def fill_rows(rows: Sequence[WrittenUse]) -> None:
    """Sets the column of whatever each row names, where it exists."""
    by_kind: dict[str, list[WrittenUse]] = {}
    for row in rows:
        by_kind.setdefault(row.ref.partition(":")[0], []).append(row)
    for kind, found in by_kind.items():
        known = FINDERS[kind]({row.ref for row in found})
        for row in found:
            setattr(row, f"{kind}_id", known.get(row.ref))


def _facts(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import Fact

    rows = Fact.objects.filter(key__in=[_tail(ref, 1) for ref in refs])
    return {fact_ref(key): pk for key, pk in rows.values_list("key", "pk")}


def _terms(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import Term

    rows = Term.objects.filter(key__in=[_tail(ref, 2) for ref in refs])
    found = rows.values_list("key", "locale__language_code", "pk")
    return {term_ref(key, locale=DJANGO_TO_OUTSIDE.get(c, c)): pk for key, c, pk in found}


def _shared(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import SharedElement

    rows = SharedElement.objects.filter(translation_key__in=[_tail(ref, 2) for ref in refs])
    found = rows.values_list("translation_key", "locale__language_code", "pk")
    return {shared_ref(key, locale=DJANGO_TO_OUTSIDE.get(c, c)): pk for key, c, pk in found}


def _labels(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import LabelValue

    rows = LabelValue.objects.filter(code__in=[_tail(ref, 2) for ref in refs])
    found = rows.values_list("dimension", "code", "pk")
    return {label_ref(dimension, code): pk for dimension, code, pk in found}


def _images(refs: set[str]) -> dict[str, int]:
    pks = [_tail(ref, 1) for ref in refs]
    rows = get_image_model().objects.filter(pk__in=[pk for pk in pks if pk.isdecimal()])
    return {image_ref(pk): pk for pk in rows.values_list("pk", flat=True)}


def _bases(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import BasisRecord

    rows = BasisRecord.objects.filter(pk__in=[_tail(ref, 1) for ref in refs])
    return {basis_ref(pk): pk for pk in rows.values_list("pk", flat=True)}


def _answers(refs: set[str]) -> dict[str, int]:
    from kb.authoring.models import KnowledgePage

    pages = KnowledgePage.objects.filter(key__in=[_tail(ref, 2) for ref in refs], alias_of=None)
    found = pages.values_list("key", "locale__language_code", "pk")
    return {answer_ref(key, locale=DJANGO_TO_OUTSIDE.get(c, c)): pk for key, c, pk in found}


def _tail(ref: str, colons: int) -> str:
    return ref.split(":", colons)[colons]


FINDERS: dict[str, Callable[[set[str]], dict[str, Any]]] = {
    "fact": _facts,
    "term": _terms,
    "shared": _shared,
    "label": _labels,
    "image": _images,
    "basis": _bases,
    "answer": _answers,
}
