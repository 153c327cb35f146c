"""What becomes of groups by itself: closed when the draft is live, opened again when the question
is still asked without an answer, or when an ignored one has grown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from kb.authoring.models import KnowledgePage
from kb.feedback.misses import store
from kb.feedback.misses.deciding import note
from kb.feedback.misses.models import MissEvent, MissGroup
from kb.publication.models import Live
from kb.search.segmentation import normalise

Act, State = MissEvent.Act, MissGroup.State
# Search and channels follow a publication a little later, and a call may have begun before it.
GRACE = timedelta(minutes=2)
# A small group doubles by chance.
LEAST_GROWTH = 5
MOST_NAMES = 5_000
CALLS = """
SELECT q.grouped, sum(c.calls) FROM kb_miss_count c JOIN kb_miss_question q ON q.id = c.question
WHERE c.outcome <> 'clarified' AND q.grouped IN ({places}) GROUP BY q.grouped
"""
LAST = """
SELECT grouped, max(last_at) FROM kb_miss_question WHERE grouped IN ({places}) GROUP BY grouped
"""


def follow(*, now: datetime) -> None:
    """Raises StoreBusy."""
    groups = list(MissGroup.objects.exclude(state=State.OPEN).order_by("pk"))
    for group in (g for g in groups if g.state == State.IN_WORK):
        _follow_draft(group, now=now)
    _open_missed([g for g in groups if g.state == State.CLOSED], now=now)
    _open_grown([g for g in groups if g.state == State.IGNORED], now=now)


def calls_of(names: Iterable[str]) -> dict[str, int]:
    """Without an answer, all that is kept. Raises StoreBusy."""
    return {name: int(calls) for name, calls in _ask(CALLS, names)}


def _follow_draft(group: MissGroup, *, now: datetime) -> None:
    if not KnowledgePage.objects.filter(pk=group.page_id or 0).exists():
        note(group, Act.DRAFT_GONE, now=now, state=State.OPEN)
    elif _is_said(group, now=now):
        note(group, Act.CLOSED, now=now, state=State.CLOSED)


def _is_said(group: MissGroup, *, now: datetime) -> bool:
    """A new answer is live; an old one says one of the wordings."""
    live = Live.objects.filter(page_id=group.page_id or 0, valid_from__lte=now, valid_to__gt=now)
    wanted = set(group.wordings)
    for document in live.values_list("document", flat=True):
        said = {normalise(text) for text in (document["question"], *document.get("wordings", ()))}
        if group.is_new or said & wanted:
            return True
    return False


def _open_missed(groups: list[MissGroup], *, now: datetime) -> None:
    last: dict[str, float] = dict(_ask(LAST, [group.name for group in groups]))
    for group in groups:
        if last.get(group.name, 0) > (group.since + GRACE).timestamp():
            note(group, Act.MISSED, now=now, state=State.OPEN)


def _open_grown(groups: list[MissGroup], *, now: datetime) -> None:
    calls = calls_of(group.name for group in groups)
    for group in groups:
        enough = max(group.calls * settings.MISS_GROWTH, group.calls + LEAST_GROWTH)
        if calls.get(group.name, 0) >= enough:
            note(group, Act.GREW, now=now, state=State.OPEN)


def _ask(statement: str, names: Iterable[str]) -> list[store.Row]:
    wanted = list(names)
    found: list[store.Row] = []
    with store.reading() as session:
        for start in range(0, len(wanted), MOST_NAMES):
            some = wanted[start : start + MOST_NAMES]
            places = ", ".join(["%s"] * len(some))
            found += session.rows(statement.format(places=places), some)
    return found
