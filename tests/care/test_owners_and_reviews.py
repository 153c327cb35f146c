"""Everything has somebody who looks after it and a day on which they look again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.care.intervals import set_topic_intervals
from kb.care.lists import all_lists
from kb.care.models import Care, CareEvent
from kb.care.operations import Act, mark_reviewed
from kb.care.rows import settle
from tests.authoring.making import (
    answer_form,
    draft_answer,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    published_shared,
    published_term,
)
from tests.care.rows import MORNING, TODAY, care_of, list_url, make_due

pytestmark = pytest.mark.django_db


class TestEverythingHasARow:
    def test_of_each_kind(self, editor: User) -> None:
        answer = published_answer("cards.loss", user=editor)
        fact, term, shared = published_fact(), published_term(), published_shared()
        assert care_of(answer).owner == editor
        for thing, subject in ((fact, "fact"), (term, "term"), (shared, "shared")):
            assert care_of(thing, subject).owner is None

    def test_the_first_writer_of_shared_content_owns_it(self, editor: User) -> None:
        fact = published_fact()
        fact.save_revision(user=editor)
        fact.save_revision(user=make_user("second", "Editors"))
        assert care_of(fact, "fact").owner == editor

    def test_and_it_goes_with_what_it_was_about(self, editor: User) -> None:
        answer = draft_answer("cards.loss", user=editor)
        care_of(answer)
        answer.delete()
        settle(today=TODAY)
        assert not Care.objects.filter(subject="answer").exists()

    def test_a_second_place_is_no_second_answer(self, editor: User, loans: Any) -> None:
        answer = published_answer("cards.loss", user=editor)
        answer.create_alias(parent=loans)
        settle(today=TODAY)
        assert Care.objects.filter(subject="answer").count() == 1

    def test_settling_again_does_nothing(
        self, editor: User, django_assert_num_queries: Any
    ) -> None:
        published_answer("cards.loss", user=editor)
        assert settle(today=TODAY) == 1
        with django_assert_num_queries(10):
            assert settle(today=TODAY) == 0

    def test_what_is_made_in_the_admin_has_its_owner_at_once(
        self, editor: User, cards: Any
    ) -> None:
        client = logged_in(editor)
        url = reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", cards.pk])
        client.post(url, answer_form(("answer", {"text": "先挂失。"})))
        (made,) = KnowledgePage.objects.all()
        form = {"new_title": "副本？", "new_slug": "copy", "new_parent_page": cards.pk}
        client.post(reverse("wagtailadmin_pages:copy", args=[made.pk]), form)
        assert KnowledgePage.objects.count() == 2
        assert list(Care.objects.values_list("owner", flat=True)) == [editor.pk] * 2


class TestIntervals:
    def test_come_from_the_house_the_topic_or_the_answer(
        self, editor: User, cards: Any, settings: Any
    ) -> None:
        settings.REVIEW_DAYS = 100
        below = make_topic("cards.credit", above=cards)
        answer = draft_answer("cards.fee", topic=below, user=editor)
        row = care_of(answer)
        assert row.due_on == TODAY + timedelta(days=100)

        set_topic_intervals({"cards": 30})
        row.refresh_from_db()
        assert row.due_on == TODAY + timedelta(days=30)

        set_topic_intervals({"cards.credit": 20})
        row.refresh_from_db()
        assert row.due_on == TODAY + timedelta(days=20)

        url = reverse("care_item", args=["answer", answer.pk])
        logged_in(editor).post(url, {"owner": editor.pk, "review_days": "7"})
        row.refresh_from_db()
        assert row.due_on == TODAY + timedelta(days=7)
        assert row.events.get().get_kind_display()

        set_topic_intervals({"cards": None, "cards.credit": None})
        row.refresh_from_db()
        assert row.due_on == TODAY + timedelta(days=7)

    def test_editors_set_those_of_their_own_topics(self, editor: User, loans: Any) -> None:
        client = logged_in(editor)
        client.post(reverse("care_intervals"), {"days-cards": "30", "days-loans": "10"})
        html = client.get(reverse("care_intervals")).content.decode()
        assert 'value="30"' in html
        assert "days-loans" not in html
        assert Care.objects.count() == 0

    @pytest.mark.parametrize("wrong", ["0", "-3", "4000", "soon", "1.5"])
    def test_a_bad_number_is_refused_and_kept_for_correction(
        self, editor: User, wrong: str
    ) -> None:
        answer = reverse("care_intervals")
        html = logged_in(editor).post(answer, {"days-cards": wrong}).content.decode()
        assert f'value="{wrong}"' in html


class TestReviews:
    def test_still_right_moves_the_next_review(self, editor: User) -> None:
        row = care_of(published_answer("cards.loss", user=editor))
        make_due(row)
        client = logged_in(editor)
        assert "cards.loss" in client.get(list_url()).content.decode()
        client.post(reverse("care_act"), {"action": "reviewed", "row": [row.pk]})
        row.refresh_from_db()
        assert row.reviewed_on == timezone.localdate()
        assert row.due_on == timezone.localdate() + timedelta(days=365)
        event = row.events.get()
        assert (event.kind, event.by_name) == ("reviewed", "editor")
        assert "cards.loss" not in client.get(list_url()).content.decode()

    def test_nobody_marks_what_they_may_not_edit(self, editor: User, loans: Any) -> None:
        row = care_of(published_answer("loans.rate", topic=loans))
        make_due(row)
        client = logged_in(editor)
        client.post(reverse("care_act"), {"action": "reviewed", "row": [row.pk]})
        assert not CareEvent.objects.exists()
        assert client.get(reverse("care_item", args=["answer", row.object_id])).status_code == 404

    def test_many_at_once_take_few_statements(
        self, editor: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(12):
            draft_answer(f"cards.a{number}", user=editor)
        settle(today=TODAY)
        with django_assert_max_num_queries(12):
            done = mark_reviewed(list(Care.objects.all()), Act(editor, MORNING))
        assert done == 12


class TestWhoSeesWhat:
    def test_editors_their_own_subtree(self, editor: User, loans: Any) -> None:
        published_answer("cards.loss", user=editor)
        published_answer("loans.rate", topic=loans)
        html = logged_in(editor).get(list_url("everything")).content.decode()
        assert "cards.loss" in html
        assert "loans.rate" not in html

    def test_supervisors_what_their_grants_let_them_read(self, editor: User) -> None:
        published_answer("cards.loss", user=editor)
        boss = logged_in(make_user("boss", "Supervisors"))
        html = boss.get(list_url("everything")).content.decode()
        assert "cards.loss" in html
        assert 'name="row"' not in html
        assert "w-bulk#toggleAll" not in html, "with nothing to tick, nothing ticks all"

    @pytest.mark.parametrize("name", ["care_home", "care_leavers", "care_intervals"])
    def test_agents_nothing(self, name: str) -> None:
        agent = logged_in(make_user("agent", "Agents"))
        assert agent.get(reverse(name)).status_code == 302
        assert agent.get(list_url()).status_code == 302

    @pytest.mark.parametrize("count", [2, 20])
    def test_the_list_asks_a_bounded_number_of_questions(
        self, editor: User, count: int, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(count):
            draft_answer(f"cards.a{number}", user=editor)
            published_fact(f"card.f{number}")
        client = logged_in(editor)
        client.get(list_url("everything"))
        with django_assert_max_num_queries(45):
            client.get(list_url("everything"))

    def test_lists_can_be_narrowed(self, editor: User, cards: Any) -> None:
        published_answer("cards.loss", user=editor)
        published_fact()
        client = logged_in(editor)
        html = client.get(list_url("everything"), {"subject": "fact"}).content.decode()
        assert "card.fee" in html and "cards.loss" not in html
        html = client.get(list_url("everything"), {"topic": cards.pk}).content.decode()
        assert "cards.loss" in html and "card.fee" not in html
        html = client.get(list_url("everything"), {"owner": editor.pk}).content.decode()
        assert "cards.loss" in html and "card.fee" not in html

    def test_every_list_opens_empty_and_says_so(self, editor: User) -> None:
        client = logged_in(editor)
        for one in all_lists():
            assert str(one.empty) in client.get(list_url(one.code)).content.decode()

    def test_an_unknown_list_is_absent(self, editor: User) -> None:
        assert logged_in(editor).get(list_url("no-such")).status_code == 404

    def test_a_table_to_take_along_holds_no_formula(self, editor: User) -> None:
        draft_answer("cards.evil", title='=HYPERLINK("x")', user=editor)
        response = logged_in(editor).get(list_url("everything"), {"export": "csv"})
        body = b"".join(response.streaming_content).decode()
        assert "'=HYPERLINK" in body


def test_the_item_form_keeps_a_team_for_shared_content(editor: User, cards: Any) -> None:
    fact = published_fact()
    url = reverse("care_item", args=["fact", fact.pk])
    client: Client = logged_in(editor)
    client.post(url, {"owner": editor.pk, "team": cards.pk, "review_days": ""})
    row = care_of(fact, "fact")
    assert (row.owner, row.team) == (editor, cards)
