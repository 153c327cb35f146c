"""Questions to leaders, complaints and required reading on the overview: figures, empty states,
files, before and after, and nothing for whoever may not see them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from channels.supervising.counting import count_day
from channels.supervising.days import start_of
from kb.feedback.complaints import operations
from kb.feedback.complaints.steps import By
from tests import library
from tests.complaints.making import spoken, taken_by
from tests.library import block
from tests.noon import NOW, TODAY
from tests.reading.stories import asked as asked_to_read
from tests.supervising.stories import serve
from tests.supervising.test_questioned import asked as asked_leader

pytestmark = pytest.mark.django_db
OVERVIEW = "/desk/overview/"
A_DAY = timedelta(days=1)
# Late enough that a question still waits when its day ends.
IN_THE_EVENING = timedelta(hours=18)


@pytest.fixture(autouse=True)
def everybody_counts(settings: Any) -> None:
    settings.SMALLEST_TEAM = 1


@pytest.fixture
def boss() -> Any:
    return library.staff("boss", "Supervisors")


@pytest.fixture
def desk(boss: Any) -> Client:
    client = Client(headers={"Accept-Language": "en-US"})
    client.force_login(boss)
    return client


@pytest.fixture
def wang() -> Any:
    """Whose team has asked, was complained to, and has something to read."""
    library.publish_answer(library.publish_topic("cards", "银行卡"), "cards.lost", "银行卡丢了？",
                           block("answer", "先挂失。"))  # fmt: skip
    team = Group.objects.create(name="Team cards")
    wang = library.staff("wang", "Agents", team.name)
    begun = start_of(TODAY - 2 * A_DAY) + IN_THE_EVENING
    asked_leader(begun, by=wang.pk, wait=40)
    asked_leader(begun, by=wang.pk)
    one = taken_by(wang, at=begun, cause="system")
    operations.close(one, spoken(), By(wang, begun + timedelta(hours=5)))
    taken_by(wang, at=begun, cause="person")
    asked_to_read("cards.lost", team)
    for back in (2, 1, 0):
        count_day(TODAY - back * A_DAY, now=NOW)
    return wang


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def tiles(page: str) -> dict[str, str]:
    return dict(re.findall(r'tile__label">([^<]+)</h3><p class="tile__now">([^<]+)<', page))


def test_three_days_at_a_glance(desk: Client, wang: Any) -> None:
    page = desk.get(f"{OVERVIEW}?from={TODAY - 2 * A_DAY}&to={TODAY}").content.decode()
    assert tiles(page) == {
        "Questions to the team leader": "2",
        "Replied to": "50%",
        "Time to reply, half within": "40 s",
        "Time to reply, 95 of 100 within": "40 s",
        "Questions waiting": "0",
        "Complaints taken": "2",
        "Complaints closed": "1",
        "Time to close, half within": "5 h",
        "Time to close, nine of ten within": "5 h",
        "Complaints still open": "1",
        "Complaints over due": "0",
        "Required reading confirmed": "0%",
    }
    assert "Open the longest: “银行卡丢了？”" in page
    assert "confirmed by 0 of 1" in page


def test_each_has_its_table_as_a_file(desk: Client, wang: Any) -> None:
    days = f"from={TODAY - 2 * A_DAY}&to={TODAY}"

    def lines(table: str) -> list[str]:
        said = desk.get(f"{OVERVIEW}export/?{days}&table={table}").content.decode("utf-8-sig")
        return said.splitlines()[1:]

    assert lines("questions")[0] == f"{TODAY - 2 * A_DAY},2,1,40,40,1,1"
    assert lines("question_teams") == ["Team cards,2,1"]
    assert lines("complaint_causes") == ["System,1,1,0,0,5", "Person,1,0,1,0,"]
    assert lines("complaint_teams") == ["Team cards,2,1,1,0"]
    assert lines("reading_teams") == ["Team cards,1,0,0.0000"]
    (read,) = lines("reading")
    assert read.startswith("银行卡丢了？,cards.lost,") and read.endswith(",1,0,0.0000")


def test_before_and_after_a_day(desk: Client, boss: Any) -> None:
    wang = library.staff("wang", "Agents")
    day = TODAY - 2 * A_DAY
    for back in range(1, 5):
        at = NOW - back * A_DAY
        for _number in range(15 if back <= 2 else 4):
            asked_leader(at, by=wang.pk, team="Agents", wait=20 if back <= 2 else 90)
            taken_by(wang, at=at, cause="system")
    for back in range(1, 5):
        count_day(TODAY - back * A_DAY, now=NOW)
    text = text_of(desk.get(f"{OVERVIEW}around/?day={day}&days=7"))
    assert "Questions to the team leader 8 30 ▲ more than before" in text
    assert "Time to reply, half within 1 min 30 s 20 s fewer than 20: too few" in text
    assert "Complaints taken 8 30 ▲ more than before" in text
    assert "Complaints still open 8 38" in text


def test_empty_states_say_so(desk: Client) -> None:
    text = text_of(desk.get(OVERVIEW))
    assert "Nobody asked the team leader anything." in text
    assert "No complaint was taken, closed or left open." in text
    assert "Nothing is to be read, or by fewer than 1 people of a team." in text


@pytest.mark.parametrize(
    ("right", "title", "table"),
    [
        ("reply_leaderquestion", "questions-title", "questions"),
        ("lead_complaint", "complaints-title", "complaints"),
        ("oversee_reading", "reading-title", "reading"),
    ],
)
def test_each_needs_its_own_right(
    desk: Client, boss: Any, wang: Any, right: str, title: str, table: str
) -> None:
    days = f"from={TODAY - 2 * A_DAY}&to={TODAY}"
    export = f"{OVERVIEW}export/?{days}&table={table}"
    assert title in desk.get(f"{OVERVIEW}?{days}").content.decode()
    assert desk.get(export).status_code == 200
    boss.groups.get().permissions.remove(Permission.objects.get(codename=right))
    assert title not in desk.get(f"{OVERVIEW}?{days}").content.decode()
    assert desk.get(export).status_code == 404


def test_another_team_s_matters_are_not_in_the_own_figures(wang: Any) -> None:
    loans = Group.objects.create(name="Team loans")
    codes = ("see_overview", "reply_leaderquestion", "lead_complaint", "oversee_reading")
    loans.permissions.set(Permission.objects.filter(codename__in=codes))
    serve(NOW, agent=77, team="Team loans", opened="")
    count_day(TODAY, now=NOW)
    client = Client(headers={"Accept-Language": "en-US"})
    client.force_login(library.staff("leader", "Agents", "Team loans"))
    page = client.get(f"{OVERVIEW}?from={TODAY - 2 * A_DAY}&to={TODAY}").content.decode()
    shown = tiles(page)
    assert shown["Questions to the team leader"] == shown["Complaints still open"] == "0"
    assert shown["Required reading confirmed"] == "–"
    assert "银行卡丢了" not in page and "Team cards" not in page
