"""The queue, several at once, the task screen, naming a deputy, and trying the rules."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from kb.approval.models import ApprovalStep, Deputy
from kb.approval.rules_admin import TurnsField
from kb.publication.models import Live
from tests.approval.screens import decide, queue_of, said, titles_in
from tests.approval.steps import (
    FEE,
    REPLY,
    handed_in,
    make_rule,
    steps_now,
    task_state_of,
    task_url,
)
from tests.authoring.making import (
    draft_answer,
    element,
    logged_in,
    make_topic,
    make_user,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db


class TestQueue:
    def test_shows_what_one_may_decide_and_the_menu_counts_it(
        self, page: Any, people: Any, editor: User
    ) -> None:
        response = queue_of(people["compliance"])
        assert titles_in(response) == [page.title]
        assert "(1)" in response.content.decode()
        assert "(1)" not in queue_of(editor).content.decode()

    def test_empty_it_says_what_will_come(self, people: Any) -> None:
        assert "没有待您审核" in queue_of(people["compliance"]).content.decode()

    def test_overdue_comes_first(self, page: Any, cards: Any, editor: User, people: Any) -> None:
        other = handed_in(draft_answer("cards.b", FEE, REPLY, topic=cards, user=editor), editor)
        late = ApprovalStep.objects.filter(request__task_state=task_state_of(other))
        late.update(due_at=timezone.now() - timedelta(hours=3))
        response = queue_of(people["compliance"])
        assert titles_in(response) == [other.title, page.title]
        assert "已超时" in response.content.decode()

    def test_filters_by_topic_step_and_subject(self, page: Any, people: Any, editor: User) -> None:
        fact = published_fact()
        fact.value = "300"
        fact.save_revision(user=editor)
        handed_in(fact, editor)
        approver = people["knowledge"]
        assert len(titles_in(queue_of(approver))) == 2
        assert titles_in(queue_of(approver, topic="cards")) == [page.title]
        assert titles_in(queue_of(approver, subject="fact")) != [page.title]
        assert titles_in(queue_of(approver, step="compliance")) == []

    def test_a_deputy_sees_for_whom(self, page: Any, people: Any) -> None:
        deputy = make_user("deputy", "Supervisors")
        today = timezone.localdate()
        Deputy.objects.create(
            person=people["compliance"],
            deputy=deputy,
            first_day=today,
            last_day=today + timedelta(days=1),
        )
        assert "代理 compliance-1" in queue_of(deputy).content.decode()

    def test_costs_the_same_however_much_waits(
        self, page: Any, cards: Any, editor: User, people: Any,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        for number in range(6):
            draft = draft_answer(f"cards.{number}", REPLY, FEE, topic=cards, user=editor)
            handed_in(draft, editor)
        client = logged_in(people["compliance"])
        client.get(reverse("approval_queue"))
        with django_assert_max_num_queries(45):
            response = client.get(reverse("approval_queue"))
        assert len(titles_in(response)) == 7


class TestSeveralAtOnce:
    def rows(self, user: User) -> list[str]:
        waiting = queue_of(user).context["page"]
        return [f"{one.request.task_state_id}:{one.request.digest}" for one in waiting]

    def post(self, user: User, rows: list[str]) -> Any:
        return logged_in(user).post(reverse("approval_bulk"), {"row": rows})

    def test_each_is_checked_by_itself(
        self, page: Any, cards: Any, editor: User, people: Any
    ) -> None:
        both = make_user("both", "Editors", "Approvers", owns=cards)
        own = handed_in(draft_answer("cards.own", topic=cards, user=both), editor)
        rows = self.rows(people["knowledge"])
        assert len(rows) == 2
        response = self.post(both, rows)
        assert "没有参与编写" in said(response)
        assert steps_now(page)["knowledge"] == "approved"
        assert steps_now(own) == {"knowledge": ""}

    def test_what_changed_after_the_list_was_drawn_is_refused(
        self, page: Any, editor: User, people: Any
    ) -> None:
        rows = self.rows(people["knowledge"])
        rewrite(page, REPLY, user=editor)
        self.post(people["knowledge"], rows)
        assert steps_now(page) == {"knowledge": ""}

    def test_a_row_without_a_digest_is_refused(self, page: Any, people: Any) -> None:
        self.post(people["knowledge"], [str(task_state_of(page).pk), "x", "0:"])
        assert steps_now(page)["knowledge"] == ""


class TestTaskScreen:
    def test_shows_what_changes_word_by_word(self, page: Any, people: Any, editor: User) -> None:
        for name in ("compliance", "knowledge"):
            decide(page, people[name], decision="approve")
        changed = FEE | {"value": FEE["value"] | {"text": "每年 300 元。"}}
        rewrite(page, REPLY, changed, user=editor)
        handed_in(page, editor)
        html = logged_in(people["compliance"]).get(task_url(page)).content.decode()
        assert "<del>200</del><ins>300</ins>" in html
        assert "先挂失" not in html.split("退回")[0]

    def test_says_what_was_chosen_in_words(self, page: Any, people: Any) -> None:
        html = logged_in(people["knowledge"]).get(task_url(page)).content.decode()
        assert "<ins>公开</ins>" in html
        assert "<ins>public</ins>" not in html

    def test_shows_a_basis_and_steps_as_they_are(
        self, cards: Any, editor: User, people: Any
    ) -> None:
        steps = element("steps", "打开手机银行\n点挂失", basis={"document": "收费办法"})
        page = handed_in(draft_answer("cards.y", steps, topic=cards, user=editor), editor)
        html = logged_in(people["knowledge"]).get(task_url(page)).content.decode()
        assert "<ins>收费办法</ins>" in html
        assert "点挂失" in html

    def test_tells_of_a_topic_that_is_not_published(
        self, cards: Any, page: Any, people: Any
    ) -> None:
        cards.unpublish()
        decide(page, people["compliance"], decision="approve")
        assert f"“{cards.title}”还没有发布" in said(
            decide(page, people["knowledge"], decision="approve")
        )

    def test_approves_by_two(self, page: Any, people: Any) -> None:
        decide(page, people["compliance"], decision="approve", comment="同意")
        decide(page, people["knowledge"], decision="approve")
        assert Live.objects.filter(page_id=page.pk).exists()

    def test_what_was_written_is_escaped(self, cards: Any, editor: User, people: Any) -> None:
        text = element("answer", "<script>alert(1)</script>")
        page = handed_in(draft_answer("cards.x", text, topic=cards, user=editor), editor)
        html = logged_in(people["knowledge"]).get(task_url(page)).content.decode()
        assert "<script>alert" not in html

    def test_for_others_it_does_not_exist(self, page: Any) -> None:
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        for name in ("approval_task", "approval_decide"):
            client = logged_in(stranger)
            url = task_url(page, name)
            response = client.get(url) if name == "approval_task" else client.post(url)
            assert response.status_code == 404

    def test_the_author_sees_it_without_buttons(self, page: Any, editor: User) -> None:
        html = logged_in(editor).get(task_url(page)).content.decode()
        assert 'value="approve"' not in html

    def test_a_part_that_changed_is_told_and_read_again(
        self, cards: Any, editor: User, people: Any
    ) -> None:
        fact = published_fact("card.fee")
        text = element("answer", "年费 {{ card.fee }}")
        page = handed_in(draft_answer("cards.x", text, topic=cards, user=editor), editor)
        fact.value = "300"
        fact.save()
        assert (
            "引用的内容有变化"
            in logged_in(people["knowledge"]).get(task_url(page)).content.decode()
        )
        decide(page, people["knowledge"], decision="approve", seen="")
        assert not Live.objects.filter(page_id=page.pk).exists()
        decide(page, people["knowledge"], decision="approve")
        assert Live.objects.filter(page_id=page.pk).exists()


class TestDeputyScreen:
    URL = "/admin/approval/deputies/"

    def form(self, deputy: User, **changes: str) -> dict[str, str]:
        today = str(timezone.localdate())
        return {"deputy": str(deputy.pk), "first_day": today, "last_day": today} | changes

    def test_for_oneself_alone(self, people: Any) -> None:
        other = make_user("other", "Supervisors")
        form = self.form(other, person=str(people["compliance"].pk))
        logged_in(people["knowledge"]).post(self.URL, form)
        assert Deputy.objects.get().person == people["knowledge"]

    def test_nobody_makes_themselves_somebodys_deputy(self, people: Any) -> None:
        mine = people["knowledge"]
        logged_in(mine).post(self.URL, self.form(mine, person=str(people["compliance"].pk)))
        assert not Deputy.objects.exists()

    def test_ended_by_whom_it_is_for(self, people: Any) -> None:
        today = timezone.localdate()
        deputy = make_user("other", "Supervisors")
        row = Deputy.objects.create(
            person=people["knowledge"],
            deputy=deputy,
            first_day=today,
            last_day=today + timedelta(days=1),
        )
        url = reverse("approval_deputy_end", args=[row.pk])
        assert logged_in(people["compliance"]).post(url).status_code == 404
        logged_in(people["knowledge"]).post(url)
        assert not Deputy.objects.exists()


class TestRules:
    def test_a_turn_that_cannot_be_is_a_change(self) -> None:
        """Asked before anything was cleaned; what is wrong is said at the field."""
        assert TurnsField().has_changed({}, {"compliance": "9"})
        assert not TurnsField().has_changed({}, {"compliance": "1"})

    @pytest.fixture
    def chief(self) -> Any:
        return logged_in(make_user("chief", is_superuser=True))

    def test_made_in_the_admin(self, chief: Any) -> None:
        from kb.approval.models import ApprovalRule, StepKind

        steps = StepKind.objects.filter(code__in=["business", "compliance"])
        form = {
            "name_zh": "收费", "name_en": "Fees", "active": "on", "subjects": ["fact"],
            "element_kinds": [], "topics": [], "min_reach": "50", "due_hours": "8",
            "steps": [step.pk for step in steps],
        }  # fmt: skip
        response = chief.post(reverse("wagtailsnippets_kb_approvalrule:add"), form)
        assert response.status_code == 302
        rule = ApprovalRule.objects.get()
        assert (rule.subjects, rule.min_reach, rule.steps.count()) == (["fact"], 50, 2)
        assert chief.get(reverse("wagtailsnippets_kb_approvalrule:list")).status_code == 200

    @pytest.mark.parametrize("many", [False, True])
    def test_a_step_that_a_rule_asks_for_is_not_deleted(self, chief: Any, many: bool) -> None:
        from kb.approval.models import ApprovalRule, StepKind

        rule = make_rule("compliance")
        kind = StepKind.objects.get(code="compliance")
        name = "wagtailsnippets_kb_stepkind:delete"
        url = reverse(name, args=[kind.pk])
        if many:
            url = reverse("wagtail_bulk_action", args=["kb", "stepkind", "delete"])
            url += f"?id={kind.pk}&next=/admin/"
        assert str(rule) in said(chief.post(url))
        assert StepKind.objects.filter(pk=kind.pk).exists()
        ApprovalRule.objects.all().delete()
        chief.post(url)
        assert not StepKind.objects.filter(pk=kind.pk).exists()

    def test_nor_the_step_that_is_always_asked(self, chief: Any) -> None:
        from kb.approval.models import StepKind

        kind = StepKind.objects.get(code="knowledge")
        chief.post(reverse("wagtailsnippets_kb_stepkind:delete", args=[kind.pk]))
        assert StepKind.objects.filter(pk=kind.pk).exists()

    def test_tried_on_something_that_is_there(self, chief: Any, page: Any) -> None:
        html = chief.get(reverse("approval_try"), {"key": "cards.fee"}).content.decode()
        assert "合规审查" in html
        assert "没有人可以审核" not in html

    def test_says_what_nobody_could_decide(self, chief: Any, page: Any) -> None:
        User.objects.filter(username="compliance-1").update(is_active=False)
        html = chief.get(reverse("approval_try"), {"key": "cards.fee"}).content.decode()
        assert "没有人可以审核" in html

    def test_not_for_editors(self, editor: User) -> None:
        assert logged_in(editor).get(reverse("approval_try")).status_code == 302
