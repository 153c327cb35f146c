"""What changes, drawn for whoever decides: each element with its old and new words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.choices import flatten_choices
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from kb.approval.changes import ElementChange, texts_of
from kb.authoring.models import KnowledgePage, SharedElement

# Words of Latin letters and numbers whole, everything else sign by sign.
PIECES = re.compile(r"[0-9A-Za-z]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an element. `pieces`: `same`, `out` or `new`, each with its words."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """An element's change, ready to be shown."""

    change: ElementChange
    differences: tuple[Difference, ...]


def read(change: ElementChange) -> Read:
    before, after = change.before, change.after
    if not change.kind:
        return Read(change, (Difference("", compare(_said(before), _said(after))),))
    before, after = before or {}, after or {}
    names = [*after, *(name for name in before if name not in after)]
    changed = [name for name in names if before.get(name) != after.get(name)]
    found = (
        Difference(
            _label(change.kind, name),
            compare(
                _said(_in_words(before.get(name), change.kind, name), name),
                _said(_in_words(after.get(name), change.kind, name), name),
            ),
        )
        for name in changed
    )
    return Read(change, tuple(one for one in found if any(words for _, words in one.pieces)))


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Old and new words in one line of reading."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    found: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[i:j])))
            continue
        if i < j:
            found.append(("out", "".join(old[i:j])))
        if k < m:
            found.append(("new", "".join(new[k:m])))
    return tuple(found)


def _said(value: Any, name: str = "") -> str:
    if name == "element" and isinstance(value, int):
        return str(SharedElement.objects.filter(pk=value).first() or value)
    return "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield " · ".join(texts_of(_without_ids(inner)))
    elif isinstance(value, Mapping):
        yield " · ".join(texts_of(_without_ids(value)))
    elif isinstance(value, datetime):
        yield date_format(localtime(value), "Y-m-d H:i")
    elif value is not None:
        yield str(value)


def _without_ids(value: Any) -> Any:
    """Items of a list carry a number and a type that mean nothing to people."""
    if isinstance(value, Mapping) and {"id", "type", "value"} >= set(value):
        return value.get("value")
    return value


def _in_words(value: Any, kind: str, name: str) -> Any:
    """What was chosen, as the editor's form has it; everything else as it is."""
    choices = getattr(getattr(_block(kind, name), "field", None), "choices", ())
    words: dict[Any, Any] = dict(flatten_choices(choices))
    if not words:
        return value
    if isinstance(value, list):
        return [str(words.get(one, one)) for one in value]
    return words.get(value, value)


def _label(kind: str, name: str) -> str:
    child = _block(kind, name)
    return capfirst(str(child.label)) if child is not None else name


def _block(kind: str, name: str) -> Any:
    stream = KnowledgePage._meta.get_field("elements").stream_block
    block = stream.child_blocks.get(kind)
    return block.child_blocks.get(name) if block is not None else None
