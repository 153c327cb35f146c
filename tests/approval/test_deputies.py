"""Whoever is away is stood in for, and nobody counts twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from kb.approval.errors import NotASecondPerson
from kb.approval.models import Deputy
from kb.publication.models import PublicationPerson
from tests.approval.steps import (
    FEE,
    REPLY,
    approve_step,
    is_out,
)
from tests.authoring.making import (
    fresh,
    make_user,
    rewrite,
)

pytestmark = pytest.mark.django_db


class TestDeputies:
    def stand_in(self, person: User, deputy: User, **days: int) -> None:
        today = timezone.localdate()
        first, last = days.get("first", 0), days.get("last", 0)
        Deputy.objects.create(
            person=person,
            deputy=deputy,
            first_day=today + timedelta(days=first),
            last_day=today + timedelta(days=last),
        )

    def test_decides_and_the_log_names_both(self, page: Any, people: Any) -> None:
        deputy = make_user("deputy")
        self.stand_in(people["compliance"], deputy)
        approve_step(page, deputy)
        approve_step(page, people["knowledge"])
        assert is_out(page)
        person = PublicationPerson.objects.get(step="compliance")
        assert (person.name, person.deputy_for) == ("deputy", "compliance-1")

    @pytest.mark.parametrize("days", [{"first": 1, "last": 2}, {"first": -2, "last": -1}])
    def test_not_before_nor_after(self, page: Any, people: Any, days: dict[str, int]) -> None:
        deputy = make_user("deputy")
        self.stand_in(people["compliance"], deputy, **days)
        with pytest.raises(NotASecondPerson):
            approve_step(page, deputy)

    def test_an_author_is_nobodys_deputy(self, page: Any, people: Any, editor: User) -> None:
        self.stand_in(people["compliance"], editor)
        with pytest.raises(NotASecondPerson):
            approve_step(page, editor)

    def test_nor_does_anybody_stand_in_for_an_author(self, page: Any, people: Any) -> None:
        deputy = make_user("deputy")
        self.stand_in(people["compliance"], deputy)
        rewrite(page, REPLY, FEE, user=people["compliance"])
        fresh(page)
        draft = fresh(page).get_latest_revision_as_object()
        draft.title = "改过？"
        draft.save_revision(user=people["compliance"])
        with pytest.raises(NotASecondPerson):
            approve_step(page, deputy)

    def test_nobody_decides_twice_as_two(self, page: Any, people: Any) -> None:
        self.stand_in(people["compliance"], people["knowledge"])
        approve_step(page, people["knowledge"], step="knowledge")
        with pytest.raises(NotASecondPerson):
            approve_step(page, people["knowledge"], step="compliance")

    def test_nor_does_one_chair_count_twice(self, page: Any, people: Any) -> None:
        deputy = make_user("deputy")
        self.stand_in(people["compliance"], deputy)
        people["compliance"].groups.add(Group.objects.get(name="Approvers"))
        approve_step(page, deputy, step="compliance")
        with pytest.raises(NotASecondPerson):
            approve_step(page, people["compliance"], step="knowledge")
