"""Contacts as a day at the desk leaves them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from channels.contacts.models import Contact, ContactStep
from channels.supervising.seeing import Sight, sight_of
from kb.publication.readers import staff_scope

Kind, Outcome = ContactStep.Kind, Contact.Outcome


def serve(
    at: datetime,
    *,
    agent: int = 1,
    team: str = "Team cards",
    opened: str = "cards.lost",
    answer: str = "",
    seconds: int = 30,
    channel: str = "",
    solved: bool = False,
    customer: str = "",
    is_over: bool = True,
    outcome: str = Outcome.LEFT,
) -> Contact:
    """Searched at once; `answer`: the kind of the step that gave it, after so many seconds."""
    moment = at + timedelta(seconds=seconds)
    contact = Contact.objects.create(
        user_id=agent,
        team=team,
        customer_ref=customer,
        started_at=at,
        used_at=moment,
        ended_at=moment if is_over else None,
        solved_at=moment if solved else None,
        outcome=(Outcome.SOLVED if solved else outcome) if is_over else "",
    )
    note(contact, Kind.SEARCHED, at)
    if opened:
        note(contact, Kind.OPENED, at, key=opened)
    if answer:
        note(contact, answer, moment, key=opened, channel=channel)
    if solved:
        note(contact, Kind.SOLVED, moment, key=opened)
    return contact


def note(contact: Contact, kind: str, at: datetime, *, key: str = "", channel: str = "") -> None:
    locale = "zh-Hans" if key else ""
    contact.steps.create(kind=kind, at=at, key=key, locale=locale, channel=channel)


def sight(user: Any, *, now: datetime) -> Sight:
    scope = staff_scope(user, now=now)
    assert scope is not None
    seen = sight_of(user, scope=scope, desk=scope.for_channel("agent_desk"))
    assert seen is not None
    return seen
