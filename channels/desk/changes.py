"""Values that will change: “from 1 July: ¥200 becomes ¥220”, as far as it is published already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.desk.scopes import CHANNEL
from kb.access import Labels
from kb.document import Document, FactUse, FactVariant, Passage
from kb.formats import BadValue, Style, format_fact, variant_name


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value in an element, as the desk writes it, from `at` on. `name`: where it holds, where
    the fact has several."""

    at: datetime
    name: str
    before: str
    after: str


def value_changes(
    document: Document, coming: Sequence[Document]
) -> dict[str, tuple[ValueChange, ...]]:
    """Element → its next changes, all of one moment. `coming`: what the same reader sees from each
    edge on, the soonest first."""
    found = ((p.element, _of_passage(p, document.locale, coming)) for p in document.passages)
    return {element: changes for element, changes in found if changes}


def _of_passage(
    passage: Passage, locale: str, coming: Sequence[Document]
) -> tuple[ValueChange, ...]:
    uses = _uses(passage)
    for later in coming if uses else ():
        then = next((p for p in later.passages if p.element == passage.element), None)
        if then is not None and later.valid_from is not None:
            found = tuple(_between(uses, _uses(then), later.valid_from, locale))
            if found:
                return found
    return ()


def _uses(passage: Passage) -> dict[str, FactUse]:
    return {use.key: use for use in passage.wording(channel=CHANNEL).facts}


def _between(
    now: dict[str, FactUse], then: dict[str, FactUse], at: datetime, locale: str
) -> Iterator[ValueChange]:
    """Values that are there before and after; each only once, though it stands in two places."""
    for key, use in now.items():
        later = _by_labels(then[key]) if key in then else {}
        for labels, variant in _by_labels(use).items():
            after = later.get(labels)
            if after is None or after.value == variant.value:
                continue
            name = variant_name(variant, locale=locale) if len(use.variants) > 1 else ""
            try:
                yield ValueChange(at, name, _said(variant, locale), _said(after, locale))
            except BadValue:
                continue


def _by_labels(use: FactUse) -> dict[Labels, FactVariant]:
    return {variant.labels: variant for variant in use.variants}


def _said(variant: FactVariant, locale: str) -> str:
    return format_fact(variant.value, locale=locale, style=Style.SYMBOL)
