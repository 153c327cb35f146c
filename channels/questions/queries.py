"""Questions to team leaders, for those who asked and those who may reply."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from channels.questions.models import LeaderQuestion
from channels.questions.people import Leader

# A leader sees what was replied to so long; an asker what was not put aside so long.
SHOWN_FOR = timedelta(hours=12)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions wait for a leader, and how many of them too long."""

    count: int
    late: int


def waiting() -> QuerySet[LeaderQuestion]:
    return LeaderQuestion.objects.filter(replied_at=None, closed_at=None)


def mine(asker_id: int) -> QuerySet[LeaderQuestion]:
    """What this person asked and has not put aside."""
    return LeaderQuestion.objects.filter(asker_id=asker_id, closed_at=None)


def questions_of(asker_id: int, *, now: datetime) -> Sequence[LeaderQuestion]:
    """Newest first."""
    recent = mine(asker_id).filter(asked_at__gt=now - SHOWN_FOR)
    return list(recent.order_by("-asked_at", "pk")[:SHOWN])


def stamp_of(asker_id: int, *, now: datetime) -> str:
    """Another one whenever the asker's screen has to be drawn anew. One query."""
    rows = mine(asker_id).filter(asked_at__gt=now - SHOWN_FOR)
    return _stamp(rows, now=now)


def stamp_for(leader: Leader, *, now: datetime) -> str:
    """The same for a leader's list."""
    return _stamp(_visible(leader, now=now), now=now)


def _stamp(rows: QuerySet[LeaderQuestion], *, now: datetime) -> str:
    late = Count("pk", filter=Q(due_at__lte=now, replied_at=None))
    found = rows.aggregate(at=Max("changed_at"), count=Count("pk"), late=late)
    at = f"{found['at'].timestamp():.6f}" if found["at"] else ""
    return f"{at}-{found['count']}-{found['late']}"


def questions_for(leader: Leader, *, now: datetime) -> Sequence[LeaderQuestion]:
    """What waits, the longest first; then what was replied to, the newest first."""
    rows = _visible(leader, now=now)
    open_first = list(rows.filter(replied_at=None).order_by("asked_at", "pk")[:SHOWN])
    done = rows.exclude(replied_at=None).order_by("-replied_at", "pk")
    return [*open_first, *done[:SHOWN]]


def count_waiting(leader: Leader, *, now: datetime) -> Waiting:
    rows = _visible(leader, now=now).filter(replied_at=None)
    late = Count("pk", filter=Q(due_at__lte=now))
    found = rows.aggregate(count=Count("pk"), late=late)
    return Waiting(found["count"], found["late"])


def find_question(
    question_id: uuid.UUID, *, leader: Leader, now: datetime
) -> LeaderQuestion | None:
    """None for what is not there, and for what is not this leader's to see."""
    return _visible(leader, now=now).filter(pk=question_id).first()


def _visible(leader: Leader, *, now: datetime) -> QuerySet[LeaderQuestion]:
    """Of the own teams, and what this leader has replied to; for who oversees, also what waits too
    long elsewhere. What was taken back without a reply is nobody's any more."""
    seen = leader.own | Q(replier_id=leader.user_id)
    if leader.oversees:
        seen |= Q(replied_at=None, due_at__lte=now) & ~Q(asker_id=leader.user_id)
    taken_back = Q(replied_at=None, closed_at__isnull=False)
    return LeaderQuestion.objects.filter(seen, asked_at__gt=now - SHOWN_FOR).exclude(taken_back)
