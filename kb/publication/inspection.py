"""Everything compared with everything, while the house goes on working."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kb.publication import log, projections, repair, verification, window_edges
from kb.publication.affected import affected_answers
from kb.publication.differences import Answer, Difference

REPAIRED = "repaired"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """`behind`: projections with rows of the log to read; what those rows are about is not
    compared, nor what changed while it was looked at."""

    differences: tuple[Difference, ...]
    behind: tuple[tuple[str, int], ...]

    @property
    def is_well(self) -> bool:
        return not self.differences and not self.behind


def inspect() -> Findings:
    """Reads only."""
    begun = log.head()
    found = _settled(verification.differences(), since=begun)
    behind = []
    for name in projections.names():
        projection = projections.get(name)
        cursor = projection.cursor()
        if cursor < begun:
            behind.append((name, begun - cursor))
        as_of = timezone.now()
        # From a cursor of no use everything is to be read again, so there is nothing to compare.
        if cursor or not begun:
            found += _settled(projection.differences(as_of=as_of), since=min(cursor, begun))
    return Findings(tuple(found), tuple(behind))


def mend(findings: Findings, *, now: datetime) -> Findings:
    """What is live from the pages and the log, then every projection from what is live; gives
    what is left."""
    repair.mend(findings.differences, now=now, cause=REPAIRED)
    projections.catch_up()
    for name in projections.names():
        try:
            _mend_projection(name)
        except Exception:
            logger.exception("%s could not be put right", name)
    return inspect()


def _mend_projection(name: str) -> None:
    """Answer by answer; where that does not help, as with a document that claims to be newer than
    the log, everything anew."""
    projection = projections.get(name)
    found = list(projection.differences(as_of=timezone.now()))
    if not found:
        return
    projection.repair(found)
    if list(projection.differences(as_of=timezone.now())):
        projections.rebuild(name)


def _settled(found: Iterable[Difference], *, since: int) -> list[Difference]:
    """Without answers that the log has news of after `since`: they are on their way."""
    differences = list(found)
    moving = _moving(since) if differences else set()
    return [one for one in differences if not one.key or one.answer not in moving]


def _moving(since: int) -> set[Answer]:
    moving = set(window_edges.due_answers(as_of=timezone.now()))
    for entries in _batches(since):
        moving |= {(one.key, one.locale) for one in affected_answers(entries)}
    return moving


def _batches(since: int) -> Iterator[list[projections.Entry]]:
    while entries := projections.entries_after(since, limit=projections.BATCH):
        yield entries
        since = entries[-1].seq
