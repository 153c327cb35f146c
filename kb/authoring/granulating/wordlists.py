"""The word lists of all languages as one: documents mix them (Q: in a Chinese page)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Words:
    """`headings` and `openings`: words → kind; `not_steps`: in the line above a numbered
    list that instructs nobody; `columns`: column → its names. All case-folded."""

    question_beginnings: tuple[str, ...]
    question_endings: tuple[str, ...]
    question_labels: tuple[str, ...]
    answer_labels: tuple[str, ...]
    headings: Mapping[str, str]
    openings: Mapping[str, str]
    fee: frozenset[str]
    not_steps: frozenset[str]
    columns: Mapping[str, frozenset[str]]


@cache
def all_words() -> Words:
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(PLACE.glob("*.toml"))]
    return Words(
        question_beginnings=tuple(_all(files, "question_beginnings")),
        question_endings=tuple(_all(files, "question_endings")),
        question_labels=tuple(sorted(_all(files, "question_labels"), key=len, reverse=True)),
        answer_labels=tuple(sorted(_all(files, "answer_labels"), key=len, reverse=True)),
        headings=_kinds(files, "headings"),
        openings=_kinds(files, "openings"),
        fee=frozenset(word for file in files for word in file["fee"]["words"]),
        not_steps=frozenset(_all(files, "not_steps")),
        columns={
            column: frozenset(name for file in files for name in file["columns"][column])
            for column in files[0]["columns"]
        },
    )


def _all(files: list[dict[str, Any]], name: str) -> Iterator[str]:
    return (word for file in files for word in file[name])


def _kinds(files: list[dict[str, Any]], name: str) -> dict[str, str]:
    """The longest first, so that 特别注意 wins over 注意."""
    found = {w: kind for file in files for kind, words in file[name].items() for w in words}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))
