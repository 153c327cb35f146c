"""How well answers are found where what words find is put in order by meaning too.

    python -m bench.meaning --embeddings http://127.0.0.1:8000/v1 --model NAME [--training N]

Prints R@1, R@3 and MRR@10 for each share of the words: on rows of the English training file that
are not indexed, where the share is chosen, on both halves of the test questions, and on the
Chinese questions. `--training`: so many rows, drawn with a fixed seed. Without an address nothing
is measured.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.asking import filled, found
from bench.questions import (
    DataMissing,
    Question,
    Set,
    data_directory,
    part,
    read_sets,
    read_training,
)
from bench.retrieval import Result
from bench.tables import as_table
from kb.document import Document
from kb.search.embedding import Embedder, Vector, likeness, mean
from kb.search.embedding_server import ServerEmbedder
from kb.search.engine import SearchEngine
from kb.search.hybrid import POOL, WORDS_SHARE, order
from kb.search.sayable import phrases_of, sayable

SHARES = (1.0, 0.7, 0.5, 0.4, WORDS_SHARE, 0.3, 0.2, 0.1, 0.0)
CONSIDERED = 10
SECONDS = 120.0
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what words found for it, best first, and how near each of that is."""

    question: Question
    keys: tuple[str, ...]
    scores: tuple[float, ...]
    nearness: tuple[float, ...]

    def rank(self, share: float) -> int:
        places = order(self.scores, self.nearness, share=share)[:CONSIDERED]
        keys = [self.keys[place] for place in places]
        return keys.index(self.question.key) + 1 if self.question.key in keys else 0


def measure(chosen: Set, *, embedder: Embedder) -> list[Asked]:
    means = {key: _mean(document, embedder) for key, document in chosen.answers.items()}
    with filled(tuple(chosen.answers.values())) as engine:
        return [
            _asked(question, vector, engine=engine, locale=chosen.locale, means=means)
            for several in _portions(chosen.questions)
            for question, vector in zip(several, _vectors(several, embedder), strict=True)
        ]


def _asked(
    question: Question,
    vector: Vector,
    *,
    engine: SearchEngine,
    locale: str,
    means: dict[str, Vector],
) -> Asked:
    hits = found(engine, question.text, locale=locale, limit=POOL)
    return Asked(
        question=question,
        keys=tuple(hit.key for hit in hits),
        scores=tuple(hit.score for hit in hits),
        nearness=tuple(likeness(vector, means[hit.key]) for hit in hits),
    )


def _vectors(questions: Sequence[Question], embedder: Embedder) -> list[Vector]:
    return embedder.embed([sayable(one.text) for one in questions], seconds=SECONDS)


def _mean(document: Document, embedder: Embedder) -> Vector:
    return mean(embedder.embed(phrases_of(document), seconds=SECONDS))


def _portions(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    for start in range(0, len(questions), AT_ONCE):
        yield questions[start : start + AT_ONCE]


def table(parts: dict[str, list[Asked]]) -> str:
    heads = ("share of words", *(f"{name} ({len(asked):,})" for name, asked in parts.items()))
    rows = []
    for share in SHARES:
        results = (
            Result(name, 0, tuple(one.rank(share) for one in asked), 0.0)
            for name, asked in parts.items()
        )
        shown = (f"{r.first:.3f} / {r.first_three:.3f} / {r.reciprocal_rank:.3f}" for r in results)
        rows.append((f"{share:.2f}", *shown))
    return as_table(heads, rows)


def run(place: Path, *, embedder: Embedder, training: int) -> Iterator[dict[str, list[Asked]]]:
    """English, then Chinese."""
    english, chinese, hard = read_sets(place)
    rows = random.Random(6).sample(read_training(place), training)
    chosen_on = measure(replace(english, questions=tuple(rows)), embedder=embedder)
    asked = measure(english, embedder=embedder)
    yield {"training": chosen_on, "b77": asked} | _halves("b77", asked)
    asked = measure(chinese, embedder=embedder)
    hard_ones = frozenset(question.text for question in hard.questions)
    found = [one for one in asked if one.question.text in hard_ones]
    yield {"nh": asked, "nh_hard": found} | _halves("nh", asked)


def _halves(name: str, asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    return {
        f"{name}, half {half}": [one for one in asked if part(one.question.text, of=2) == half]
        for half in (0, 1)
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how well meaning orders.")
    parser.add_argument("--data", default="", help="directory with the CSV files")
    parser.add_argument("--embeddings", default="", help="address up to /embeddings")
    parser.add_argument("--model", default="default")
    parser.add_argument("--training", type=int, default=2_500)
    options = parser.parse_args()
    if not options.embeddings:
        print("Meaning not measured: name a server with --embeddings http://host/v1")
        return 0
    embedder = ServerEmbedder(options.embeddings, model=options.model)
    try:
        place = data_directory(options.data)
    except DataMissing as missing:
        print(f"Meaning not measured: {missing}")
        return 0
    print(f"R@1 / R@3 / MRR@10; share in use: {WORDS_SHARE}")
    for parts in run(place, embedder=embedder, training=options.training):
        print(f"\n{table(parts)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
