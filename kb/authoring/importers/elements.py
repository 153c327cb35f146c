"""Elements as the raw data of a stream, with ids that are the same on every run."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

Raw = dict[str, Any]


def raw_element(kind: str, value: Mapping[str, Any], *, answer: uuid.UUID, name: str) -> Raw:
    """`answer`: the answer's translation key; `name`: unique in the answer, equal in every
    language. Lists in `value` may be plain: their items are named after the element."""
    own = uuid.uuid5(answer, name)
    filled = {
        field: raw_items(content, of=own, field=field) if isinstance(content, list) else content
        for field, content in with_goals(value, answer=answer).items()
    }
    return {"type": kind, "value": filled, "id": str(own)}


LISTS_OF_BLOCKS = frozenset({"steps", "targets", "overrides", "questions"})


def with_goals(value: Mapping[str, Any], *, answer: uuid.UUID) -> Mapping[str, Any]:
    """A guide names other elements of its answer as the file does; its choices are named here."""
    questions = value.get("questions")
    if not questions:
        return value
    for number, question in enumerate(questions):
        for choice in question["choices"]:
            if choice.get("element"):
                choice["element"] = str(uuid.uuid5(answer, choice["element"]))
        own = uuid.uuid5(answer, f"questions.{number}")
        question["choices"] = _named(question["choices"], of=own, field="choices")
    return value


def raw_items(items: Sequence[Any], *, of: uuid.UUID, field: str) -> list[Any]:
    """A list of blocks names its items; a list of label values is only values."""
    return _named(items, of=of, field=field) if field in LISTS_OF_BLOCKS else list(items)


def _named(items: Sequence[Any], *, of: uuid.UUID, field: str) -> list[Any]:
    return [
        {"type": "item", "value": item, "id": str(uuid.uuid5(of, f"{field}.{number}"))}
        for number, item in enumerate(items)
    ]


def raw_table(rows: Sequence[Sequence[str]]) -> Raw:
    """The first row is the heading; the others are as long as it."""
    head, *body = rows
    return {
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": list(row)} for row in body],
        "caption": "",
    }


def clean_stream(
    field: Any, raw: Iterable[Raw], *, may_be_unfinished: bool = False
) -> tuple[Any, tuple[str, ...]]:
    """The stream as its blocks clean it, and what they have against it in words. What lacks only
    something that is needed may be kept as a draft."""
    stream = field.to_python(list(raw))
    block = field.stream_block
    try:
        return (block.clean_deferred if may_be_unfinished else block.clean)(stream), ()
    except ValidationError as error:
        names = [child.block_type for child in stream]
        return stream, tuple(_objections(error, names))


def _objections(error: ValidationError, names: Sequence[str]) -> Iterator[str]:
    """`answer: text: Ensure this value has at most 5000 characters.`"""
    yield from _words_in(getattr(error, "non_block_errors", ()), "")
    for position, found in getattr(error, "block_errors", {}).items():
        yield from _words_in(found, f"{names[position]}: ")


def _words_in(found: Any, path: str) -> Iterator[str]:
    if hasattr(found, "block_errors"):
        yield from _words_in(found.non_block_errors, path)
        yield from _words_in(found.block_errors, path)
    elif isinstance(found, ValidationError):
        yield from (f"{path}{message}" for message in found.messages)
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _words_in(inner, f"{path}{_place(name)}: ")
    elif isinstance(found, list):
        for inner in found:
            yield from _words_in(inner, path)
    else:
        yield f"{path}{found}"


def _place(name: Any) -> str:
    """People count from one."""
    return str(name + 1) if isinstance(name, int) else str(name)
