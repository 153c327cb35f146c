"""A change takes the steps that the rules ask for, each decided by somebody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from kb.approval.asking import steps_asked
from kb.approval.errors import ApprovalRefused, NotASecondPerson, NotYet, PartsChanged
from kb.approval.features import features_of
from kb.approval.models import ApprovalRule, ApprovalStep, Deputy, StepKind
from kb.approval.queue import waiting_for
from kb.approval.working_time import due_at, parse
from kb.problem import say
from kb.publication.models import Live, Publication, PublicationPerson
from tests.approval.steps import (
    approve_step,
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
FEE = element("fee", "每年 200 元。", block="11111111-1111-1111-1111-111111111111")
REPLY = element("answer", "先挂失。", block="22222222-2222-2222-2222-222222222222")


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


@pytest.fixture
def people() -> dict[str, User]:
    return {code: person_of(code) for code in ("knowledge", "business", "compliance", "consumer")}


@pytest.fixture
def page(cards: Any, editor: User, people: Any) -> Any:
    """A fee of two elements, handed in; compliance is asked for fees."""
    make_rule("compliance", element_kinds=["fee"], due_hours=8)
    page = draft_answer("cards.fee", REPLY, FEE, topic=cards, user=editor)
    fresh(page).get_workflow().start(fresh(page), editor)
    return page


def handed_in(page: Any, user: User) -> Any:
    fresh(page).get_workflow().start(fresh(page), user)
    return page


def task_url(page: Any) -> str:
    return reverse("approval_task", args=[task_state_of(page).pk])


def is_out(page: Any) -> bool:
    return Live.objects.filter(page_id=page.pk).exists()


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


class TestDeciding:
    def test_out_when_every_step_is_approved_and_the_log_names_each(
        self, page: Any, people: Any
    ) -> None:
        approve_step(page, people["compliance"])
        assert not is_out(page)
        approve_step(page, people["knowledge"])
        assert is_out(page)
        row = Publication.objects.latest("seq")
        people_there = PublicationPerson.objects.filter(seq=row.seq, role="approver")
        assert set(people_there.values_list("name", "step", "digest")) == {
            ("compliance-1", "compliance", row.digest),
            ("knowledge-1", "knowledge", row.digest),
        }

    def test_in_any_order(self, page: Any, people: Any) -> None:
        approve_step(page, people["knowledge"])
        approve_step(page, people["compliance"])
        assert is_out(page)

    def test_nobody_fills_two_steps(self, page: Any, people: Any) -> None:
        both = people["compliance"]
        both.groups.add(Group.objects.get(name="Approvers"))
        approve_step(page, both, step="compliance")
        with pytest.raises(NotASecondPerson):
            approve_step(page, both, step="knowledge")
        assert not is_out(page)

    def test_nobody_fills_a_step_of_other_people(self, page: Any, people: Any) -> None:
        for name, step in (("knowledge", "compliance"), ("business", "compliance")):
            with pytest.raises(NotASecondPerson):
                approve_step(page, people[name], step=step)

    def test_a_superuser_is_no_compliance_officer(self, page: Any) -> None:
        chief = make_user("chief", is_superuser=True)
        with pytest.raises(NotASecondPerson):
            approve_step(page, chief, step="compliance")
        approve_step(page, chief)
        assert steps_now(page) == {"compliance": "", "knowledge": "approved"}

    def test_who_left_the_group_meanwhile_decides_nothing(self, page: Any, people: Any) -> None:
        officer = people["compliance"]
        officer.groups.clear()
        with pytest.raises(NotASecondPerson):
            approve_step(page, officer)

    def test_a_rule_made_meanwhile_asks_before_it_goes_out(self, page: Any, people: Any) -> None:
        approve_step(page, people["compliance"])
        make_rule("consumer", subjects=["answer"])
        approve_step(page, people["knowledge"])
        assert not is_out(page)
        approve_step(page, people["consumer"])
        assert is_out(page)

    def test_an_edit_voids_every_step(self, page: Any, people: Any, editor: User) -> None:
        approve_step(page, people["compliance"])
        rewrite(page, REPLY, user=editor)
        assert steps_now(page) == {"knowledge": ""}
        assert not is_out(page)

    def test_a_remark_in_the_margin_voids_none(self, page: Any, people: Any) -> None:
        approve_step(page, people["compliance"])
        fresh(page).get_latest_revision_as_object().save_revision(user=people["knowledge"])
        assert steps_now(page) == {"compliance": "approved", "knowledge": ""}
        approve_step(page, people["knowledge"])
        assert is_out(page)

    def test_a_return_ends_it_and_handing_in_again_asks_all_anew(
        self, page: Any, people: Any, editor: User
    ) -> None:
        approve_step(page, people["knowledge"])
        return_step(page, people["compliance"], comment="依据不足")
        state = fresh(page).current_workflow_state
        assert state.status == "needs_changes"
        state.resume(user=editor)
        assert steps_now(page) == {"compliance": "", "knowledge": ""}
        approve_step(page, people["knowledge"])
        approve_step(page, people["compliance"])
        assert is_out(page)


class TestOneAfterAnother:
    """The business owner first, then compliance with the knowledge approver beside it."""

    @pytest.fixture
    def page(self, cards: Any, editor: User, people: Any) -> Any:
        turns = {"compliance": 2, "knowledge": 2}
        make_rule("business", "compliance", subjects=["answer"], turns=turns)
        return handed_in(draft_answer("cards.fee", REPLY, topic=cards, user=editor), editor)

    def asked(self, person: User) -> list[str]:
        return [one.step.kind.code for one in waiting_for(person, now=timezone.now())]

    def test_later_turns_wait_and_are_told_so(self, page: Any, people: Any) -> None:
        assert self.asked(people["business"]) == ["business"]
        assert self.asked(people["compliance"]) == []
        with pytest.raises(NotYet) as refused:
            approve_step(page, people["compliance"])
        assert "业务部门会签" in say(refused.value.problem)
        with pytest.raises(NotYet):
            return_step(page, people["knowledge"], comment="再看看")
        html = logged_in(people["business"]).get(task_url(page)).content.decode()
        assert "第 2 轮" in html
        assert logged_in(people["compliance"]).get(task_url(page)).status_code == 404

    def test_the_next_are_asked_and_told_when_all_before_have_approved(
        self, page: Any, people: Any, django_capture_on_commit_callbacks: Any, mailoutbox: Any
    ) -> None:
        User.objects.update(email="x@example.com")
        with django_capture_on_commit_callbacks(execute=True):
            approve_step(page, people["business"])
        assert len(mailoutbox) == 2
        assert self.asked(people["compliance"]) == ["compliance"]
        for name in ("knowledge", "compliance"):
            assert not is_out(page)
            approve_step(page, people[name])
        assert is_out(page)

    def test_their_time_begins_with_their_turn(self, page: Any, people: Any) -> None:
        steps = ApprovalStep.objects.filter(kind__code="compliance")
        assert steps.get().due_at is None
        approve_step(page, people["business"])
        first = ApprovalStep.objects.get(kind__code="business")
        assert steps.get().due_at == due_at(start=first.decided_at, hours=16)

    def test_a_return_by_the_first_ends_it_for_all(
        self, page: Any, people: Any, editor: User
    ) -> None:
        return_step(page, people["business"], comment="费用不对")
        assert not fresh(page).workflow_in_progress
        fresh(page).current_workflow_state.resume(user=editor)
        assert self.asked(people["compliance"]) == []
        assert self.asked(people["business"]) == ["business"]

    def test_an_edit_in_the_second_turn_begins_with_the_first(
        self, page: Any, people: Any, editor: User
    ) -> None:
        approve_step(page, people["business"])
        rewrite(page, FEE, user=editor)
        assert self.asked(people["business"]) == ["business"]
        assert self.asked(people["compliance"]) == []

    def test_a_remark_in_the_second_turn_keeps_the_turn(self, page: Any, people: Any) -> None:
        approve_step(page, people["business"])
        fresh(page).get_latest_revision_as_object().save_revision(user=people["compliance"])
        assert self.asked(people["compliance"]) == ["compliance"]

    def test_of_several_rules_the_latest_turn_counts(self, cards: Any, people: Any) -> None:
        make_rule("compliance", subjects=["answer"])
        make_rule("compliance", subjects=["answer"], turns={"compliance": 3})
        asked = steps_asked(features_of(draft_answer("cards.loss", topic=cards)))
        assert [(one.kind.code, one.turn) for one in asked] == [
            ("knowledge", 1),
            ("compliance", 3),
        ]

    def test_is_set_in_the_form_of_a_rule(self, people: Any) -> None:
        chief = logged_in(make_user("chief", is_superuser=True))
        kinds = StepKind.objects.filter(code__in=["business", "compliance"])
        form = {
            "name_zh": "会签", "name_en": "Both", "active": "on", "min_reach": "0",
            "due_hours": "16", "steps": [kind.pk for kind in kinds],
            "turns-business": "1", "turns-compliance": "2",
        }  # fmt: skip
        chief.post(reverse("wagtailsnippets_kb_approvalrule:add"), form)
        rule = ApprovalRule.objects.get()
        assert rule.turns == {"compliance": 2}
        assert rule.steps_named() == "业务部门会签 → 合规审查"
        edit = reverse("wagtailsnippets_kb_approvalrule:edit", args=[rule.pk])
        assert '<option value="2" selected>' in chief.get(edit).content.decode()
        refused = chief.post(edit, form | {"turns-compliance": "9"})
        assert refused.status_code == 200
        assert ApprovalRule.objects.get().turns == {"compliance": 2}


class TestAPartThatChangesMeanwhile:
    @pytest.fixture
    def fee(self) -> Any:
        return published_fact("card.fee")

    @pytest.fixture
    def page(self, cards: Any, editor: User, people: Any, fee: Any) -> Any:
        make_rule("compliance", subjects=["answer"])
        text = element("answer", "年费 {{ card.fee }}")
        return handed_in(draft_answer("cards.fee", text, topic=cards, user=editor), editor)

    def change(self, fee: Any) -> None:
        fee.value = "300"
        fee.save()

    def test_what_was_read_no_longer_is_what_goes_out(
        self, page: Any, people: Any, fee: Any
    ) -> None:
        approve_step(page, people["compliance"])
        self.change(fee)
        with pytest.raises(PartsChanged):
            approve_step(page, people["knowledge"])
        assert not is_out(page)

    def test_who_reads_it_anew_approves_and_the_earlier_step_is_asked_again(
        self, page: Any, people: Any, fee: Any
    ) -> None:
        from kb.approval.digests import digest_of

        approve_step(page, people["compliance"])
        self.change(fee)
        now = digest_of(fresh(page).get_latest_revision_as_object())
        approve_step(page, people["knowledge"], seen=now)
        assert steps_now(page) == {"compliance": "", "knowledge": "approved"}
        approve_step(page, people["compliance"])
        assert Publication.objects.filter(kind="publish").latest("seq").digest == now

    def test_a_schedule_goes_back_to_approval_at_once(
        self, page: Any, people: Any, fee: Any
    ) -> None:
        from kb.publication import schedule

        draft = fresh(page).get_latest_revision_as_object()
        later = timezone.now() + timedelta(days=3)
        draft.go_live_at = timezone.now() + timedelta(days=2)
        draft.save_revision(user=User.objects.get(username="editor"))
        for name in ("compliance", "knowledge"):
            approve_step(page, people[name])
        scheduled = fresh(page).get_latest_revision()
        assert scheduled.approved_go_live_at
        schedule.run(now=timezone.now())
        assert fresh(page).scheduled_revision
        self.change(fee)
        schedule.run(now=timezone.now())
        assert fresh(page).scheduled_revision is None
        assert steps_now(page) == {"compliance": "", "knowledge": ""}
        with mock.patch.object(timezone, "now", return_value=later):
            schedule.run(now=later)
        assert not is_out(page)
        for name in ("compliance", "knowledge"):
            approve_step(page, people[name])
        schedule.run(now=timezone.now())
        assert fresh(page).scheduled_revision
        with mock.patch.object(timezone, "now", return_value=later):
            schedule.run(now=later)
        assert is_out(page)


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
