"""The contacts of one day as they are counted: what came of each, and no more of the agent than
that it is another one than the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from channels.contacts.models import Contact, ContactStep
from channels.contacts.queries import contacts_begun, steps_by_contact
from channels.supervising.days import DAY, start_of
from channels.supervising.returns import back_again

Kind = ContactStep.Kind
ANSWERING = (Kind.COPIED, Kind.SENT, Kind.SOLVED)
Text = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Matter:
    """`seconds`: to the first answer; `is_named`: we know whose it was; `is_back`: it was solved,
    and the customer came back about the same. `opened`, `copied`, `sent`: key, locale and channel,
    each as often as it is counted."""

    team: str
    user_id: int
    started_at: datetime
    seconds: float | None = None
    is_ended: bool = False
    is_solved: bool = False
    is_handed_over: bool = False
    is_named: bool = False
    is_back: bool = False
    opened: tuple[Text, ...] = ()
    copied: tuple[Text, ...] = ()
    sent: tuple[Text, ...] = ()


def matters_of(day: date) -> Sequence[Matter]:
    """Of the contacts that began on this day."""
    begun = contacts_begun(start_of(day), start_of(day + DAY))
    rows = list(begun.order_by("started_at", "pk"))
    steps = steps_by_contact(begun) if rows else {}
    back = back_again(rows, steps)
    return [_matter(row, steps.get(row.pk, ()), is_back=row.pk in back) for row in rows]


def seconds_of(started_at: datetime, steps: Iterable[ContactStep]) -> float | None:
    """From the first search, or the beginning where nothing was searched, to the first text that
    was copied or sent or the matter being solved."""
    steps = list(steps)
    begun = min((s.at for s in steps if s.kind == Kind.SEARCHED), default=started_at)
    ended = min((s.at for s in steps if s.kind in ANSWERING), default=None)
    return max((ended - begun).total_seconds(), 0) if ended else None


def _matter(row: Contact, steps: Sequence[ContactStep], *, is_back: bool) -> Matter:
    return Matter(
        team=row.team,
        user_id=row.user_id,
        started_at=row.started_at,
        seconds=seconds_of(row.started_at, steps),
        is_ended=row.ended_at is not None,
        is_solved=row.solved_at is not None,
        is_handed_over=row.outcome == Contact.Outcome.HANDED_OVER,
        is_named=bool(row.customer_ref),
        is_back=is_back,
        opened=tuple(dict.fromkeys(_texts(steps, Kind.OPENED))),
        copied=tuple(_texts(steps, Kind.COPIED)),
        sent=tuple(_texts(steps, Kind.SENT)),
    )


def _texts(steps: Iterable[ContactStep], kind: str) -> Iterator[Text]:
    return ((s.key, s.locale, s.channel) for s in steps if s.kind == kind)
