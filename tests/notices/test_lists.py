"""Answers that a notice names are marked in the desk's lists, for whoever is told the notice."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.publication import projections
from tests.notices.making import approver, end_early, person, released

pytestmark = pytest.mark.django_db
LISTS = ("/desk/", "/desk/results/?q=银行卡", "/desk/topics/cards/")
MARK = "row__noticed"


@pytest.fixture
def desk(bank: Any) -> Client:
    projections.catch_up()
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(person("agent-1", "Agents"))
    return client


def row_of(client: Client, address: str, key: str) -> str:
    html = client.get(address).content.decode()
    rows = [part for part in html.split('<a role="option"') if f"/answers/{key}/" in part]
    assert rows, f"{key} stands in {address}"
    return rows[0].partition("</a>")[0]


@pytest.mark.parametrize("address", LISTS)
def test_it_is_marked_while_the_notice_stands_and_no_longer(desk: Client, address: str) -> None:
    assert MARK not in desk.get(address).content.decode()
    version = released(answers=("cards.lost",))
    row = row_of(desk, address, "cards.lost")
    assert MARK in row and "应急公告" in row
    assert desk.get(address).content.decode().count(MARK) == 1
    end_early(version.notice, by=approver(), at=timezone.now(), why="已恢复")
    assert MARK not in desk.get(address).content.decode()


def test_a_notice_for_another_team_marks_nothing(desk: Client) -> None:
    Group.objects.get_or_create(name="Team B")
    released(answers=("cards.lost",), teams=("Team B",))
    assert MARK not in desk.get("/desk/").content.decode()


def test_however_many_are_named_it_costs_the_same(desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get("/desk/")
        return len(seen)

    queries()
    without = queries()
    released(answers=("cards.lost",))
    queries()
    one = queries()
    released(answers=("cards.lost", "cards.fee"))
    queries()
    assert queries() == one <= without + 2
