"""A search that found something, but nothing that fits: told by the same measure by which a
question is handed over to a person, so that there is one judgement for all doors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from kb.access import ALL_TOPICS, Audience, Scope
from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.settling import Settled
from kb.publication.readers import known_codes
from kb.search.queries import BadQuery, IndexUnavailable, Reason, reason_of

# In one round, some milliseconds each and in the background; the rest counts as found.
MOST = 500
NO_FIT = (Reason.NOTHING_FOUND, Reason.UNSURE)
DIMENSIONS = ("regions", "segments", "products")
Asked = tuple[str, str, str, int]


def tell_weak(settled: Iterable[Settled], *, now: datetime) -> list[Settled]:
    """Searches whose best answer does not fit become `weak`; not where one was opened."""
    rows = list(settled)
    asked = [_asked(one.call) for one in rows if _is_open(one)]
    weak = _weak_of(list(dict.fromkeys(asked))[:MOST], now=now)
    return [
        replace(one, call=replace(one.call, outcome=Outcome.WEAK))
        if _is_open(one) and _asked(one.call) in weak
        else one
        for one in rows
    ]


def _is_open(one: Settled) -> bool:
    return one.call.outcome is Outcome.FOUND and not one.was_opened and bool(one.call.text)


def _asked(call: Call) -> Asked:
    return (call.text, call.locale, call.channel, call.audience)


def _weak_of(asked: Iterable[Asked], *, now: datetime) -> set[Asked]:
    known: dict[str, Any] = {name: frozenset(known_codes(name)) for name in DIMENSIONS}
    weak: set[Asked] = set()
    for text, locale, channel, audience in asked:
        # What anybody of this audience may read on the channel; nothing is shown to anybody.
        scope = Scope(
            channels=frozenset({channel}),
            audience=Audience(audience),
            topics=ALL_TOPICS,
            locales=frozenset({locale}),
            now=now,
            **known,
        )
        try:
            if reason_of(scope=scope, text=text, locale=locale) in NO_FIT:
                weak.add((text, locale, channel, audience))
        except IndexUnavailable:
            break
        except BadQuery:
            continue
    return weak
