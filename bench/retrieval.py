"""How well search finds: real questions against the documents our own code makes of answers.

    python -m bench.retrieval [--data DIRECTORY]

Prints a Markdown table of R@1, R@3 and MRR@10. The sets are cut from public data that is not part
of this project: without it the script says so and ends well.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.access import ALL_TOPICS, Audience, Scope, as_filter
from kb.document import Document, Kind, Passage, Wording
from kb.search.documents import index_documents
from kb.search.engine import Change, Hit, IndexName, Query, SearchEngine, open_engine

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("banking77_train.csv", "banking77_test_half.csv", "nonghang_qa.csv")
WORDINGS_PER_INTENT = 5
LONGEST_REPLY = 600
TITLE_BEGINNING = 8
CONSIDERED = 10
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# No worse than this: R@1 of the same documents and queries, measured when the recipe was chosen.
BASELINE = {"b77": 0.672, "nh": 0.619, "nh_hard": 0.287}


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


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    answers: int
    questions: int
    first: float
    first_three: float
    reciprocal_rank: float
    milliseconds: float


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


def measure(chosen: Set, *, engine: SearchEngine) -> Result:
    """Asks every question of an engine that has been filled with `fill`."""
    ranks, started = [], time.process_time()
    for question in chosen.questions:
        keys = [hit.key for hit in ask(engine, question.text, locale=chosen.locale)]
        ranks.append(keys.index(question.key) + 1 if question.key in keys else None)
    spent, count = time.process_time() - started, len(ranks)
    found = [rank for rank in ranks if rank is not None]
    return Result(
        name=chosen.name,
        answers=len(chosen.answers),
        questions=count,
        first=sum(rank == 1 for rank in found) / count,
        first_three=sum(rank <= 3 for rank in found) / count,
        reciprocal_rank=sum(1 / rank for rank in found) / count,
        milliseconds=spent / count * 1000,
    )


def fill(engine: SearchEngine, answers: Sequence[Document]) -> None:
    changes = (
        Change(a.key, a.locale, index_documents([a], lineage=["all"], as_of=NOW)) for a in answers
    )
    engine.write(changes, seen=engine.position(), epoch="bench", seq=1)


def ask(engine: SearchEngine, text: str, *, locale: str) -> tuple[Hit, ...]:
    everything = Scope(
        channels=frozenset(),
        audience=Audience.PUBLIC,
        topics=ALL_TOPICS,
        locales=frozenset({locale}),
        now=NOW,
    )
    index = IndexName(locale, Audience.PUBLIC)
    allowed = as_filter(everything)
    return engine.search(index, Query(text), allowed=allowed, limit=CONSIDERED)


def run(place: Path) -> Iterator[Result]:
    sets = read_sets(place)
    for group in (sets[:1], sets[1:]):
        with tempfile.TemporaryDirectory(prefix="granule-bench-") as directory:
            engine = open_engine(f"tantivy://{directory}/index")
            fill(engine, tuple(group[0].answers.values()))
            for chosen in group:
                yield measure(chosen, engine=engine)


def as_table(results: Sequence[Result]) -> str:
    lines = [
        "| set | answers | questions | R@1 | R@3 | MRR@10 | R@1 to reach | CPU ms a query |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        lines.append(
            f"| {r.name} | {r.answers:,} | {r.questions:,} | {r.first:.3f} | {r.first_three:.3f} "
            f"| {r.reciprocal_rank:.3f} | {BASELINE[r.name]:.3f} | {r.milliseconds:.2f} |"
        )
    return "\n".join(lines)


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


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how well search finds.")
    parser.add_argument("--data", default="", help="directory with the CSV files")
    try:
        place = data_directory(parser.parse_args().data)
    except DataMissing as missing:
        print(f"Retrieval not measured: {missing}")
        return 0
    results = list(run(place))
    print(as_table(results))
    return 0 if all(r.first >= BASELINE[r.name] - 0.0005 for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
