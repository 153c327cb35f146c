"""One customer's matter at a time, from its beginning to its end, and nothing personal in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from channels.contacts import clock
from channels.contacts.models import Contact, ContactStep
from channels.contacts.operations import (
    Step,
    begin_contact,
    current_contact,
    end_contact,
    end_idle,
    forget_old,
    mark_solved,
    note_step,
)
from channels.contacts.queries import steps_of
from channels.contacts.signals import matter_solved
from tests import library

pytestmark = pytest.mark.django_db
NOW = timezone.now()
Kind, Outcome = ContactStep.Kind, Contact.Outcome
MINUTE = timedelta(minutes=1)
OPENED = Step(Kind.OPENED, key="cards.lost", locale="zh-Hans")


@pytest.fixture
def agent() -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def contact(agent: Any) -> Contact:
    return begin_contact(agent, at=NOW)


def test_an_agent_has_one_contact_and_another_agent_another(agent: Any, contact: Contact) -> None:
    other = begin_contact(library.staff("agent-8", "Agents"), at=NOW)
    assert current_contact(agent.pk, now=NOW) == contact != other
    note_step(contact, OPENED, at=NOW)
    following = begin_contact(agent, at=NOW + MINUTE)
    assert current_contact(agent.pk, now=NOW + MINUTE) == following
    contact.refresh_from_db()
    assert (contact.ended_at, contact.outcome) == (NOW + MINUTE, Outcome.LEFT)
    assert current_contact(other.user_id, now=NOW + MINUTE) == other


def test_the_same_is_noted_once(contact: Contact) -> None:
    later = NOW + timedelta(seconds=30)
    assert note_step(contact, OPENED, at=NOW)
    assert not note_step(contact, OPENED, at=later)
    assert note_step(contact, Step(Kind.OPENED, key="cards.lost", locale="en"), at=later)
    assert [(step.kind, step.locale) for step in steps_of(contact)] == [
        (Kind.OPENED, "zh-Hans"),
        (Kind.OPENED, "en"),
    ]
    contact.refresh_from_db()
    assert contact.first_opened_at == NOW


def test_a_contact_that_nobody_comes_back_to_ends_when_it_was_last_used(
    agent: Any, contact: Contact, settings: Any
) -> None:
    settings.CONTACT_IDLE_MINUTES = 20
    note_step(contact, OPENED, at=NOW + 5 * MINUTE)
    assert current_contact(agent.pk, now=NOW + 24 * MINUTE) == contact
    assert end_idle(now=NOW + 24 * MINUTE) == 0
    assert current_contact(agent.pk, now=NOW + 25 * MINUTE) is None
    contact.refresh_from_db()
    assert (contact.ended_at, contact.outcome) == (NOW + 5 * MINUTE, Outcome.IDLE)


def test_the_clock_ends_and_forgets(contact: Contact, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "_forgot_on", None)
    note_step(contact, OPENED, at=NOW)
    clock.look(now=NOW + timedelta(hours=1))
    contact.refresh_from_db()
    assert contact.outcome == Outcome.IDLE
    settings.CONTACT_DAYS = 30
    assert forget_old(now=NOW + timedelta(days=30)) == 0
    clock.look(now=NOW + timedelta(days=31))
    assert not Contact.objects.exists() and not ContactStep.objects.exists()


def test_a_contact_in_which_nothing_was_done_was_none(agent: Any, contact: Contact) -> None:
    begin_contact(agent, at=NOW + MINUTE)
    assert not Contact.objects.filter(pk=contact.pk).exists()


def test_a_call_was_one_even_where_nothing_was_looked_up(agent: Any) -> None:
    call = begin_contact(agent, at=NOW, via=Contact.Via.PHONE, customer_ref="r")
    end_contact(call, at=NOW + MINUTE)
    call.refresh_from_db()
    assert (call.outcome, call.customer_ref) == (Outcome.LEFT, "r")


def test_a_solved_matter_is_announced_once(contact: Contact) -> None:
    heard: list[tuple[Any, str]] = []

    def hear(contact: Contact, key: str, **_: Any) -> None:
        heard.append((contact.pk, key))

    def fail(**_: Any) -> None:
        raise RuntimeError("whoever listens may fail")

    matter_solved.connect(fail)
    matter_solved.connect(hear)
    try:
        assert mark_solved(contact, key="cards.lost", at=NOW)
        assert not mark_solved(contact, key="cards.fee", at=NOW)
    finally:
        matter_solved.disconnect(fail)
        matter_solved.disconnect(hear)
    assert heard == [(contact.pk, "cards.lost")]
    end_contact(contact, at=NOW + MINUTE)
    contact.refresh_from_db()
    assert (contact.solved_key, contact.outcome) == ("cards.lost", Outcome.SOLVED)
    assert not mark_solved(contact, key="cards.lost", at=NOW)
    assert not note_step(contact, OPENED, at=NOW)


def test_what_was_handed_over_ends_as_that(contact: Contact) -> None:
    note_step(contact, Step(Kind.HANDED_OVER), at=NOW)
    end_contact(contact, at=NOW + MINUTE)
    assert contact.outcome == Outcome.HANDED_OVER


@pytest.mark.parametrize(
    ("groups", "team"),
    [
        (("Agents",), "Agents"),
        (("Agents", "Team cards"), "Team cards"),
        (("Agents", "Supervisors"), "Agents"),
        (("Integrators",), ""),
        ((), ""),
    ],
)
def test_the_team_is_kept_as_it_was(groups: tuple[str, ...], team: str) -> None:
    Group.objects.get_or_create(name="Team cards")
    person = library.staff("somebody", *groups)
    contact = begin_contact(person, at=NOW)
    person.groups.clear()
    contact.refresh_from_db()
    assert contact.team == team


def test_nothing_in_it_can_hold_words_or_numbers_of_a_customer() -> None:
    """A new column is looked at here before it is there."""
    columns = {field.name for table in (Contact, ContactStep) for field in table._meta.fields}
    assert columns == {
        "id", "user_id", "team", "via", "customer_ref", "started_at", "used_at", "first_opened_at",
        "solved_at", "solved_key", "ended_at", "outcome", "contact", "kind", "at", "key", "locale",
        "element", "channel",
    }  # fmt: skip
