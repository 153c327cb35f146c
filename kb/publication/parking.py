"""An answer that a projection cannot take is parked by its key, and the stream goes on. Its newest
row in the log is tried like any other; whoever mends the cause can have it tried at once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from kb.publication.models import Dirty, Live, Parked
from kb.publication.queries import Candidate

TRIES = 3
# Nothing is wrong with an answer: the database, the disk or the memory is. Try again later.
PASSING: tuple[type[Exception], ...] = (OperationalError, InterfaceError, OSError, MemoryError)
HOUSE = Path(__file__).resolve().parent.parent.parent
LANE = "lane"
logger = logging.getLogger(__name__)

# Takes these answers and says whether that was done; somebody else may have been quicker.
Take = Callable[[frozenset[Candidate]], bool]
# Makes what `Take` would keep of them, and keeps nothing.
TryOut = Callable[[frozenset[Candidate]], None]


@dataclass(frozen=True, slots=True)
class ParkedAnswer:
    """For people: where it is parked (a projection's name, or `LANE`), and why. `id` is that of
    the stored row there."""

    id: int
    place: str
    key: str
    locale: str
    reason: str
    since: datetime | None = None
    tries: int = 0


def take_apart(
    take: Take,
    answers: Sequence[Candidate],
    *,
    try_out: TryOut,
    name: str,
    stops: tuple[type[Exception], ...],
) -> None:
    """The answers could not be taken together: park those that cannot be made, and take the rest
    at once; a disk or a server would have to keep every half. Raises `stops`: what concerns no
    single answer."""
    broken = dict(_blamed(try_out, answers, name=name, stops=stops))
    rest = [answer for answer in answers if answer not in broken]
    # Some show only when they are kept.
    for answer, error in [*_blamed(take, rest, name=name, stops=stops), *broken.items()]:
        _try_again(take, [answer], error, name=name, stops=stops)


def _blamed(
    take: Take | TryOut, part: Sequence[Candidate], *, name: str, stops: tuple[type[Exception], ...]
) -> Iterator[tuple[Candidate, Exception]]:
    """Those that fail by themselves, found by halves; all others are taken on the way."""
    error = _error_of(take, part, name=name, stops=stops) if part else None
    if error is None:
        return
    if len(part) == 1:
        yield part[0], error
        return
    middle = len(part) // 2
    for half in (part[:middle], part[middle:]):
        yield from _blamed(take, half, name=name, stops=stops)


def _error_of(
    take: Take | TryOut, part: Sequence[Candidate], *, name: str, stops: tuple[type[Exception], ...]
) -> Exception | None:
    try:
        if take(frozenset(part)):
            clear(part, name=name)
    except stops:
        raise
    except Exception as error:
        return error
    return None


def _try_again(
    take: Take,
    part: Sequence[Candidate],
    error: Exception,
    *,
    name: str,
    stops: tuple[type[Exception], ...],
) -> None:
    found: Exception | None = error
    for _another in range(TRIES - 1):
        found = _error_of(take, part, name=name, stops=stops)
        if found is None:
            return
    _park(part[0], found or error, name=name)


def _park(answer: Candidate, error: Exception, *, name: str) -> None:
    reason, message = type(error).__name__[:80], where(error)[:200]
    logger.error("%s: parked %s (%s): %s %s", name, answer.key, answer.locale, reason, message)
    row, is_new = Parked.objects.get_or_create(
        projection=name, key=answer.key, locale=answer.locale,
        defaults={"reason": reason, "message": message, "since": timezone.now(), "tries": TRIES},
    )  # fmt: skip
    if not is_new:
        Parked.objects.filter(pk=row.pk).update(
            reason=reason, message=message, tries=F("tries") + TRIES
        )


def where(error: Exception) -> str:
    """The innermost line of ours that the error came through; what it says may be content."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(HOUSE) and ".venv" not in path.parts:
            return f"{path.relative_to(HOUSE)}:{frame.lineno}"
    return ""


def clear(answers: Iterable[Candidate], *, name: str) -> None:
    """These were taken after all."""
    parked = {(row.key, row.locale): row.pk for row in Parked.objects.filter(projection=name)}
    taken = {(answer.key, answer.locale) for answer in answers} if parked else set()
    if done := [pk for answer, pk in parked.items() if answer in taken]:
        Parked.objects.filter(pk__in=done).delete()


def forget(name: str) -> None:
    """The projection begins anew."""
    Parked.objects.filter(projection=name).delete()


def parked_in(name: str) -> frozenset[Candidate]:
    """The answers that one projection cannot take."""
    rows = Parked.objects.filter(projection=name).values_list("key", "locale")
    return frozenset(Candidate(*row) for row in rows)


def parked_count() -> int:
    """For health and metrics: answers that do not follow, in any projection or the slow lane."""
    return Parked.objects.count() + Dirty.objects.exclude(parked="").count()


def parked_answers() -> tuple[ParkedAnswer, ...]:
    """All of them, for the report and `verify`."""
    rows = [
        ParkedAnswer(
            row.pk, row.projection, row.key, row.locale, f"{row.reason} {row.message}".strip(),
            row.since, row.tries,
        )
        for row in Parked.objects.order_by("since", "pk")
    ]  # fmt: skip
    return (*rows, *_parked_in_lane())


def _parked_in_lane() -> Iterable[ParkedAnswer]:
    waiting = Dirty.objects.exclude(parked="").order_by("since", "pk")
    live = Live.objects.filter(page_id__in=waiting.values("page_id"))
    names: dict[int, Any] = {
        row[0]: row[1:] for row in live.values_list("page_id", "key", "locale")
    }
    for row in waiting:
        key, locale = names.get(row.page_id, (str(row.page_id), ""))
        yield ParkedAnswer(row.pk, LANE, key, locale, row.parked)
