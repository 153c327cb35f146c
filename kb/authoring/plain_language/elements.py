"""The texts of an answer, a shared element or an offer, as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kb.authoring.element_ids import element_id
from kb.authoring.guides.trees import tree_of
from kb.authoring.plain_language.texts import BASIS, Text

QUESTION = "question"


def texts_of(owner: Any) -> tuple[Text, ...]:
    """In reading order; other wordings are left out, since customers wrote them."""
    if is_answer(owner):
        question = Text(owner.title, field=QUESTION)
        return (question, *_texts_in(owner, owner.elements))
    shared = owner.pk if owner._meta.model_name == "sharedelement" else None
    return tuple(_texts_in(owner, owner.element, shared=shared))


def is_answer(owner: Any) -> bool:
    """And not a shared element or an offer."""
    return hasattr(owner, "elements")


def _texts_in(owner: Any, stream: Any, *, shared: int | None = None) -> Iterator[Text]:
    for number, raw in enumerate(stream.raw_data):
        # To look at the place itself would load what it names.
        if raw["type"] == "shared":
            continue
        child = stream[number]
        element = element_id(owner, child)
        # As it lies there: the chooser would load what it names.
        basis = (raw["value"].get("basis") or {}).get("record")
        cited = [(BASIS, str(basis))] if basis else []
        for field, text in (*_fields_of(child.value), *cited):
            if text and text.strip():
                yield Text(text, element, child.block_type, field, shared)


def _fields_of(value: Any) -> Iterator[tuple[str, str]]:
    for name in ("title", "text"):
        yield name, value.get(name) or ""
    for number, step in enumerate(value.get("steps") or ()):
        yield f"steps.{number}", str(step)
    yield from _cells(value.get("table"))
    for number, question in enumerate(tree_of(value.get("questions"))):
        yield f"questions.{number}", question.text
        for place, choice in enumerate(question.choices):
            yield f"questions.{number}.{place}", choice.text
    for name in ("brief", "spoken"):
        yield name, value.get(name) or ""
    for number, override in enumerate(value.get("overrides") or ()):
        yield f"overrides.{number}", override.get("text") or ""


def _cells(table: Any) -> Iterator[tuple[str, str]]:
    if table is None:
        return
    for number, column in enumerate(table.columns):
        yield f"table.head.{number}", column["heading"] or ""
    for line, row in enumerate(table.rows):
        for number, cell in enumerate(row):
            yield f"table.{line}.{number}", str(cell.value or "")
