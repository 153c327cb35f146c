"""Two revisions of an answer, element by element: what came, went, moved, or reads differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin.compare import StreamFieldComparison, register_comparison_class

from kb.authoring.blocks import ElementsField
from kb.authoring.settings_blocks import LABEL_FIELDS
from kb.care.translating import said
from kb.publication.impact.marking import mark

Runs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """`state`: `same`, `added`, `removed`, `changed`; `moved`: it stands elsewhere among those that
    are in both. `runs`: pieces of text, each `same`, `old` or `new`; `labels`: what of who sees it,
    and when, is different: field, before, after."""

    label: str
    state: str
    moved: bool
    runs: Runs
    labels: tuple[tuple[str, str, str], ...] = ()


def compare(before: Sequence[Any], after: Sequence[Any]) -> list[Compared]:
    """Blocks with ids, in the order of the newer; what went stands where it stood."""
    old = {str(child.id): child for child in before}
    new = {str(child.id): child for child in after}
    moved = _moved([i for i in old if i in new], [i for i in new if i in old])
    return list(_rows(old, new, moved))


def _rows(old: dict[str, Any], new: dict[str, Any], moved: set[str]) -> Iterator[Compared]:
    order = list(old)
    shown: set[str] = set()
    for name, child in new.items():
        if name in old:
            for gone in order[: order.index(name)]:
                if gone not in new and gone not in shown:
                    shown.add(gone)
                    yield _lone(old[gone], "removed", "old")
            yield _both(old[name], child, moved=name in moved)
        else:
            yield _lone(child, "added", "new")
    for name in order:
        if name not in new and name not in shown:
            yield _lone(old[name], "removed", "old")


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest whose move explains the new order: all but the longest run in common."""
    places = [before.index(name) for name in after]
    best: list[list[int]] = []
    for i, place in enumerate(places):
        longest = max((best[j] for j in range(i) if places[j] < place), key=len, default=[])
        best.append([*longest, i])
    kept = max(best, key=len, default=[])
    return {after[i] for i in range(len(after)) if i not in kept}


def _lone(child: Any, state: str, kind: str) -> Compared:
    return Compared(str(child.block.label), state, False, ((said(child), kind),))


def _both(one: Any, other: Any, *, moved: bool) -> Compared:
    before, after = said(one), said(other)
    labels = tuple(_labels(one.value, other.value))
    state = "changed" if before != after or labels else "same"
    return Compared(str(other.block.label), state, moved, _merged(before, after), labels)


def _merged(before: str, after: str) -> Runs:
    """One text: what went, then what came in its place."""
    if before == after:
        return ((after, "same"),)
    old, new = mark(before, after)
    runs: list[tuple[str, str]] = []
    left = list(old)
    for run in new:
        while left and left[0].changed:
            runs.append((left.pop(0).text, "old"))
        if run.changed:
            runs.append((run.text, "new"))
        elif left:
            runs.append((left.pop(0).text, "same"))
    runs += [(run.text, "old") for run in left if run.changed]
    return tuple(runs)


def _labels(one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
    for name in LABEL_FIELDS:
        before, after = _shown(one.get(name)), _shown(other.get(name))
        if before != after:
            yield str(one.block.child_blocks[name].label), before, after


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value) if value else ""


class ElementsComparison(StreamFieldComparison):
    """For Wagtail's screen that compares two revisions."""

    @cached_property
    def rows(self) -> list[Compared]:
        return compare(self.val_a, self.val_b)

    def htmldiff(self) -> str:
        return render_to_string("care/compared.html", {"rows": self.rows})

    def has_changed(self) -> bool:
        return any(row.state != "same" or row.moved for row in self.rows)


def connect() -> None:
    register_comparison_class(ElementsField, comparison_class=ElementsComparison)
