"""Values that will change: “from 1 July: ¥220 (now ¥200)”, as far as that is published already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.desk.scopes import CHANNEL
from kb.document import Document, Passage
from kb.formats import BadValue, Style, format_use


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value in an element, as the desk writes it, from `at` on."""

    at: datetime
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
    now = _values(passage, locale)
    for later in coming if now else ():
        then = next((p for p in later.passages if p.element == passage.element), None)
        if then is None or later.valid_from is None:
            continue
        values = _values(then, locale)
        changed = [key for key in now if key in values and values[key] != now[key]]
        if changed:
            return tuple(ValueChange(later.valid_from, now[key], values[key]) for key in changed)
    return ()


def _values(passage: Passage, locale: str) -> Mapping[str, str]:
    """Fact → its value; one that cannot be said is left out."""
    said: dict[str, str] = {}
    for use in passage.wording(channel=CHANNEL).facts:
        try:
            said[use.key] = format_use(use, locale=locale, style=Style.SYMBOL)
        except BadValue:
            continue
    return said
