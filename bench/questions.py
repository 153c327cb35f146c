"""The sets that finding is measured with: real questions, and answers made as our editors would.

The files are cut from public data that is not part of this project.
"""

from __future__ import annotations

import csv
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.document import Document, Kind, Passage, Wording

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("banking77_train.csv", "banking77_test_half.csv", "nonghang_qa.csv")
WORDINGS_PER_INTENT = 5
LONGEST_REPLY = 600
TITLE_BEGINNING = 8


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Set:
    """`answers` by key; each question is to find the answer of its key."""

    name: str
    locale: str
    answers: dict[str, Document]
    questions: tuple[Question, ...]

    def half(self, number: int) -> Set:
        """The questions of one half, by a hash of their text: 0 is chosen with, 1 reported."""
        kept = tuple(one for one in self.questions if part(one.text, of=2) == number)
        return replace(self, questions=kept)


class DataMissing(Exception):
    """The data is not on this machine; the text says where it was looked for."""


def data_directory(asked: str = "") -> Path:
    """Raises DataMissing."""
    place = Path(asked or os.environ.get("GRANULE_DATA", "") or DEFAULT_DATA)
    missing = [name for name in FILES if not (place / name).is_file()]
    if missing:
        raise DataMissing(
            f"{', '.join(missing)} not in {place}: name the directory with --data or GRANULE_DATA"
        )
    return place


def read_sets(place: Path) -> tuple[Set, ...]:
    easy = _read_chinese(place)
    hard = tuple(q for q in easy.questions if _is_hard(q.text, easy.answers[q.key].question))
    return _read_english(place), easy, Set("nh_hard", easy.locale, easy.answers, hard)


def read_training(place: Path) -> tuple[Question, ...]:
    """Rows of the English training file that are no wording of an answer, intent by intent."""
    said: dict[str, list[str]] = {}
    for row in _rows(place / "banking77_train.csv"):
        said.setdefault(row["category"], []).append(row["text"])
    rest = ((key, texts[WORDINGS_PER_INTENT:]) for key, texts in said.items())
    return tuple(Question(text, key) for key, texts in rest for text in texts)


def part(text: str, *, of: int) -> int:
    """Which of so many parts a text belongs to, on every machine."""
    return zlib.crc32(f"{of}:{text}".encode()) % of


def _read_english(place: Path) -> Set:
    wordings: dict[str, list[str]] = {}
    for row in _rows(place / "banking77_train.csv"):
        wordings.setdefault(row["category"], []).append(row["text"])
    answers = {
        intent: _answer(intent, "en", intent.replace("_", " "), said[:WORDINGS_PER_INTENT], "")
        for intent, said in wordings.items()
    }
    rows = _rows(place / "banking77_test_half.csv")
    return Set("b77", "en", answers, tuple(Question(r["text"], r["category"]) for r in rows))


def _read_chinese(place: Path) -> Set:
    replies: dict[str, str] = {}
    best: dict[str, str] = {}
    asked: dict[str, str] = {}
    for row in _rows(place / "nonghang_qa.csv"):
        title, question = row["title"], row["question"]
        replies[title] = replies.get(title) or row["reply"]
        if row["is_best"] == "1" and row["reply"]:
            best.setdefault(title, row["reply"])
        if question and question != title:
            asked.setdefault(title, question)
    answers = {
        title: _answer(title, "zh-Hans", title, (), best.get(title, reply)[:LONGEST_REPLY])
        for title, reply in replies.items()
    }
    questions = tuple(Question(text, title) for title, text in asked.items())
    return Set("nh", "zh-Hans", answers, questions)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_hard(question: str, title: str) -> bool:
    return title[:TITLE_BEGINNING] not in question and question not in title


def _answer(key: str, locale: str, question: str, wordings: Sequence[str], body: str) -> Document:
    passage = Passage(element=f"{key}#1", kind=Kind.ANSWER, standard=Wording((body,)))
    return Document(key, locale, question, (passage,), wordings=tuple(wordings))
