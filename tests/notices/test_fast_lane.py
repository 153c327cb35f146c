"""One fills in and submits, one other releases; nothing leads past that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.utils import timezone

from kb.access.models import AccessGrant
from kb.notices.errors import NoticeRefused
from kb.notices.operations import release
from kb.notices.queries import notices_for
from kb.notices.tables import NoticeEvent, NoticeVersion
from tests.notices.making import (
    SAID,
    approver,
    draft,
    editor,
    end_early,
    person,
    released,
    scope_of,
    send_back,
    submitted,
)

pytestmark = pytest.mark.django_db
State = NoticeVersion.State


def refused(code: str) -> Any:
    return pytest.raises(NoticeRefused, match=f"^{code}$")


def told(user: Any, *, at: Any = None) -> list[str]:
    found = notices_for(scope=scope_of(user, now=at), locale="zh-Hans")
    return [one.wording for one in found]


def test_nothing_stands_before_somebody_else_releases_it() -> None:
    version = submitted()
    assert told(approver()) == []
    release(version, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    assert told(approver()) == [SAID]
    kinds = list(NoticeEvent.objects.values_list("kind", "by_name"))
    assert kinds == [("submitted", "editor-1"), ("released", "approver-1")]


def test_nobody_releases_their_own_not_even_a_superuser() -> None:
    boss = person("boss", "Approvers", "Editors")
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    boss = User.objects.get(pk=boss.pk)
    version = submitted(by=boss)
    with refused("own"):
        release(version, by=boss, scope=scope_of(boss), locale="zh-Hans")
    assert told(boss) == []


def test_whoever_wrote_a_former_version_wrote_part_of_this_one() -> None:
    both = person("both", "Approvers", "Editors")
    first = submitted(by=both)
    send_back(first, by=approver(), at=timezone.now(), why="时间不对")
    second = submitted(notice=first.notice)
    with refused("own"):
        release(second, by=both, scope=scope_of(both), locale="zh-Hans")
    out = release(second, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    assert out.state == State.RELEASED
    # What went out is settled: of the next version only its own author wrote.
    third = submitted(notice=first.notice)
    assert release(third, by=both, scope=scope_of(both), locale="zh-Hans").number == 3


def test_an_editor_may_not_release_and_an_approver_may_not_submit() -> None:
    version = submitted()
    other = person("editor-2", "Editors")
    with refused("no_right"):
        release(version, by=other, scope=scope_of(other), locale="zh-Hans")
    with refused("no_right"):
        submitted(by=approver())


def test_a_version_is_decided_once_and_only_as_it_was_submitted() -> None:
    version = submitted()
    NoticeVersion.objects.filter(pk=version.pk).update(wording_zh="别的话")
    with refused("changed"):
        release(version, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    NoticeVersion.objects.filter(pk=version.pk).update(wording_zh=SAID)
    release(version, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    with refused("decided"):
        release(version, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    with refused("decided"):
        send_back(version, by=approver(), at=timezone.now(), why="晚了")


def test_a_newer_version_takes_the_place_of_one_that_waits() -> None:
    first = submitted()
    second = submitted(notice=first.notice, wording_zh="改过的话")
    with refused("decided"):
        release(first, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    release(second, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    assert told(approver()) == ["改过的话"]


def test_a_correction_needs_a_release_of_its_own_and_takes_over_without_a_gap() -> None:
    first = released()
    second = submitted(notice=first.notice, wording_zh="已恢复一半")
    assert told(approver()) == [SAID]
    out = release(second, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    assert told(approver()) == ["已恢复一半"]
    first.refresh_from_db()
    assert first.until_at == out.from_at
    assert first.wording_zh == SAID


def test_it_begins_and_ends_by_itself_with_nobody_at_work() -> None:
    now = timezone.now()
    released(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    seen = {
        minutes: told(approver(), at=now + timedelta(minutes=minutes))
        for minutes in (0, 59, 60, 119, 120)
    }
    assert seen == {0: [], 59: [], 60: [SAID], 119: [SAID], 120: []}


def test_one_person_ends_it_early_and_the_log_says_who() -> None:
    version = released()
    supervisor = person("supervisor-1", "Supervisors")
    end_early(version.notice, by=supervisor, at=timezone.now(), why="已恢复")
    assert told(approver()) == []
    event = NoticeEvent.objects.get(kind="ended")
    assert (event.by_name, event.why) == ("supervisor-1", "已恢复")
    with refused("not_in_force"):
        end_early(version.notice, by=supervisor, at=timezone.now(), why="")
    with refused("no_right"):
        end_early(version.notice, by=person("agent-1", "Agents"), at=timezone.now(), why="")


def test_one_that_is_to_come_is_ended_before_it_begins() -> None:
    now = timezone.now()
    version = released(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    end_early(version.notice, by=editor(), at=timezone.now(), why="")
    assert told(approver(), at=now + timedelta(minutes=90)) == []


def test_what_is_over_is_not_released() -> None:
    version = submitted(ends_at=timezone.now() + timedelta(minutes=5))
    later = timezone.now() + timedelta(minutes=6)
    with refused("over"):
        release(version, by=approver(), scope=scope_of(approver(), now=later), locale="zh-Hans")


def in_beijing(name: str, *permissions: str) -> User:
    """Reads what is for Beijing or for everywhere."""
    user = person(name, "北京分行")
    group = Group.objects.get(name="北京分行")
    AccessGrant.objects.get_or_create(
        group=group,
        defaults={"audience": "agent", "channels": ["*"], "topics": ["*"], "regions": ["beijing"]},
    )
    for codename in permissions:
        user.user_permissions.add(Permission.objects.get(codename=codename))
    return User.objects.get(pk=user.pk)


def test_nobody_takes_from_others_what_they_may_not_say_to_them(regions: None) -> None:
    """Neither ends it, nor narrows it to the own region, nor sends it back."""
    everywhere = released()
    local = in_beijing("local-1", "submit_notice", "release_notice")
    other = in_beijing("local-2", "submit_notice", "release_notice")
    now = timezone.now()
    with refused("too_many"):
        end_early(everywhere.notice, by=local, at=now, why="不需要了")
    with refused("too_many"):
        submitted(by=local, notice=everywhere.notice, regions=("beijing",))
    narrowed = submitted(notice=everywhere.notice, regions=("beijing",))
    with refused("too_many"):
        release(narrowed, by=other, scope=scope_of(other), locale="zh-Hans")
    assert NoticeVersion.objects.get(pk=narrowed.pk).state == "waiting"
    wide = submitted(notice=everywhere.notice)
    with refused("too_many"):
        send_back(wide, by=local, at=now, why="不对")
    assert told(approver()) == [SAID]
    assert told(local) == [SAID]
    mine = released(regions=("beijing",))
    end_early(mine.notice, by=local, at=timezone.now(), why="已恢复")
    assert told(local) == [SAID]


def test_nobody_addresses_more_than_their_grants_hold(regions: None) -> None:
    local = in_beijing("local-1", "submit_notice")
    with refused("too_many"):
        submitted(by=local)
    with refused("too_many"):
        submitted(by=local, regions=("shanghai",))
    mine = submitted(by=local, regions=("beijing",))
    release(mine, by=approver(), scope=scope_of(approver()), locale="zh-Hans")
    assert told(local) == [SAID]
    everywhere = submitted()
    releaser = in_beijing("local-2", "release_notice")
    with refused("too_many"):
        release(everywhere, by=releaser, scope=scope_of(releaser), locale="zh-Hans")


def test_a_notice_for_a_region_is_told_there_alone(regions: None) -> None:
    released(regions=("shanghai",))
    assert told(in_beijing("local-1")) == []
    assert told(approver()) == [SAID]


def test_whoever_may_release_is_written_to(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_HOST = "mail.bank.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=approver().pk).update(email="approver@bank.example")
    with django_capture_on_commit_callbacks(execute=True):
        submitted()
    (sent,) = mail.outbox
    assert sent.to == ["approver@bank.example"]
    assert "手机银行登录故障" in sent.subject and SAID not in sent.body


def test_a_draft_without_an_end_cannot_be_made() -> None:
    assert draft().ends_at > timezone.now()
    with refused("over"):
        submitted(ends_at=timezone.now() - timedelta(minutes=1))
