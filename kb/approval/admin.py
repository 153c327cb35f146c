"""Where the screens of approval stand in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import path

from kb.approval import deputy_admin, mine_admin, queue_admin, rules_admin, task_admin
from kb.approval.screens import BULK, DECIDE, DEPUTIES, MINE, QUEUE, REMARK, TASK, TRY

menu_item = queue_admin.menu_item


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("approval/", queue_admin.queue, name=QUEUE),
        path("approval/several/", queue_admin.approve_many, name=BULK),
        path("approval/mine/", mine_admin.mine, name=MINE),
        path("approval/reasons/<int:remark>/", mine_admin.settle, name=REMARK),
        path("approval/tasks/<int:task_state>/", task_admin.task, name=TASK),
        path("approval/tasks/<int:task_state>/decide/", task_admin.decide, name=DECIDE),
        path("approval/deputies/", deputy_admin.deputies, name=DEPUTIES),
        path("approval/deputies/<int:deputy>/end/", deputy_admin.end, name="approval_deputy_end"),
        path("approval/try/", rules_admin.try_rules, name=TRY),
    ]
