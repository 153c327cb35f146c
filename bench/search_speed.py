"""How long search takes in this process, authorisation and snippets included.

    python -m bench.search_speed [--answers 10000] [--queries 500] [--keep DIR]

Prints a Markdown table. The same base as bench/api.py: published for real, indexed by the
projection.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.api import fill, prepare

# p50, p95: those of a search through the API, and what typing may take.
NEEDED_MS = {
    "search": (10.0, 30.0),
    "suggest": (20.0, 20.0),
    "suggest, pinyin": (20.0, 20.0),
    "suggest, first letters": (20.0, 20.0),
}
WARM_UP = 20


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures how long search takes.")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="make the base here, or use the one that is here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as passing:
        prepare(options.keep or Path(passing))
        fill(options.answers)
        measured = measure(options.queries)
    print(as_table(measured, answers=options.answers))
    return 0 if all(map(is_fast, measured, measured.values())) else 1


def is_fast(name: str, spent: Sequence[float]) -> bool:
    p50, p95 = NEEDED_MS.get(name, (float("inf"), float("inf")))
    return at(spent, 0.5) <= p50 and at(spent, 0.95) <= p95


def at(spent: Sequence[float], share: float) -> float:
    return spent[int(len(spent) * share)]


def measure(count: int) -> dict[str, list[float]]:
    """Name of the reader → milliseconds of each call, in order of length."""
    from pypinyin import Style, lazy_pinyin

    from bench.sayings import make_queries
    from kb.search import queries

    def complete(text: str) -> Any:
        return queries.suggest(scope=scope, text=text, locale="zh-Hans")

    scope = agent()
    asked = make_queries(count)
    readers: dict[str, Callable[[str], Any]] = {
        "search": lambda text: queries.search(scope=scope, text=text, locale="zh-Hans"),
        "search, page 5": lambda text: queries.search(
            scope=scope, text=text, locale="zh-Hans", cursor="40"
        ),
        "suggest": lambda text: complete(text[:3]),
        "suggest, pinyin": lambda text: complete("".join(lazy_pinyin(text[:3]))),
        "suggest, first letters": lambda text: complete(
            "".join(lazy_pinyin(text[:5], style=Style.FIRST_LETTER))
        ),
        "decide": lambda text: queries.decide(scope=scope, text=text, locale="zh-Hans"),
    }
    return {name: timed(reader, asked) for name, reader in readers.items()}


def agent() -> Any:
    from django.utils import timezone

    from kb.access import ALL_TOPICS, Audience, Scope

    return Scope(
        channels=frozenset({"agent_desk"}),
        audience=Audience.AGENT,
        topics=ALL_TOPICS,
        locales=frozenset({"zh-Hans"}),
        now=timezone.now(),
    )


def timed(reader: Callable[[str], Any], asked: Sequence[str]) -> list[float]:
    for text in asked[:WARM_UP]:
        reader(text)
    spent = []
    for text in asked:
        started = time.perf_counter()
        reader(text)
        spent.append((time.perf_counter() - started) * 1000)
    return sorted(spent)


def as_table(measured: dict[str, list[float]], *, answers: int) -> str:
    lines = [
        f"{answers} answers of 8 elements, one agent who may see all of them, one call at a time.",
        "",
        "| reader | p50 ms | p95 ms | p99 ms | needed |",
        "|---|---|---|---|---|",
    ]
    for name, spent in measured.items():
        p50, p95, p99 = (at(spent, share) for share in (0.5, 0.95, 0.99))
        needed = "p50 ≤ {:g}, p95 ≤ {:g}".format(*NEEDED_MS[name]) if name in NEEDED_MS else ""
        lines.append(f"| {name} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {needed} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
