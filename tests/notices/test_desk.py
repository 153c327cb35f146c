"""What a desk is told when it asks, and what asking costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.access.models import AccessGrant
from kb.notices.reading import counts_by_team
from kb.notices.tables import NoticeReading
from tests.notices.making import (
    INNER,
    INNER_EN,
    SAID,
    SAID_EN,
    approver,
    end_early,
    person,
    released,
)

pytestmark = pytest.mark.django_db
DESK, READ = "/desk/notices/", "/desk/notices/read/"


def desk_of(name: str, *groups: str, language: str = "zh-CN") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(person(name, *(groups or ("Agents",))))
    return client


def words(client: Client, **headers: str) -> str:
    response = client.get(DESK, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_both_languages_and_the_line_for_agents() -> None:
    released()
    chinese, english = words(desk_of("agent-1")), words(desk_of("agent-2", language="en"))
    assert SAID in chinese and INNER in chinese
    assert SAID_EN in english and INNER_EN in english and SAID not in english


def test_a_desk_that_has_it_is_told_so_without_asking_the_database() -> None:
    released()
    desk = desk_of("agent-1")
    tag = desk.get(DESK)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(DESK, headers={"If-None-Match": tag})
    assert (response.status_code, response.content, len(queries)) == (304, b"", 0)


def test_the_whole_answer_asks_a_fixed_number_of_times() -> None:
    desk = desk_of("agent-1")
    for _number in range(3):
        released()
    words(desk)  # that it was shown is written once
    with CaptureQueriesContext(connection) as few:
        words(desk)
    for _number in range(5):
        released()
    words(desk)
    with CaptureQueriesContext(connection) as many:
        words(desk)
    assert len(few) == len(many) <= 9


def test_whatever_changes_is_told_at_the_next_question() -> None:
    desk = desk_of("agent-1")
    tags = [desk.get(DESK)["ETag"]]
    version = released()
    tags.append(desk.get(DESK, headers={"If-None-Match": tags[-1]})["ETag"])
    released(notice=version.notice, wording_zh="已恢复一半")
    corrected = desk.get(DESK, headers={"If-None-Match": tags[-1]})
    assert "已恢复一半" in corrected.content.decode() and SAID not in corrected.content.decode()
    tags.append(corrected["ETag"])
    end_early(version.notice, by=approver(), at=timezone.now(), why="")
    over = desk.get(DESK, headers={"If-None-Match": tags[-1]})
    assert over.status_code == 200 and "已恢复一半" not in over.content.decode()
    assert len(set(tags)) == 3


def test_a_tag_is_of_one_session_and_of_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    released()
    mine, other = desk_of("agent-1"), desk_of("agent-2")
    tag = mine.get(DESK)["ETag"]
    assert other.get(DESK, headers={"If-None-Match": tag}).status_code == 200
    assert Client().get(DESK, headers={"If-None-Match": tag}).status_code == 302
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert mine.get(DESK, headers={"If-None-Match": tag}).status_code == 200


def test_a_right_that_is_taken_shows_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    released()
    desk = desk_of("agent-1")
    tag = desk.get(DESK)["ETag"]
    AccessGrant.objects.filter(group__name="Agents").delete()
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    refused = desk.get(DESK, headers={"If-None-Match": tag})
    assert refused.status_code == 403 and SAID not in refused.content.decode()


def test_reading_is_confirmed_once_and_stays_after_a_reload() -> None:
    version = released()
    desk = desk_of("agent-1")
    assert 'data-letter="O"' in words(desk)
    drawn = desk.post(READ, {"version": version.pk}, headers={"HX-Request": "true"})
    assert "已读" in drawn.content.decode() and 'data-letter="O"' not in drawn.content.decode()
    first = NoticeReading.objects.get().read_at
    desk.post(READ, {"version": version.pk})
    assert NoticeReading.objects.get().read_at == first
    assert "已读" in words(desk)


def test_a_correction_is_read_anew() -> None:
    version = released()
    desk = desk_of("agent-1")
    words(desk)
    desk.post(READ, {"version": version.pk})
    released(notice=version.notice, wording_zh="已恢复一半")
    assert 'data-letter="O"' in words(desk)


def test_what_is_not_told_cannot_be_confirmed() -> None:
    version = released(teams=("Supervisors",))
    desk = desk_of("agent-1")
    for odd in (version.pk, 0, "x", 10**30):
        assert desk.post(READ, {"version": odd}, headers={"HX-Request": "1"}).status_code == 200
    assert not NoticeReading.objects.exists()


def test_counts_are_by_team_and_name_nobody() -> None:
    version = released()
    for name, team in (("a-1", "Team cards"), ("a-2", "Team cards"), ("a-3", "Team loans")):
        desk = desk_of(name, "Agents", team)
        words(desk)
        if name != "a-2":
            desk.post(READ, {"version": version.pk})
    found = [(one.team, one.shown, one.read) for one in counts_by_team(version)]
    assert found == [("Team cards", 2, 1), ("Team loans", 1, 1)]


def test_a_notice_for_a_team_stands_on_its_desks_alone() -> None:
    released(teams=("Team cards",))
    assert SAID in words(desk_of("a-1", "Agents", "Team cards"))
    assert SAID not in words(desk_of("a-2", "Agents", "Team loans"))


def test_asking_is_nobodys_work(settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 10
    desk = desk_of("agent-1")
    desk.get(DESK)
    assert "seen" not in desk.session
    desk.get("/desk/")
    assert "seen" in desk.session
