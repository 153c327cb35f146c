"""People of the fast lane, and notices as they make them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from kb.access import Scope
from kb.authoring.staff_scopes import staff_scope
from kb.notices import operations
from kb.notices.operations import Draft, release, submit
from kb.notices.tables import Notice, NoticeTemplate, NoticeVersion
from tests import library

SAID = "手机银行暂时无法登录，正在抢修。转账请用自助设备。"
SAID_EN = "Mobile banking is down for now. Please use a machine for transfers."
INNER = "不要承诺恢复时间，记录来电号码。"
INNER_EN = "Promise no time. Note the number of the caller."


def person(name: str, *groups: str) -> User:
    known = User.objects.filter(username=name).first()
    if known is not None:
        return known
    for group in groups:
        Group.objects.get_or_create(name=group)
    return library.staff(name, *groups)


def editor() -> User:
    return person("editor-1", "Editors")


def approver() -> User:
    return person("approver-1", "Approvers")


def scope_of(user: Any, *, now: datetime | None = None) -> Scope:
    scope = staff_scope(User.objects.get(pk=user.pk), now=now or timezone.now())
    assert scope is not None
    return scope


def draft(**more: Any) -> Draft:
    now = timezone.now()
    said: dict[str, Any] = {
        "title": "手机银行登录故障",
        "wording_zh": SAID,
        "wording_en": SAID_EN,
        "inner_zh": INNER,
        "inner_en": INNER_EN,
        "ends_at": now + timedelta(hours=2),
    }
    return Draft(**(said | more))


def submitted(
    *, by: Any = None, notice: Notice | None = None, now: datetime | None = None, **more: Any
) -> NoticeVersion:
    by = by or editor()
    scope = scope_of(by, now=now)
    return submit(draft(**more), by=by, scope=scope, locale="zh-Hans", notice=notice)


def released(*, notice: Notice | None = None, now: datetime | None = None, **more: Any) -> Any:
    """By the approver, what the editor submitted."""
    version = submitted(notice=notice, now=now, **more)
    return release(version, by=approver(), scope=scope_of(approver(), now=now), locale="zh-Hans")


def template(**more: Any) -> NoticeTemplate:
    said = {
        "name_zh": "系统故障",
        "name_en": "System down",
        "wording_zh": "{系统}暂时无法使用，预计{时间}恢复。",
        "wording_en": "{system} is down until about {time}.",
        "inner_zh": INNER,
        "inner_en": INNER_EN,
        "hours": 3,
    }
    return NoticeTemplate.objects.create(**(said | more))


def send_back(version: NoticeVersion, *, by: Any, at: datetime, why: str) -> None:
    scope = scope_of(by, now=at)
    operations.send_back(version, by=by, scope=scope, locale="zh-Hans", why=why)


def end_early(notice: Notice, *, by: Any, at: datetime, why: str) -> None:
    scope = scope_of(by, now=at)
    operations.end_early(notice, by=by, scope=scope, locale="zh-Hans", why=why)
