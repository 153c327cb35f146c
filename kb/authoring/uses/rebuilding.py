"""The index of uses made again from what is stored: for old bases, and after damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from kb.authoring.uses.keeping import note
from kb.authoring.uses.tables import WrittenUse

BATCH = 200
Progress = Callable[[int, int], object]


def rebuild(*, progress: Progress = lambda _done, _total: None) -> int:
    """Puts right what is wrong, batch by batch; returns how many rows were."""
    total = sum(rows.count() for rows in _holders())
    done = wrong = 0
    for rows in _holders():
        for batch in _batches(rows):
            with transaction.atomic():
                wrong += note(batch)
            done += len(batch)
            progress(done, total)
    return wrong


def fill_if_empty() -> None:
    """Only with every table as this program knows it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not WrittenUse.objects.exists():
        rebuild()


def _holders() -> tuple[Any, ...]:
    from kb.authoring.models import Fact, KnowledgePage, SharedElement

    return (
        KnowledgePage.objects.filter(alias_of=None).select_related("locale"),
        SharedElement.objects.select_related("locale"),
        Fact.objects.prefetch_related("variants"),
    )


def _batches(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
