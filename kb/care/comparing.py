"""Two revisions of an answer, element by element: what came, went, moved, or reads differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin.compare import StreamFieldComparison, register_comparison_class

from kb.access.models import AUDIENCE_CHOICES, VERIFICATION_CHOICES
from kb.authoring.blocks import ElementsField
from kb.authoring.channel_names import name_of
from kb.authoring.label_values import choices_for
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
    left = [(run.text, run.changed) for run in old]
    runs: list[tuple[str, str]] = []
    for run in new:
        _take_gone(left, runs)
        if run.changed:
            runs.append((run.text, "new"))
        else:
            _take_same(left, runs, run.text)
    _take_gone(left, runs)
    return tuple(runs)


def _take_gone(left: list[tuple[str, bool]], runs: list[tuple[str, str]]) -> None:
    while left and left[0][1]:
        runs.append((left.pop(0)[0], "old"))


def _take_same(left: list[tuple[str, bool]], runs: list[tuple[str, str]], text: str) -> None:
    """`text` is in both; in the older one it may be cut by what went."""
    while text:
        _take_gone(left, runs)
        held = left[0][0] if left else text
        taken = text[: len(held)]
        runs.append((taken, "same"))
        text = text[len(taken) :]
        if left:
            left[0] = (held[len(taken) :], False)
            if not left[0][0]:
                left.pop(0)


def _labels(one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
    for name in LABEL_FIELDS:
        before, after = (_shown(name, value.get(name)) for value in (one, other))
        if before != after:
            yield str(one.block.child_blocks[name].label), before, after


def _shown(name: str, value: Any) -> str:
    """By their names, as in the form."""
    if not value or (name == "verification" and value == "none"):
        return ""
    if name in ("regions", "segments", "products"):
        names = dict(choices_for(name))
    elif name == "channels":
        names = {code: str(name_of(code)) for code in value}
    else:
        choices = VERIFICATION_CHOICES if name == "verification" else AUDIENCE_CHOICES
        names = {code: str(label) for code, label in choices}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in values)


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
