"""People of every step, rules, and decisions made as the approval screen makes them."""

from typing import Any

from django.contrib.auth.models import User
from wagtail.models import TaskState

from kb.approval.models import ApprovalRule, ApprovalStep, StepKind
from tests.authoring.making import fresh, make_user

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
