"""What a fact was, is and will be: its published values in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from wagtail.models import ModelLogEntry

from kb.document import FactValue
from kb.formats import BadValue, Style, format_fact
from kb.locales import DJANGO_TO_OUTSIDE

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A value from `starts_at` on, None where nobody noted when; `when`: past, present or next."""

    starts_at: datetime | None
    value: str
    when: str


def timeline(fact: Any, *, now: datetime) -> tuple[Step, ...]:
    """Of the value that holds where no variant does, the oldest first."""
    found: list[tuple[datetime | None, str]] = []
    versions = list(_versions(fact))
    ends = [at for at, _values in versions[1:]] + [None]
    for (at, values), end in zip(versions, ends, strict=True):
        for starts_at, value in _in_version(at, values, end=end):
            if not found or found[-1][1] != value:
                found.append((starts_at, value))
    return tuple(_steps(found, fact, now=now))


def shown_value(row: Any, *, fact: Any, now: datetime) -> str:
    """What holds at this moment, as people read it."""
    return _said(current_value(row, now=now), fact)


def shown_next(row: Any, *, fact: Any, now: datetime) -> tuple[datetime, str] | None:
    """What follows and when, if something is planned."""
    if not row.next_from or row.next_from <= now:
        return None
    return row.next_from, _said(row.next_value, fact)


def current_value(row: Any, *, now: datetime) -> str:
    value: str = row.next_value if has_started(row, now=now) else row.value
    return value


def has_started(row: Any, *, now: datetime) -> bool:
    """The next value is the value by now."""
    return bool(row.next_from and row.next_from <= now)


def take_over(row: Any) -> None:
    """The next value becomes the value, and there is room for another."""
    row.value, row.value_en = row.next_value, row.next_value_en
    row.next_value, row.next_value_en, row.next_from = "", "", None


def _versions(fact: Any) -> Iterator[tuple[datetime | None, Values]]:
    """Every published version with its moment; what is live, where nobody noted any."""
    kind = ContentType.objects.get_for_model(type(fact), for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(
        content_type=kind, object_id=str(fact.pk), action__in=PUBLISHED, revision__isnull=False
    )
    noted = False
    for entry in entries.select_related("revision").order_by("timestamp"):
        noted = True
        yield entry.timestamp, entry.revision.content
    live = type(fact).objects.filter(pk=fact.pk, live=True).values().first()
    if live and not noted:
        yield None, live


def _in_version(
    at: datetime | None, values: Values, *, end: datetime | None
) -> Iterator[tuple[datetime | None, str]]:
    turns = _moment(values.get("next_from"))
    if turns is None:
        yield at, values["value"]
    elif at is not None and turns <= at:
        yield at, values["next_value"]
    else:
        yield at, values["value"]
        if end is None or turns < end:
            yield turns, values["next_value"]


def _steps(
    found: Sequence[tuple[datetime | None, str]], fact: Any, *, now: datetime
) -> Iterable[Step]:
    begun = [n for n, (at, _value) in enumerate(found) if at is None or at <= now]
    present = begun[-1] if begun else -1
    for number, (at, value) in enumerate(found):
        when = "past" if number < present else "present" if number == present else "next"
        yield Step(at, _said(value, fact), when)


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value


def _said(value: str, fact: Any) -> str:
    typed = FactValue(type=fact.type, value=value, unit=fact.unit, basis=fact.basis)
    locale = DJANGO_TO_OUTSIDE.get(get_language() or "", "zh-Hans")
    try:
        return format_fact(typed, locale=locale, style=Style.SYMBOL)
    except BadValue:
        return value
