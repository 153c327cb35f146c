"""The one rule of who sees what, in the three forms it is needed in.

`allows` is the rule; `as_q` and `as_filter` say the same to the database and to a search engine,
and `tests/access/test_scope_truth_table.py` holds them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kb.access.labels import DIMENSIONS, Labels
from kb.access.scope import Scope
from kb.access.verification import Verification

EVERYWHERE = "*"


def allows(scope: Scope, labels: Labels) -> bool:
    return fits(scope, labels) and is_in_force(labels, as_of=scope.now)


def fits(scope: Scope, labels: Labels) -> bool:
    """The rule without the window: may this scope see it at some moment?"""
    if labels.audience > scope.audience or labels.verification > scope.verification:
        return False
    for name in DIMENSIONS:
        wanted = getattr(labels, name)
        if wanted and wanted.isdisjoint(getattr(scope, name)):
            return False
    return True


def is_in_force(labels: Labels, *, as_of: datetime) -> bool:
    if labels.valid_from is not None and as_of < labels.valid_from:
        return False
    return labels.valid_to is None or as_of < labels.valid_to


def stored(values: Iterable[str]) -> str:
    """A label set as one text column: `|a|b|`, empty for everywhere."""
    joined = "|".join(sorted(values))
    return f"|{joined}|" if joined else ""


def as_q(scope: Scope, prefix: str = "") -> Q:
    """`allows` for rows with columns audience, verification, channels, regions, segments, products,
    valid_from, valid_to; the four sets as written by `stored`."""
    query = Q(**{f"{prefix}audience__lte": scope.audience})
    query &= Q(**{f"{prefix}verification__lte": scope.verification})
    for name in DIMENSIONS:
        column = Q(**{f"{prefix}{name}": ""})
        for value in sorted(getattr(scope, name)):
            column |= Q(**{f"{prefix}{name}__contains": f"|{value}|"})
        query &= column
    starts, ends = f"{prefix}valid_from", f"{prefix}valid_to"
    query &= Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": scope.now})
    query &= Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": scope.now})
    return query


@dataclass(frozen=True, slots=True)
class Filter:
    """What an engine keeps before scoring: for each field, one of these values must be present.

    Documents carry EVERYWHERE where they have no label, and `0` / a far day for an open window.
    """

    channels: frozenset[str]
    regions: frozenset[str]
    segments: frozenset[str]
    products: frozenset[str]
    topics: frozenset[str]
    now: datetime
    verification: Verification = Verification.NONE


def as_filter(scope: Scope) -> Filter:
    """`allows` for an engine; no audience, because each tier has an index of its own."""
    wanted = {name: frozenset({EVERYWHERE}) | getattr(scope, name) for name in DIMENSIONS}
    return Filter(topics=scope.topics, now=scope.now, verification=scope.verification, **wanted)
