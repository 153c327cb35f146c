"""People to try the house with. Everybody knows their passwords, so they exist in DEBUG alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from kb.authoring.models import TopicPage
from kb.authoring.topics import LIBRARY_KEY

TEAM = "演示团队 Demo team"
TEAM_RIGHTS = ("add_page", "change_page")
# User name → groups. The editor's team owns the whole library.
PEOPLE = {
    "editor": ("Editors", TEAM),
    "approver": ("Approvers",),
    "business": ("Business owners",),
    "compliance": ("Compliance",),
    "consumer": ("Consumer protection",),
    "agent": ("Agents",),
    "supervisor": ("Supervisors",),
}


@dataclass(frozen=True, slots=True)
class DemoUser:
    """`password` is empty where it was changed since."""

    name: str
    password: str
    groups: tuple[str, ...]


def make_demo_users() -> Iterator[DemoUser]:
    """Those who are there stay as they are."""
    _make_team()
    users: Any = get_user_model().objects
    for name, groups in PEOPLE.items():
        password = f"guyu-{name}-demo"
        user = users.filter(username=name).first()
        if user is None:
            user = users.create_user(name, password=password)
            user.groups.set(Group.objects.filter(name__in=groups))
        yield DemoUser(name, password if user.check_password(password) else "", groups)


def _make_team() -> None:
    team, _made = Group.objects.get_or_create(name=TEAM)
    rights = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=TEAM_RIGHTS
    )
    for library in TopicPage.objects.filter(key=LIBRARY_KEY):
        for right in rights:
            GroupPagePermission.objects.get_or_create(group=team, page=library, permission=right)
