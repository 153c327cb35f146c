"""Questions to team leaders as they are counted: nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.questions.models import LeaderQuestion
from channels.questions.queries import SHOWN_FOR


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """`user_id`: of whoever asked; `closed_at`: read, or taken back."""

    team: str
    user_id: int
    asked_at: datetime
    due_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None

    def is_waiting(self, at: datetime) -> bool:
        """What nobody replied to for hours has gone from all lists, and waits no more."""
        ended = [end for end in (self.replied_at, self.closed_at) if end is not None]
        return at - SHOWN_FOR < self.asked_at < at and all(end >= at for end in ended)

    def is_late(self, at: datetime) -> bool:
        return self.is_waiting(at) and self.due_at <= at


def questions_in(start: datetime, end: datetime) -> Sequence[QuestionTime]:
    """Of everybody: asked from `start` until just before `end`, and what may have waited then."""
    rows = LeaderQuestion.objects.filter(asked_at__gt=start - SHOWN_FOR, asked_at__lt=end)
    names = ("team", "asker_id", "asked_at", "due_at", "replied_at", "closed_at")
    return [QuestionTime(*row) for row in rows.order_by("asked_at", "pk").values_list(*names)]
