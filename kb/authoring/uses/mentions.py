"""What a version of an answer, shared element or fact mentions, read from its raw data: a revision
need not be made into an object for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.authoring.guides.trees import tree_of
from kb.authoring.uses.names import answer_ref, basis_ref, fact_ref, image_ref, label_ref, term_ref
from kb.guide import GoalType

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
TERM_PREFIX = "term."
LABELS = ("regions", "segments", "products")
# Longer than any key; what is longer names nothing.
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Mention:
    """`ref` as in names.py, or `place:<pk>` for a shared element, whose key is still to be looked
    up; `element`: the block's id; `field`: which field of it, with the channel of a wording."""

    ref: str
    element: str = ""
    field: str = ""


def in_stream(raw: Any, *, locale: str) -> frozenset[Mention]:
    """`raw`: a stream as it is stored, as text or parsed."""
    blocks = json.loads(raw or "[]") if isinstance(raw, str) else raw
    return frozenset(m for block in blocks or () for m in _in_block(block, locale))


def in_variants(rows: Sequence[Mapping[str, Any]]) -> frozenset[Mention]:
    """The labels of a fact's variants."""
    return frozenset(m for row in rows for m in _labels(row, element=""))


def _in_block(block: Mapping[str, Any], locale: str) -> Iterator[Mention]:
    value, element = block.get("value"), str(block.get("id") or "")
    if not isinstance(value, Mapping):
        return
    yield from _labels(value, element=element)
    if block.get("type") == "shared":
        if value.get("element"):
            yield Mention(f"place:{value['element']}", element, "element")
        return
    if record := (value.get("basis") or {}).get("record"):
        yield Mention(basis_ref(record), element, "basis")
    if value.get("image"):
        yield Mention(image_ref(value["image"]), element, "image")
    if value.get("questions"):
        yield from _led_to(value["questions"], element, locale)
    for field, content in value.items():
        if field == "overrides":
            yield from _in_overrides(content or (), element, locale)
        else:
            yield from _in_texts(content, element, field, locale)


def _led_to(questions: Any, element: str, locale: str) -> Iterator[Mention]:
    for question in tree_of(questions):
        for choice in question.choices:
            if choice.goal == GoalType.ANSWER and 0 < len(choice.value) <= LONGEST:
                yield Mention(answer_ref(choice.value, locale=locale), element, "questions")


def _labels(value: Mapping[str, Any], *, element: str) -> Iterator[Mention]:
    for dimension in LABELS:
        for code in value.get(dimension) or ():
            yield Mention(label_ref(dimension, str(code)), element, dimension)


def _in_overrides(items: Any, element: str, locale: str) -> Iterator[Mention]:
    for item in items:
        value = item.get("value", item)
        field = f"overrides.{value.get('channel') or ''}"
        yield from _in_texts(value.get("text"), element, field, locale)


def _in_texts(content: Any, element: str, field: str, locale: str) -> Iterator[Mention]:
    for text in _texts(content):
        for key in PLACEHOLDER.findall(text):
            if len(key) > LONGEST:
                continue
            ref = (
                term_ref(key.removeprefix(TERM_PREFIX), locale=locale)
                if key.startswith(TERM_PREFIX)
                else fact_ref(key)
            )
            yield Mention(ref, element, field)


def _texts(content: Any) -> Iterator[str]:
    """Every text with a placeholder, however deep it stands."""
    if isinstance(content, str):
        if "{{" in content:
            yield content
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from _texts(item)
    elif isinstance(content, list | tuple):
        for item in content:
            yield from _texts(item)
