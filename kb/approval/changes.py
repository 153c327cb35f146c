"""What a revision changes against the last that went out, element by element."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import capfirst
from wagtail.models import Revision

from kb.approval.authors import last_let_out
from kb.authoring.sameness import bare
from kb.authoring.variants import STAMP, STILL_FIT

How = Literal["added", "changed", "removed"]
STREAMS = {"KnowledgePage": "elements", "SharedElement": "element", "Offer": "element"}
# Beside the elements; the others of a page have no effect on what readers get.
FIELDS: dict[str, tuple[str, ...]] = {
    "KnowledgePage": ("title", "wordings", "go_live_at", "expire_at"),
    "SharedElement": ("title",),
    "TopicPage": ("title", "key", "without_offers"),
    "Offer": (
        "title", "purpose", "why", "priority", "shown_most", "shown_days", "declined_days",
        "expire_at",
    ),
    "Term": ("jargon", "plain", "customer_words"),
    "Fact": (
        "name", "name_en", "type", "unit", "basis", "value", "value_en", "next_value",
        "next_value_en", "next_from",
    ),
}  # fmt: skip
UNSEEN = frozenset({STAMP, STILL_FIT})


@dataclass(frozen=True, slots=True)
class ElementChange:
    """`block`: the element's block, or a field's name; `kind` is empty for a field."""

    block: str
    kind: str
    label: str
    how: How
    before: Any
    after: Any


def last_out(obj: Any) -> Any:
    """The object as it last went out, None where it never did."""
    last = last_let_out(obj)
    revision = Revision.objects.filter(pk=last).first() if last else None
    if revision is not None:
        return revision.as_object()
    return type(obj).objects.filter(pk=obj.pk, live=True).first()


def changes_of(new: Any, *, old: Any) -> tuple[ElementChange, ...]:
    """Fields first, then elements in the order of the new, then those that are gone."""
    return (
        *_fields(new, old), *_variants(new, old), *_conditions(new, old), *_elements(new, old)
    )  # fmt: skip


def elements_of(obj: Any) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Block id → the bound block and its plain value, in order."""
    stream = getattr(obj, STREAMS.get(type(obj).__name__, ""), None)
    if stream is None:
        return {}
    return {str(child.id): (child, _plain(child.get_prep_value()["value"])) for child in stream}


def _plain(value: Any) -> Any:
    kept = json.loads(json.dumps(value, cls=DjangoJSONEncoder))
    if isinstance(kept, dict):
        kept = {name: inner for name, inner in kept.items() if name not in UNSEEN}
    return bare(kept)


def _fields(new: Any, old: Any) -> Iterator[ElementChange]:
    for name in FIELDS.get(type(new).__name__, ()):
        before, after = bare(getattr(old, name, None)), bare(getattr(new, name))
        if before != after:
            label = _name_of(new, name)
            words = (_in_words(new, name, value) for value in (before, after))
            yield ElementChange(name, "", label, _how(before, after), *words)


def _name_of(obj: Any, name: str) -> str:
    """As its form calls it: the title of an answer is its standard question."""
    panels = [p for p in getattr(obj, "content_panels", ()) if getattr(p, "field_name", "") == name]
    heading = panels[0].heading if panels else ""
    return capfirst(str(heading or obj._meta.get_field(name).verbose_name))


def _in_words(obj: Any, name: str, value: Any) -> Any:
    return dict(obj._meta.get_field(name).flatchoices).get(value, value)


def _variants(new: Any, old: Any) -> Iterator[ElementChange]:
    if not hasattr(new, "variants"):
        return
    before, after = (_variant_lines(fact) for fact in (old, new))
    if before != after:
        label = capfirst(str(new.variants.model._meta.verbose_name_plural))
        yield ElementChange("variants", "", label, _how(before, after), before, after)


def _conditions(new: Any, old: Any) -> Iterator[ElementChange]:
    """For whom an offer is, in sentences."""
    if not hasattr(new, "condition_lines"):
        return
    before, after = (list(offer.condition_lines) or None if offer else None for offer in (old, new))
    if before != after:
        label = capfirst(str(new._meta.get_field("conditions").verbose_name))
        yield ElementChange("conditions", "", label, _how(before, after), before, after)


def _variant_lines(fact: Any) -> list[str] | None:
    if fact is None:
        return None
    names = ("regions", "segments", "products", "value", "next_value", "next_from")
    rows = ([bare(getattr(row, name)) for name in names] for row in fact.variants.all())
    return [" ".join(_words(row)) for row in rows] or None


def _words(row: Any) -> Iterator[str]:
    for value in row:
        if value:
            yield "/".join(value) if isinstance(value, list) else str(value)


def _elements(new: Any, old: Any) -> Iterator[ElementChange]:
    before = elements_of(old) if old is not None else {}
    after = elements_of(new)
    for block, (child, value) in after.items():
        known = before[block][1] if block in before else None
        if known != value:
            how: How = "changed" if block in before else "added"
            yield _element(block, child, how, known, value)
    for block, (child, value) in before.items():
        if block not in after:
            yield _element(block, child, "removed", value, None)


def _element(block: str, child: Any, how: How, before: Any, after: Any) -> ElementChange:
    return ElementChange(block, child.block_type, str(child.block.label), how, before, after)


def _how(before: Any, after: Any) -> How:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a plain value, in order."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)
    elif value is not None:
        yield str(value)
