"""Each step is decided by somebody else, in its turn, about what goes out."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from kb.approval.asking import steps_asked
from kb.approval.errors import NotASecondPerson, NotYet, PartsChanged
from kb.approval.features import features_of
from kb.approval.models import ApprovalRule, ApprovalStep, StepKind
from kb.approval.queue import waiting_for
from kb.approval.working_time import due_at
from kb.problem import say
from kb.publication.models import Publication, PublicationPerson
from tests.approval.steps import (
    FEE,
    REPLY,
    approve_step,
    handed_in,
    is_out,
    make_rule,
    return_step,
    steps_now,
    task_url,
)
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    logged_in,
    make_user,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db


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
