"""The lists of what needs somebody, each a narrowing of the rows a person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

Narrow = Callable[[Any, datetime], Any]


@dataclass(frozen=True, slots=True)
class CareList:
    """`narrow(rows, now)`: which of the rows are in it; `empty`: said where none is.
    `is_looked_up`: it goes by what the clock reads in each answer, a few a minute."""

    code: str
    label: Any
    help: Any
    empty: Any
    narrow: Narrow
    is_looked_up: bool = False


_lists: dict[str, CareList] = {}


def register(*lists: CareList) -> None:
    """In the order of the screens."""
    _lists.update({one.code: one for one in lists})


def all_lists() -> tuple[CareList, ...]:
    return tuple(_lists.values())


def list_named(code: str) -> CareList | None:
    return _lists.get(code)


def _due(rows: Any, now: datetime) -> Any:
    return rows.filter(due_on__lte=timezone.localdate(now))


def _without_owner(rows: Any, now: datetime) -> Any:
    return rows.filter(Q(owner=None) | Q(owner__is_active=False))


register(
    CareList(
        code="review-due",
        label=_("Due for review"),
        help=_("Look whether each is still right. If it is, say so here; if not, edit it."),
        empty=_("Nothing is due for review."),
        narrow=_due,
    ),
    CareList(
        code="without-owner",
        label=_("Without an owner"),
        help=_("Nobody looks after these, or somebody who is here no more. Give them to somebody."),
        empty=_("Everything has an owner."),
        narrow=_without_owner,
    ),
    CareList(
        code="everything",
        label=_("Everything"),
        help=_("All that you look after or oversee, the next review first."),
        empty=_("There is nothing yet. Write a first answer."),
        narrow=lambda rows, now: rows,
    ),
)
