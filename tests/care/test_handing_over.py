"""What somebody looked after goes to somebody else in one step, and nobody is left out."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import run_waiting
from kb.care.models import Care
from tests.authoring.making import (
    draft_answer,
    logged_in,
    make_user,
)
from tests.care.rows import care_of

pytestmark = pytest.mark.django_db


class TestHandingOver:
    def test_everything_in_one_step(self, editor: User) -> None:
        rows = [care_of(draft_answer(f"cards.a{n}", user=editor)) for n in range(3)]
        heir = make_user("heir", "Editors")
        chief = make_user("chief", is_superuser=True)
        url = reverse("care_handover", args=[editor.pk])
        assert "cards" in logged_in(chief).get(url).content.decode()
        logged_in(chief).post(url, {"to-all": heir.pk})
        for row in rows:
            row.refresh_from_db()
            assert row.owner == heir
            assert row.events.get().detail == "heir"

    def test_a_topic_can_go_to_somebody_else(self, editor: User, cards: Any, loans: Any) -> None:
        one = care_of(draft_answer("cards.a", user=editor))
        other = care_of(draft_answer("loans.a", topic=loans, user=editor))
        first, second = make_user("first", "Editors"), make_user("second", "Editors")
        chief = logged_in(make_user("chief", is_superuser=True))
        wish = {"to-all": first.pk, f"to-topic-{loans.pk}": second.pk}
        chief.post(reverse("care_handover", args=[editor.pk]), wish)
        one.refresh_from_db()
        other.refresh_from_db()
        assert (one.owner, other.owner) == (first, second)

    def test_editors_hand_over_their_own_subtree_alone(self, editor: User, loans: Any) -> None:
        leaver = make_user("leaver", "Editors")
        mine = care_of(draft_answer("cards.a", user=leaver))
        theirs = care_of(draft_answer("loans.a", topic=loans, user=leaver))
        url = reverse("care_handover", args=[leaver.pk])
        logged_in(editor).post(url, {"to-all": editor.pk})
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.owner, theirs.owner) == (editor, leaver)

    def test_very_much_goes_to_the_background(
        self, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kb.care.handover_admin.AT_ONCE", 1)
        rows = [care_of(draft_answer(f"cards.a{n}", user=editor)) for n in range(3)]
        heir = make_user("heir", "Editors")
        chief = logged_in(make_user("chief", is_superuser=True))
        chief.post(reverse("care_handover", args=[editor.pk]), {"to-all": heir.pk})
        rows[0].refresh_from_db()
        assert rows[0].owner == editor
        run_waiting(should_stop=lambda: False)
        assert {Care.objects.get(pk=row.pk).owner for row in rows} == {heir}
        assert Job.objects.get().said == "3 条内容已有新负责人。"

    def test_nobody_is_chosen(self, editor: User) -> None:
        row = care_of(draft_answer("cards.a", user=editor))
        agent = make_user("agent", "Agents")
        for wish in ("", "nobody", str(agent.pk), str(editor.pk)):
            chief = User.objects.filter(username="chief").first() or make_user(
                "chief", is_superuser=True
            )
            logged_in(chief).post(reverse("care_handover", args=[editor.pk]), {"to-all": wish})
            row.refresh_from_db()
            assert row.owner == editor

    def test_whoever_locks_somebody_out_is_led_there(self, editor: User) -> None:
        care_of(draft_answer("cards.a", user=editor))
        chief = logged_in(make_user("chief", is_superuser=True))
        form = {"username": "editor", "email": "e@example.com", "first_name": "E", "last_name": "D",
                "groups": [g.pk for g in editor.groups.all()]}  # fmt: skip
        response = chief.post(reverse("wagtailusers_users:edit", args=[editor.pk]), form)
        editor.refresh_from_db()
        assert not editor.is_active
        assert response.headers["location"] == reverse("care_handover", args=[editor.pk])

    def test_an_owner_is_not_deleted(self, editor: User) -> None:
        care_of(draft_answer("cards.a", user=editor))
        chief = logged_in(make_user("chief", is_superuser=True))
        chief.post(reverse("wagtailusers_users:delete", args=[editor.pk]))
        assert User.objects.filter(pk=editor.pk).exists()
