"""A change takes the steps that the rules ask for, each decided by somebody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.utils import timezone

from kb.approval.errors import ApprovalRefused
from kb.approval.models import ApprovalStep
from kb.approval.working_time import due_at, parse
from tests.approval.steps import (
    FEE,
    REPLY,
    handed_in,
    make_rule,
    person_of,
    return_step,
    steps_now,
    task_state_of,
)
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    hand_in,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db


class TestWhichSteps:
    def test_without_rules_the_knowledge_approver_alone(self, cards: Any, editor: User) -> None:
        page = handed_in(draft_answer("cards.loss", topic=cards), editor)
        assert steps_now(page) == {"knowledge": ""}

    def test_by_the_kind_of_element(self, page: Any) -> None:
        assert steps_now(page) == {"compliance": "", "knowledge": ""}

    def test_only_by_elements_that_change(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("compliance", element_kinds=["fee"])
        page = published_answer("cards.fee", REPLY, FEE, topic=cards)
        rewrite(page, REPLY | {"value": REPLY["value"] | {"text": "先打电话。"}}, FEE)
        assert steps_now(handed_in(page, editor)) == {"knowledge": ""}

    def test_what_is_taken_out_counts(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("compliance", element_kinds=["fee"])
        page = published_answer("cards.fee", REPLY, FEE, topic=cards)
        rewrite(page, REPLY)
        assert set(steps_now(handed_in(page, editor))) == {"compliance", "knowledge"}

    def test_by_topic_and_all_below_it(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("consumer", topics=["cards"])
        below = make_topic("cards.credit", above=cards)
        inside = draft_answer("cards.credit.a", topic=below)
        outside = draft_answer("loans.a", topic=make_topic("loans"))
        assert set(steps_now(handed_in(inside, editor))) == {"consumer", "knowledge"}
        assert set(steps_now(handed_in(outside, editor))) == {"knowledge"}

    @pytest.mark.parametrize(("least", "asked"), [(2, True), (3, False)])
    def test_by_reach(self, cards: Any, editor: User, people: Any, least: int, asked: bool) -> None:
        fact = published_fact("card.fee")
        for number in range(2):
            published_answer(f"cards.{number}", element("answer", "{{ card.fee }}"), topic=cards)
        make_rule("business", subjects=["fact"], min_reach=least)
        fact.value = "300"
        fact.save_revision(user=editor)
        assert ("business" in steps_now(handed_in(fact, editor))) is asked

    def test_a_fact_stands_in_the_topics_of_its_answers(
        self, cards: Any, editor: User, people: Any
    ) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.1", element("answer", "{{ card.fee }}"), topic=cards)
        make_rule("business", topics=["cards"])
        make_rule("consumer", topics=["loans"])
        fact.value = "300"
        fact.save_revision(user=editor)
        assert set(steps_now(handed_in(fact, editor))) == {"business", "knowledge"}

    @pytest.mark.parametrize(
        ("text", "asked"), [("先，挂失", False), ("先挂失吧。", True), ("先挂失。3.5", True)]
    )
    def test_punctuation_may_be_let_pass(
        self, cards: Any, editor: User, people: Any, text: str, asked: bool
    ) -> None:
        make_rule("compliance", material_only=True)
        page = published_answer("cards.a", REPLY, topic=cards)
        rewrite(page, REPLY | {"value": REPLY["value"] | {"text": text}})
        assert ("compliance" in steps_now(handed_in(page, editor))) is asked

    def test_a_decimal_point_is_no_punctuation(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("compliance", material_only=True)
        page = published_answer("cards.a", FEE, REPLY, topic=cards)
        rewrite(page, FEE | {"value": FEE["value"] | {"text": "每年 20.0 元。"}}, REPLY)
        assert "compliance" in steps_now(handed_in(page, editor))

    def test_by_audience_and_channel(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("compliance", audiences=["public"])
        make_rule("consumer", channels=["sms"])
        inner = element("answer", audience="agent", channels=["web"])
        page = draft_answer("cards.a", inner, topic=cards)
        assert set(steps_now(handed_in(page, editor))) == {"knowledge"}
        wide = draft_answer("cards.b", topic=cards)
        assert set(steps_now(handed_in(wide, editor))) == {"compliance", "consumer", "knowledge"}

    def test_a_rule_not_in_force_asks_nothing(self, cards: Any, editor: User) -> None:
        make_rule("compliance", active=False)
        page = handed_in(draft_answer("cards.loss", topic=cards), editor)
        assert steps_now(page) == {"knowledge": ""}


class TestNobodyToDecide:
    """Said when handing in, not found out later."""

    def test_a_step_without_people(self, cards: Any, editor: User) -> None:
        make_rule("compliance")
        person_of("knowledge")
        page = draft_answer("cards.loss", topic=cards, user=editor)
        response = hand_in(page, editor)
        told = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert "合规审查" in told
        assert not fresh(page).workflow_in_progress
        assert not ApprovalStep.objects.exists()

    def test_one_person_for_two_steps(self, cards: Any, editor: User) -> None:
        make_rule("compliance")
        make_user("both", "Approvers", "Compliance")
        page = draft_answer("cards.loss", topic=cards, user=editor)
        with pytest.raises(ApprovalRefused):
            handed_in(page, editor)

    def test_its_only_person_wrote_part_of_it(self, cards: Any, people: Any) -> None:
        make_rule("compliance")
        page = draft_answer("cards.loss", topic=cards, user=people["compliance"])
        with pytest.raises(ApprovalRefused):
            handed_in(page, people["compliance"])

    def test_what_was_returned_stays_returned_with_its_draft(
        self, page: Any, people: Any, editor: User
    ) -> None:
        return_step(page, people["compliance"], comment="依据不足")
        people["compliance"].groups.clear()
        form = form_of(page, **{"action-submit": "1", "title": "改过？"})
        logged_in(editor).post(edit_url(page), form)
        assert fresh(page).current_workflow_state.status == "needs_changes"
        assert fresh(page).get_latest_revision().content["title"] == "改过？"
        person_of("compliance", name="new")
        logged_in(editor).post(edit_url(page), form)
        assert task_state_of(page).status == "in_progress"


class TestDueTimes:
    WEEK = parse("1-5 09:00-17:00", holidays=["2026-11-25"])

    @pytest.mark.parametrize(
        ("start", "hours", "due"),
        [
            ("2026-11-23 10:00", 2, "2026-11-23 12:00"),  # a Monday
            ("2026-11-23 16:00", 2, "2026-11-24 10:00"),
            ("2026-11-23 20:00", 8, "2026-11-24 17:00"),
            ("2026-11-24 16:00", 8, "2026-11-26 16:00"),  # over a holiday
            ("2026-11-27 16:00", 2, "2026-11-30 10:00"),  # over the weekend
            ("2026-11-22 12:00", 0, "2026-11-23 09:00"),
        ],
    )
    def test_count_working_hours_alone(self, start: str, hours: int, due: str) -> None:
        begin = timezone.make_aware(datetime.fromisoformat(start))
        end = due_at(start=begin, hours=hours, by=self.WEEK)
        assert f"{timezone.localtime(end):%Y-%m-%d %H:%M}" == due

    def test_without_work_the_count_ends(self) -> None:
        never = parse("1-1 09:00-17:00", holidays=[])
        start = datetime(2026, 11, 22, tzinfo=UTC)
        assert due_at(start=start, hours=60_000, by=never) < start + timedelta(days=400)

    @pytest.mark.parametrize("text", ["", "1-5", "5-1 09:00-17:00", "1-5 17:00-09:00"])
    def test_a_setting_that_cannot_be_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="WORKING_TIME"):
            parse(text, holidays=[])

    def test_the_shortest_time_counts(self, cards: Any, editor: User, people: Any) -> None:
        make_rule("compliance", due_hours=40)
        make_rule("compliance", due_hours=4)
        page = handed_in(draft_answer("cards.loss", topic=cards), editor)
        step = ApprovalStep.objects.get(kind__code="compliance")
        assert step.due_at == due_at(start=step.request.handed_in_at, hours=4)
        assert len(step.rules) == 2
        assert page
