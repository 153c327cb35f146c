"""Complaints as agents take them, and people of several teams."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User

from kb.access.models import AccessGrant
from kb.feedback.complaints import operations
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.operations import Ending, Told
from kb.feedback.complaints.steps import By
from tests import library

# A Tuesday morning in Shanghai.
MORNING = datetime(2026, 9, 1, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def agent_of(team: str, name: str, *, regions: list[str] | None = None) -> User:
    """Reads at the desk by a grant of the team's own."""
    group, is_new = Group.objects.get_or_create(name=team)
    if is_new:
        AccessGrant.objects.create(
            group=group, audience="agent", channels=["*"], topics=["*"], regions=regions or [],
            segments=["*"], products=["*"],
        )  # fmt: skip
    user = library.staff(name)
    user.groups.add(group)
    return user


def taken_by(user: Any, *, at: datetime = MORNING, **told: Any) -> Complaint:
    wish = {
        "words": "柜员说不能办。", "cause": "person", "locale": "zh-Hans", "request": uuid.uuid4(),
    }  # fmt: skip
    return operations.take(Told(**(wish | told)), By(user, at))


def spoken(result: str = "已道歉，并退还手续费。") -> Ending:
    return Ending(outcome="justified", answered="spoken", result=result)
