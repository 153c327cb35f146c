"""How publication is, in numbers: for whoever runs the house. Nothing here names an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kb.publication import log, parking, projections
from kb.publication.models import Dirty, EdgeMark


@dataclass(frozen=True, slots=True)
class Condition:
    """`head`: rows in the log; `waiting`: answers in the slow lane, `parked`: those that cannot be
    taken, there or in a projection; `time_kept`: until when the clock or the beat has done its
    minutes."""

    head: int
    waiting: int
    parked: int
    time_kept: datetime | None


def condition() -> Condition:
    return Condition(
        head=log.head(),
        waiting=Dirty.objects.filter(parked="").count(),
        parked=parking.parked_count(),
        time_kept=time_kept(),
    )


def time_kept() -> datetime | None:
    return EdgeMark.objects.values_list("through", flat=True).first()


def behind() -> Mapping[str, int]:
    """Rows of the log each projection has not read yet; one that cannot say is left out."""
    found: dict[str, int] = {}
    for name in projections.names():
        try:
            found[name] = projections.lag(name)
        except Exception:
            projections.logger.exception("projection %s cannot say how far it is", name)
    return found
