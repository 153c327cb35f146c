"""Elements that cite a basis by writing it out: its number or its title, and no record of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from wagtail.models import Page, Revision

from kb.authoring.models import BasisRecord, KnowledgePage, SharedElement
from kb.search.segmentation import normalise, runs

# Subject → its model, the field that holds elements, and whose revisions its own are among.
HOLDERS: tuple[tuple[str, Any, str, Any], ...] = (
    ("answer", KnowledgePage, "elements", Page),
    ("shared", SharedElement, "element", SharedElement),
)
BATCH = 200


def typed_citations(record: BasisRecord) -> set[tuple[str, int, str]]:
    """Subject, primary key and element, of all that is live, scheduled or drafted. Reads every
    version there is, which the rare end of a basis is worth."""
    return {
        (subject, pk, str(block.get("id") or ""))
        for subject, model, field, base in HOLDERS
        for pk, raw in _versions(model, field, base)
        for block in raw
        if is_cited(record, _basis_of(block))
    }


def is_cited(record: BasisRecord, basis: Mapping[str, Any]) -> bool:
    """Where both have a number it decides, since titles are given again each year."""
    if basis.get("record"):
        return False
    document, number = fold(basis.get("document")), fold(basis.get("number"))
    own = fold(record.number)
    if number and own:
        return number == own
    names = {fold(record.title), fold(f"{record.title} {record.number}"), own} - {()}
    return document in names


def fold(text: Any) -> tuple[str, ...]:
    """Its words and numbers: 〔2026〕1号 is [2026] 1 号, and not 〔202〕61号."""
    return tuple(runs(normalise(str(text or ""))))


def _basis_of(block: Any) -> Mapping[str, Any]:
    value = block.get("value")
    return (value.get("basis") or {}) if isinstance(value, Mapping) else {}


def _versions(model: Any, field: str, base: Any) -> Iterator[tuple[int, Any]]:
    things = model.objects.filter(alias_of=None) if model is KnowledgePage else model.objects.all()
    stored = things.filter(Q(live=True) | Q(latest_revision=None)).order_by("pk")
    for thing in stored.only("pk", field).iterator(chunk_size=BATCH):
        yield thing.pk, getattr(thing, field).raw_data
    drafts = things.filter(Q(live=False) | Q(has_unpublished_changes=True))
    waiting = Revision.objects.filter(
        Q(pk__in=drafts.order_by().values("latest_revision"))
        | Q(approved_go_live_at__isnull=False),
        base_content_type=ContentType.objects.get_for_model(base),
    )
    for pk, raw in waiting.values_list("object_id", F(f"content__{field}")).iterator(BATCH):
        yield int(pk), json.loads(raw) if isinstance(raw, str) else raw or ()
