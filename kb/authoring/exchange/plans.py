"""What is to become of each record that arrives: decided here, without touching anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.exchange.records import Element, Item, is_same_element, says_the_same

MOST_CHARACTERS = 400


class Verdict(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """`what`: of the element, or empty; `name`: of the field."""

    what: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`held`: the same thing as it is in the base now."""

    item: Item
    verdict: Verdict
    held: Item | None = None
    words: str = ""

    def refused(self, words: str) -> Plan:
        return Plan(self.item, Verdict.REFUSED, self.held, words)


def plan(item: Item, *, by_id: Item | None, by_key: Item | None) -> Plan:
    """`by_id`, `by_key`: what has its id, or its key, in its language here."""
    held = by_id or by_key
    if held is None:
        return Plan(item, Verdict.ADDED)
    if item.id and held.id and item.id != held.id:
        text = _("“%(key)s” is the key of something else here.")
        return Plan(item, Verdict.REFUSED, held, text % {"key": item.key})
    if held.key != item.key:
        text = _("Here its key is “%(key)s”; keys cannot be changed by an import.")
        return Plan(item, Verdict.REFUSED, held, text % {"key": held.key})
    if says_the_same(item, held):
        return Plan(item, Verdict.UNCHANGED, held)
    if item.version and item.version != held.version:
        text = _("It has been changed here since it was exported. Export it again, and edit that.")
        return Plan(item, Verdict.REFUSED, held, text)
    return Plan(item, Verdict.CHANGED, held)


def changes_in(plan: Plan) -> tuple[Change, ...]:
    """Element by element, and within each field by field."""
    held = plan.held
    if held is None or plan.verdict is not Verdict.CHANGED:
        return ()
    found = [*_between("", held.fields, plan.item.fields)]
    before = {element.id: element for element in held.elements}
    after = {element.id: element for element in plan.item.elements}
    for element in plan.item.elements:
        found += _of_element(before.get(element.id), element)
    found += [Change(e.kind, "", shown(e.fields), "") for i, e in before.items() if i not in after]
    if not found:
        order = [[e.id for e in item.elements] for item in (held, plan.item)]
        found = [Change("", "order", *(", ".join(ids) for ids in order))]
    return tuple(found)


def _of_element(before: Element | None, after: Element) -> Iterator[Change]:
    if before is None:
        yield Change(after.kind, "", "", shown(after.fields))
    elif before.kind != after.kind:
        yield Change(after.kind, "kind", before.kind, after.kind)
    elif not is_same_element(after, before):
        yield from _between(after.kind, before.fields, after.fields)


def _between(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            yield Change(what, name, shown(before.get(name)), shown(after.get(name)))


def shown(value: Any) -> str:
    """For people to read, not too long."""
    text = _as_text(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_as_text(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(map(_as_text, value))
    return str(value or "")
