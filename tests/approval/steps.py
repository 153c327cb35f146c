"""People of every step, rules, and decisions made as the approval screen makes them."""

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.models import TaskState

from kb.approval.models import ApprovalRule, ApprovalStep, StepKind
from kb.publication.models import Live
from tests.authoring.making import element, fresh, make_user

FEE = element("fee", "每年 200 元。", block="11111111-1111-1111-1111-111111111111")
REPLY = element("answer", "先挂失。", block="22222222-2222-2222-2222-222222222222")
GROUP_OF = {
    "knowledge": "Approvers",
    "business": "Business owners",
    "compliance": "Compliance",
    "consumer": "Consumer protection",
}


def person_of(step: str, *, name: str = "") -> User:
    return make_user(name or f"{step}-1", GROUP_OF[step])


def make_rule(*steps: str, **conditions: Any) -> ApprovalRule:
    rule = ApprovalRule.objects.create(name_zh="规则", name_en="Rule", **conditions)
    rule.steps.set(StepKind.objects.filter(code__in=steps))
    return rule


def task_state_of(obj: Any) -> TaskState:
    state: TaskState = fresh(obj).current_workflow_task_state
    return state


def approve_step(obj: Any, user: User, **options: Any) -> None:
    """Raises ApprovalRefused."""
    state = task_state_of(obj)
    state.task.specific.on_action(state, User.objects.get(pk=user.pk), "approve", **options)


def return_step(obj: Any, user: User, **options: Any) -> None:
    state = task_state_of(obj)
    state.task.specific.on_action(state, User.objects.get(pk=user.pk), "reject", **options)


def steps_now(obj: Any) -> dict[str, str]:
    """Code of each step that counts → its decision."""
    steps = ApprovalStep.objects.filter(request__task_state=task_state_of(obj))
    kept = steps.exclude(decision="void").values_list("kind__code", "decision")
    return dict(kept)


def handed_in(obj: Any, user: User) -> Any:
    fresh(obj).get_workflow().start(fresh(obj), user)
    return obj


def task_url(obj: Any, name: str = "approval_task") -> str:
    return reverse(name, args=[task_state_of(obj).pk])


def is_out(page: Any) -> bool:
    return Live.objects.filter(page_id=page.pk).exists()
