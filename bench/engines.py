"""The embedded engine beside a real search server, in one run: how fast, and do they agree?

    python -m bench.engines [--answers 10000] [--queries 500] [--alone] [--data DIRECTORY]

Prints Markdown tables. The processor's time of the server is its own process's, added to what this
process spends on asking it. `--alone`: the embedded engine only. Agreement is measured on the
question sets of bench/questions.py, where they are on this machine.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from bench.asking import ask, fill
from bench.questions import DataMissing, Set, data_directory, read_sets
from bench.sayings import SENTENCES, make_queries, make_question
from bench.tables import as_table
from kb.document import Document, Kind, Passage, Wording
from kb.search.engine import SearchEngine, open_engine

LOCALE = "zh-Hans"
WARM_UP = 30
BATCH = 2_000
ALIKE_FIRST, ALIKE_TEN, TIMES_FASTER = 0.95, 0.9, 5
MOST_CPU = {10_000: 2.0, 100_000: 5.0}


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds a query: on the clock, in order, and of the processor on average."""

    clock: tuple[float, ...]
    processor: float

    def at(self, share: float) -> float:
        return self.clock[int(len(self.clock) * share)]


def documents(count: int) -> Iterator[Document]:
    """As many different answers as wanted, the same on every run."""
    for number in range(count):
        draw = random.Random(number)
        asked = [make_question(draw) for _ in range(5)]
        text = "".join(draw.sample(SENTENCES, 4))
        passage = Passage(element=f"{number}#1", kind=Kind.ANSWER, standard=Wording((text,)))
        question = f"{asked[0]}（{number}）"
        yield Document(f"q{number}", LOCALE, question, (passage,), wordings=tuple(asked[1:]))


def measure(engine: SearchEngine, texts: Sequence[str], *, spent: Callable[[], float]) -> Speed:
    for text in texts[:WARM_UP]:
        ask(engine, text, locale=LOCALE)
    clock, before = [], spent()
    for text in texts:
        started = time.perf_counter()
        ask(engine, text, locale=LOCALE)
        clock.append((time.perf_counter() - started) * 1000)
    return Speed(tuple(sorted(clock)), (spent() - before) / len(texts) * 1000)


def with_children() -> float:
    """Seconds of processor that this process and those it has started have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    of_children = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            of_children += int(fields[11]) + int(fields[12])
    return time.process_time() + of_children / ticks


def agreement(chosen: Set, engines: Sequence[SearchEngine]) -> tuple[float, float]:
    """The share of questions with the same first answer, and how much of the first ten is shared
    on average."""
    same, shared = [], []
    for question in chosen.questions:
        one, other = ([h.key for h in ask(e, question.text, locale=chosen.locale)] for e in engines)
        same.append(one[:1] == other[:1])
        both = max(len(one), len(other))
        shared.append(len(set(one) & set(other)) / both if both else 1.0)
    return fmean(same), fmean(shared)


@contextmanager
def engines(*, alone: bool) -> Iterator[dict[str, str]]:
    """Name → URL, to which the name of an index is to be added."""
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as place:
        embedded = {"embedded": f"tantivy://{place}"}
        if alone:
            yield embedded
            return
        from tests.servers import opensearch

        opensearch.prepare()
        with opensearch.running() as address:
            yield {**embedded, "server": f"opensearch://{address}"}


def fill_all(engine: SearchEngine, answers: Sequence[Document]) -> None:
    for start in range(0, len(answers), BATCH):
        fill(engine, answers[start : start + BATCH])


def speeds(urls: dict[str, str], *, answers: int, queries: int) -> dict[str, Speed]:
    texts, stock, found = make_queries(queries), tuple(documents(answers)), {}
    for name, url in urls.items():
        engine = open_engine(f"{url}/speed")
        fill_all(engine, stock)
        found[name] = measure(engine, texts, spent=with_children)
    return found


def agreements(urls: dict[str, str], place: Path) -> Iterator[tuple[str, float, float]]:
    for chosen in read_sets(place)[:2]:
        opened = [open_engine(f"{url}/{chosen.name}") for url in urls.values()]
        for engine in opened:
            fill_all(engine, tuple(chosen.answers.values()))
        yield chosen.name, *agreement(chosen, opened)


def main() -> int:
    parser = argparse.ArgumentParser(description="The embedded engine beside a search server.")
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--data", default="", help="directory with the question sets")
    parser.add_argument("--alone", action="store_true", help="the embedded engine only")
    options = parser.parse_args()
    with engines(alone=options.alone) as urls:
        found = speeds(urls, answers=options.answers, queries=options.queries)
        print(speed_table(found, answers=options.answers), flush=True)
        enough = is_fast(found, answers=options.answers)
        if not options.alone:
            enough = print_agreement(urls, options.data) and enough
    return 0 if enough else 1


def speed_table(found: dict[str, Speed], *, answers: int) -> str:
    heads = (f"{answers:,} answers", "p50 ms", "p95 ms", "p99 ms", "processor ms a query")
    rows = [(n, *map(s.at, (0.5, 0.95, 0.99)), s.processor) for n, s in found.items()]
    if "server" in found:
        ratio = median(found["server"].clock) / median(found["embedded"].clock)
        rows.append(("times faster embedded, by p50", ratio, "", "", ""))  # type: ignore[arg-type]
    return as_table(heads, rows)


def is_fast(found: dict[str, Speed], *, answers: int) -> bool:
    most = MOST_CPU.get(answers, max(MOST_CPU.values()))
    server = found.get("server")
    is_faster = server is None or median(server.clock) >= TIMES_FASTER * median(
        found["embedded"].clock
    )
    return found["embedded"].processor <= most and is_faster


def print_agreement(urls: dict[str, str], data: str) -> bool:
    try:
        rows = list(agreements(urls, data_directory(data)))
    except DataMissing as missing:
        print(f"Agreement not measured: {missing}")
        return True
    shown = [(name, f"{first:.3f}", f"{ten:.3f}") for name, first, ten in rows]
    needed = ("needed", f"≥ {ALIKE_FIRST}", f"≥ {ALIKE_TEN}")
    print()
    print(as_table(("set", "the same first answer", "of the first ten shared"), [*shown, needed]))
    return all(first >= ALIKE_FIRST and ten >= ALIKE_TEN for _name, first, ten in rows)


if __name__ == "__main__":
    sys.exit(main())
