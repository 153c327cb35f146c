"""A bank, agents and team leaders of two teams, and people of none."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests import library
from tests.open_bank import bank, bank_tables

__all__ = ["bank", "bank_tables"]
FRAGMENT = {"HX-Request": "true"}


class Person:
    """At the desk, in a browser that asks for Chinese."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(headers={"Accept-Language": "zh-CN"})
        self.client.force_login(user)

    def ask(self, **said: str) -> Any:
        wish = {"request": str(uuid.uuid4()), "query": "外币现钞兑换", "found": "no"} | said
        return self.client.post("/desk/questions/ask/", wish, headers=FRAGMENT)

    def get(self, path: str = "", *, part: bool = False) -> Any:
        return self.client.get(f"/desk/questions/{path}", headers=FRAGMENT if part else {})

    def post(self, path: str, said: dict[str, str] | None = None) -> Any:
        return self.client.post(f"/desk/questions/{path}", said or {})

    def screen(self) -> str:
        """What the person's own questions look like now."""
        return str(self.get("mine/", part=True).content.decode())


def people_in(page: str) -> set[str]:
    return set(re.findall(r"agent-\w+", page))


@pytest.fixture
def person(bank: Any) -> Callable[..., Person]:
    def make(name: str, *groups: str, team: str = "") -> Person:
        user = library.staff(name, *groups)
        if team:
            user.groups.add(Group.objects.get_or_create(name=team)[0])
        return Person(user)

    return make


@pytest.fixture
def agent(person: Any) -> Person:
    return person("agent-north", "Agents", team="Team north")


@pytest.fixture
def leader(person: Any) -> Person:
    return person("leader-north", "Agents", "Supervisors", team="Team north")


@pytest.fixture
def stranger(person: Any) -> Person:
    """Leads another team."""
    return person("leader-south", "Agents", "Supervisors", team="Team south")
