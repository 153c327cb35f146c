"""What a team is: one rule for contacts, complaints, questions to the leader and figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.access.models import AccessGrant
from kb.authoring import staff_list, teams
from kb.authoring.teams import (
    team_numbers_of,
    team_of,
    teams_by_person,
    teams_of,
    told_as,
    who_can_be_told,
)
from tests import library

pytestmark = pytest.mark.django_db


def group(name: str, *, reads: bool = False) -> str:
    made = Group.objects.create(name=name)
    if reads:
        AccessGrant.objects.create(group=made, audience="agent", channels=["*"], topics=["*"],
                                   regions=[], segments=[], products=[])  # fmt: skip
    return name


def test_roles_say_what_somebody_does() -> None:
    """Every group that the migrations make, and every role of the staff list, is one."""
    assert set(Group.objects.values_list("name", flat=True)) == set(teams.ROLES)
    assert set(staff_list.ROLES.values()) <= set(teams.ROLES)


def test_every_other_group_is_a_team() -> None:
    names = (group("Team cards"), group("一组"), group("Agents Beijing", reads=True))
    wang = library.staff("wang", "Agents", *names)
    assert teams_of(wang) == set(names)
    assert team_numbers_of(wang) == set(
        Group.objects.filter(name__in=names).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("theirs", "counted"),
    [
        (["一组", "Agents Beijing", "Team loans", "Team cards", "Agents"], "Team cards"),
        (["一组", "Agents Beijing", "Agents"], "Agents Beijing"),
        (["一组", "Agents"], "一组"),
        (["Supervisors", "Agents"], "Agents"),
        (["Integrators"], ""),
        ([], ""),
    ],
)
def test_one_team_counts_what_somebody_does(theirs: list[str], counted: str) -> None:
    for name in ("一组", "Team loans", "Team cards"):
        group(name)
    group("Agents Beijing", reads=True)
    wang = library.staff("wang", *theirs)
    assert team_of(wang) == counted
    assert teams_by_person()[wang.pk] == counted


def test_people_of_no_team_stand_with_their_role() -> None:
    wang = library.staff("wang", "Agents")
    assert teams_of(wang) == {"Agents"}
    assert team_numbers_of(wang) == frozenset(), "but no team leader is theirs alone"
    assert teams_of(library.staff("nobody")) == frozenset()


def test_something_can_be_told_to_teams_and_to_roles() -> None:
    group("Team cards")
    wang = library.staff("wang", "Agents", "Team cards")
    assert told_as(wang) == {"Agents", "Team cards"}
    assert set(who_can_be_told()) == {"Team cards", *teams.ROLES} - {"Integrators"}


def test_everybody_at_once_asks_a_fixed_number_of_times() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            teams_by_person()
        return len(found)

    library.staff("wang", "Agents")
    before = asked()
    for number in range(9):
        library.staff(f"agent-{number}", "Agents", group(f"Team {number}"))
    assert asked() == before
    away: Any = library.staff("away", "Agents")
    away.is_active = False
    away.save()
    assert away.pk not in teams_by_person()
