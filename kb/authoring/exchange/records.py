"""What goes in and out: every thing of the base as plain text values, without what is the default.

Two things say the same exactly if their records are equal, wherever each was read.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kb.guide import GoalType

Subject = Literal["label", "topic", "image", "basis", "fact", "term", "shared", "answer"]
# In this order they arrive, each after what it may name.
SUBJECTS: tuple[Subject, ...] = (
    "label", "topic", "image", "basis", "fact", "term", "shared", "answer",
)  # fmt: skip
# Texts, lists of texts, and maps of texts.
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the files: `line` 0 is the file as a whole."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Element:
    """`id`: of its block; `behind`: the stamp of its wordings, where they are behind the text."""

    kind: str
    id: str
    fields: Fields
    behind: str = ""
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """`id`: the translation key, where the subject has one; `version`: of the text that was
    exported and perhaps edited since; `pk`: its number in this base, where it was read here."""

    subject: Subject
    key: str
    fields: Fields
    locale: str = ""
    id: str = ""
    elements: tuple[Element, ...] = ()
    version: str = field(default="", compare=False)
    where: Where = field(default=NOWHERE, compare=False)
    pk: int = field(default=0, compare=False)

    @property
    def name(self) -> tuple[Subject, str, str]:
        return self.subject, self.key, self.locale


def with_block_ids(item: Item) -> Item:
    """An id that is any short name becomes one that is the same on every run."""
    elements = tuple(
        replace(e, id=_block_id(item.id, e.id), fields=_with_goal_ids(item.id, e.fields))
        for e in item.elements
    )
    return replace(item, elements=elements)


def _with_goal_ids(owner: str, fields: Fields) -> Fields:
    """A guide names other elements as the file does."""
    if "questions" not in fields:
        return fields
    questions = [
        question | {"choices": [_with_goal_id(owner, c) for c in question["choices"]]}
        for question in fields["questions"]
    ]
    return {**fields, "questions": questions}


def _with_goal_id(owner: str, choice: dict[str, str]) -> dict[str, str]:
    is_element = choice["goal"] == GoalType.ELEMENT
    return choice | {"value": _block_id(owner, choice["value"])} if is_element else choice


def _block_id(owner: str, name: str) -> str:
    try:
        return str(uuid.UUID(name)) if name else ""
    except ValueError:
        return str(uuid.uuid5(uuid.UUID(owner), name))


def version_of(item: Item) -> str:
    """Twelve digits of the digest of everything it says."""
    said = [item.fields, [[e.kind, e.id, e.fields, e.behind] for e in item.elements]]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def says_the_same(arriving: Item, held: Item) -> bool:
    """A file that does not tell whether wordings are behind says nothing about it."""
    if arriving.fields != held.fields or len(arriving.elements) != len(held.elements):
        return False
    pairs = zip(arriving.elements, held.elements, strict=True)
    return all(is_same_element(one, other) for one, other in pairs)


def is_same_element(arriving: Element, held: Element) -> bool:
    same = (arriving.kind, arriving.id, arriving.fields) == (held.kind, held.id, held.fields)
    return same and arriving.behind in ("", held.behind)
