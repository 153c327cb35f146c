"""Stored renditions against what is live, without any text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from channels.renditions.models import Rendition
from kb.publication.differences import Difference, Kind, of_answer
from kb.publication.models import Live
from kb.publication.queries import Candidate

CHUNK = 200


Current = Callable[[frozenset[Candidate]], list[Rendition]]


def differences(current: Current, *, parked: frozenset[Candidate]) -> Iterator[Difference]:
    """Named by answer and channel; `current`: what there should be of some answers. Those that
    are `parked` cannot be compared, and are named as such elsewhere."""
    live = set(Live.objects.values_list("key", "locale"))
    stored = set(Rendition.objects.values_list("key", "locale"))
    answers = sorted((live | stored) - {(one.key, one.locale) for one in parked})
    for start in range(0, len(answers), CHUNK):
        yield from _of_answers([Candidate(*one) for one in answers[start : start + CHUNK]], current)


def _of_answers(chunk: list[Candidate], current: Current) -> Iterator[Difference]:
    keys = {candidate.key for candidate in chunk}
    rows = Rendition.objects.filter(key__in=keys)
    held = {_place(row): row for row in rows if Candidate(row.key, row.locale) in set(chunk)}
    expected = {_place(row): row for row in current(frozenset(chunk))}
    for place in sorted(held.keys() | expected.keys()):
        kind = _kind(held.get(place), expected.get(place))
        if kind is not None:
            row = held.get(place) or expected[place]
            yield of_answer(kind, (row.key, row.locale), where=row.channel)


def _place(row: Rendition) -> tuple[str, str, str, int, str]:
    return row.key, row.locale, row.channel, row.live_id, row.choice


def _kind(held: Rendition | None, expected: Rendition | None) -> Kind | None:
    if held is None:
        return Kind.RENDITION_MISSING
    if expected is None:
        return Kind.RENDITION_SURPLUS
    same = (held.body, held.parked) == (expected.body, expected.parked)
    return None if same else Kind.RENDITION_TEXT
