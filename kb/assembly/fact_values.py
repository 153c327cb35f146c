"""The values of a fact at one moment, with what becomes of them later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from kb.access import Labels
from kb.assembly.sources import Names
from kb.authoring.models import Fact
from kb.document import FactUse, FactValue, FactVariant
from kb.text import clean


def use_of(
    fact: Fact, *, locale: str, as_of: datetime, names: Mapping[tuple[str, str], Names]
) -> FactUse:
    """Every value that may apply at `as_of`, the variants first and the default last."""
    found = [
        FactVariant(
            value=_value(fact, row, locale=locale, as_of=as_of),
            labels=variant_labels(row),
            names=_joined_names(row, names),
        )
        for row in fact.variants.all()
    ]
    found.append(FactVariant(value=_value(fact, fact, locale=locale, as_of=as_of)))
    return FactUse(key=fact.key, variants=tuple(found))


def fact_edges(fact: Fact) -> Iterator[tuple[datetime, Labels]]:
    """When a next value starts, and for whom."""
    if fact.next_from:
        yield fact.next_from, Labels()
    for row in fact.variants.all():
        if row.next_from:
            yield row.next_from, variant_labels(row)


def variant_labels(row: Any) -> Labels:
    return Labels(
        regions=frozenset(row.regions),
        segments=frozenset(row.segments),
        products=frozenset(row.products),
    )


def _value(fact: Fact, row: Any, *, locale: str, as_of: datetime) -> FactValue:
    name = "next_value" if row.next_from and as_of >= row.next_from else "value"
    text = getattr(row, name)
    if fact.type == "text" and locale == "en":
        text = getattr(row, f"{name}_en") or text
    # Forms clean what is typed; a value may also come from a file, or stand in a variant's row.
    return FactValue(type=fact.type, value=clean(text).text, unit=fact.unit, basis=fact.basis)


def _joined_names(row: Any, names: Mapping[tuple[str, str], Names]) -> Names:
    """How a list of values names this variant: `北京分行、贵宾客户`, or the codes if unnamed."""
    held = [
        (dim, code) for dim in ("regions", "segments", "products") for code in getattr(row, dim)
    ]
    joined = []
    for tag, comma in (("zh-Hans", "、"), ("en", ", ")):
        parts = [dict(names.get(label, ())).get(tag, label[1]) for label in held]
        joined.append((tag, clean(comma.join(parts)).text))
    return tuple(joined)
