"""Adding and publishing many answers: what one costs, and whether it costs more as they grow.

    python -m bench.importing [--answers 10000]

Prints a Markdown table. The way is that of an import: batches of pages with log and live answers,
and after each commit the projections, in the same process. Elements, 8 an answer, are as in
bench/answers.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import place
from bench.tables import as_table

MOST_MS = 25.0
MOST_GROWTH = 1.2
# Batches at each end, of 200 answers: the first and the last two thousand.
COMPARED = 10
TOPICS = 6


@dataclass(slots=True)
class Spent:
    """Seconds, on the clock and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.cpu - other.cpu)

    def each(self, count: int) -> tuple[float, float]:
        """Milliseconds for one of `count`."""
        return 1000 * self.wall / count, 1000 * self.cpu / count


@contextmanager
def watched(spent: Spent) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    spent.wall += time.perf_counter() - wall
    spent.cpu += time.process_time() - cpu


@dataclass(slots=True)
class Run:
    """`batches`: the whole cost of each in order; `projections` by name."""

    answers: int
    batches: list[Spent] = field(default_factory=list)
    projections: dict[str, Spent] = field(default_factory=dict)
    admin: Spent = field(default_factory=Spent)

    @property
    def total(self) -> Spent:
        return Spent(sum(b.wall for b in self.batches), sum(b.cpu for b in self.batches))

    @property
    def first(self) -> Spent:
        return middle(self.batches[:COMPARED])

    @property
    def last(self) -> Spent:
        return middle(self.batches[-COMPARED:])


def middle(batches: Sequence[Spent]) -> Spent:
    """The median batch, since other programs' work falls on some."""
    return Spent(median(b.wall for b in batches), median(b.cpu for b in batches))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the bulk path of imports.")
    parser.add_argument("--answers", type=int, default=10_000)
    count = parser.parse_args().answers
    if count < 1000:
        parser.error("at least 1000 answers, so that the last can be set beside the first")
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as made:
        place.prepare(Path(made))
        run = measure(count)
    print(table(run))
    # The processor's time is judged: on a machine with other work the clock says nothing of us.
    growth = run.last.cpu / run.first.cpu
    return 0 if run.total.each(count)[1] <= MOST_MS and growth <= MOST_GROWTH else 1


def measure(count: int) -> Run:
    from django.utils import timezone

    from bench.answers import make_answers
    from kb.authoring.importers.batches import cut
    from kb.authoring.importers.bulk import Editor, add_answers

    run = Run(count, projections=watch_projections())
    topics = make_topics()
    for spent in run.projections.values():
        spent.wall = spent.cpu = 0.0
    for batch in cut(make_answers(count, topics=topics)):
        spent = Spent()
        with watched(spent):
            add_answers(batch, editor=Editor(at=timezone.now()))
        run.batches.append(spent)
    with watched(run.admin):
        index_all()
    check(count)
    return run


def watch_projections() -> dict[str, Spent]:
    """From here on each projection's work is noted by its name."""
    from kb.publication import projections

    spent = {name: Spent() for name in projections.names()}
    for name in spent:
        projection: Any = projections.get(name)
        projection.apply = _watched_call(projection.apply, spent[name])
    return spent


def _watched_call(work: Any, spent: Spent) -> Any:
    def call(entries: Sequence[Any]) -> Any:
        with watched(spent):
            return work(entries)

    return call


def make_topics() -> list[int]:
    from kb.authoring.models import TopicPage

    library = TopicPage.objects.get(key="library", locale__language_code="zh-hans")
    names = [f"bench-{number}" for number in range(TOPICS)]
    return [
        library.add_child(instance=TopicPage(title=name, key=name, slug=name)).pk for name in names
    ]


def index_all() -> None:
    """Wagtail's admin search and reference index, in batches as an import does."""
    from kb.authoring.importers.admin_indexes import index_for_admin
    from kb.authoring.importers.batches import BATCH, cut
    from kb.authoring.models import KnowledgePage

    for batch in cut(KnowledgePage.objects.order_by("pk").iterator(chunk_size=BATCH)):
        index_for_admin(batch)


def check(count: int) -> None:
    """Nothing counts unless all of it is there."""
    from channels import registry
    from channels.renditions.models import Rendition
    from kb.publication import projections
    from kb.publication.models import Live

    there = Live.objects.count(), Rendition.objects.count() // len(registry.enabled())
    lags = [projections.lag(name) for name in projections.names()]
    if there != (count, count) or any(lags):
        raise SystemExit(f"{there} of {count} answers are live and rendered, behind by {lags}")


def table(run: Run) -> str:
    from kb.authoring.importers.batches import BATCH as size

    parts = {"renditions": "renditions", "search": "search index"}
    rest = run.total
    for spent in run.projections.values():
        rest -= spent
    rows = [("pages, revisions, log, live answers", *rest.each(run.answers), "")]
    for name, spent in run.projections.items():
        rows.append((parts.get(name, name), *spent.each(run.answers), ""))
    rows += [
        ("**all of it**", *run.total.each(run.answers), f"≤ {MOST_MS:g}"),
        (f"the first {COMPARED} batches of {size}, median", *run.first.each(size), ""),
        (f"the last {COMPARED}, median", *run.last.each(size), ""),
        ("last to first", "", run.last.cpu / run.first.cpu, f"≤ {MOST_GROWTH:g}"),
        ("afterwards: Wagtail's admin search and references", *run.admin.each(run.answers), ""),
    ]
    heads = (f"{run.answers} answers of 8 elements", "ms each, clock", "ms each, processor",
             "needed")  # fmt: skip
    return as_table(heads, rows)


if __name__ == "__main__":
    sys.exit(main())
