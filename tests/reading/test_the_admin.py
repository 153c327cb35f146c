"""Asking teams, and seeing who has not read: for whoever asked and for supervisors, of teams in
their own view."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from kb.reading.asking import Person, confirm
from kb.reading.due import readings_of
from kb.reading.models import RequiredReading
from tests import bank as content
from tests import library
from tests.library import block
from tests.reading.stories import asked, say, scope_of, team

ASK = "/admin/reading/ask/zh-Hans/cards.fee/"


def client_of(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(user)
    return client


@pytest.fixture
def agents(bank: Any) -> Group:
    library.staff("=1+1", "Agents")
    library.staff("agent-wei", "Agents")
    return Group.objects.get(name="Agents")


@pytest.fixture
def supervisor(bank: Any) -> Client:
    return client_of(library.staff("supervisor-1", "Supervisors"))


def form(*teams: Group, **changed: Any) -> dict[str, Any]:
    due = timezone.localtime() + timedelta(days=2)
    said = {"teams": [t.pk for t in teams], "due_at": due.strftime("%Y-%m-%d %H:%M"), "why": "新"}
    return said | changed


def read(name: str) -> None:
    user = User.objects.get(username=name)
    for one in readings_of(user.pk, scope=scope_of(user)):
        digests = {element.digest for element in one.due}
        confirm(one.pk, digests, person=Person(user.pk, name), scope=scope_of(user))


class TestAsking:
    def test_a_supervisor_asks_a_team(self, supervisor: Client, agents: Group) -> None:
        assert content.FEE in supervisor.get(ASK).text
        answer = supervisor.post(ASK, form(agents))
        assert answer.status_code == 302
        kept = RequiredReading.objects.get()
        assert (kept.key, kept.locale, kept.elements) == ("cards.fee", "zh-Hans", [])
        assert (kept.asked_by, kept.why, list(kept.teams.all())) == ("supervisor-1", "新", [agents])

    def test_what_changed_last_is_proposed(
        self, supervisor: Client, agents: Group, bank: Any
    ) -> None:
        page = say(bank["cards.fee"], "每年200元。", block("condition", "仅限金卡。"))
        say(page, "每年200元。", block("condition", "仅限白金卡。"))
        changed = library.element_id(page, "condition")
        ticked = [line for line in supervisor.get(ASK).text.split("<input") if "checked" in line]
        assert len(ticked) == 1 and changed in ticked[0]
        supervisor.post(ASK, form(agents, elements=[changed]))
        assert RequiredReading.objects.get().elements == [changed]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"teams": []}, "请选择由谁阅读"),
            ({"due_at": "2020-01-01 08:00"}, "这个时间已经过去"),
            ({"due_at": "bald"}, ""),
            ({"why": "x" * 201}, ""),
            ({"elements": ["0" * 36]}, ""),
        ],
    )
    def test_what_cannot_be_asked_is_said(
        self, supervisor: Client, agents: Group, changed: dict[str, Any], words: str
    ) -> None:
        answer = supervisor.post(ASK, form(agents) | changed)
        assert answer.status_code == 200 and words in answer.text
        assert not RequiredReading.objects.exists()

    def test_what_somebody_may_not_see_they_cannot_ask(
        self, supervisor: Client, agents: Group, bank: Any
    ) -> None:
        bank["cards.fee"].unpublish()
        assert supervisor.get(ASK).status_code == 404
        assert supervisor.post(ASK, form(agents)).status_code == 404
        assert supervisor.get("/admin/reading/ask/xx/cards.fee/").status_code == 404

    def test_agents_and_approvers_ask_nobody(self, agents: Group) -> None:
        for group in ("Agents", "Approvers"):
            client = client_of(library.staff(f"{group}-1", group))
            assert client.post(ASK, form(agents)).status_code == 302
        assert not RequiredReading.objects.exists()

    def test_the_button_stands_beside_the_answer(self, bank: Any) -> None:
        editor = client_of(library.staff("admin", "Editors", "Supervisors"))
        page = editor.get("/desk/answers/cards.fee/").text
        assert f'href="{ASK}"' in page


class TestSeeing:
    def test_it_says_who_has_not_read_by_staff_number(
        self, supervisor: Client, agents: Group
    ) -> None:
        reading = asked("cards.fee", agents)
        read("agent-wei")
        assert "1 / 2" in supervisor.get("/admin/reading/").text
        page = supervisor.get(f"/admin/reading/{reading.pk}/").text
        assert "尚未确认" in page and "=1+1" in page
        assert "每年200元，刷卡满6次免年费。" in page

    def test_the_table_can_be_taken_along(self, supervisor: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents)
        read("agent-wei")
        lines = supervisor.get(f"/admin/reading/{reading.pk}/export/").text.splitlines()
        assert [line.split(",")[1:4] for line in lines] == [
            ["工号", "姓名", "状态"],
            ["'=1+1", "'=1+1", "未确认"],
            ["agent-wei", "agent-wei", "已确认"],
        ]
        file = supervisor.get(f"/admin/reading/{reading.pk}/export/?format=xlsx").content
        rows = load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)
        assert [row[3] for row in rows] == ["状态", "未确认", "已确认"]

    def test_whoever_asked_sees_their_own_alone(self, agents: Group) -> None:
        editor = library.staff("editor-1", "Editors")
        client = client_of(editor)
        client.post(ASK, form(agents))
        mine = RequiredReading.objects.get()
        other = asked("cards.limit", agents)
        page = client.get("/admin/reading/").text
        assert content.FEE in page and content.LIMIT not in page
        assert client.get(f"/admin/reading/{mine.pk}/").status_code == 200
        for address in (f"{other.pk}/", f"{other.pk}/export/"):
            assert client.get(f"/admin/reading/{address}").status_code == 404
        assert client.post(f"/admin/reading/{other.pk}/end/").status_code == 404
        assert RequiredReading.objects.filter(ended_at=None).count() == 2

    def test_teams_that_read_more_are_not_told(self, agents: Group, bank: Any) -> None:
        own = team("Cards only", topics=["cards"])
        Group.objects.get(name="Supervisors").access_grants.all().delete()
        narrow = client_of(library.staff("supervisor-2", "Supervisors", "Cards only"))
        reading = asked("cards.fee", agents, own)
        page = narrow.get(f"/admin/reading/{reading.pk}/").text
        assert "Cards only" in page and "agent-wei" not in page and "Agents" not in page
        assert "agent-wei" not in narrow.get(f"/admin/reading/{reading.pk}/export/").text
        hidden = asked("branches.hours", own)
        assert narrow.get(f"/admin/reading/{hidden.pk}/").status_code == 404
        assert content.HOURS not in narrow.get("/admin/reading/").text

    def test_words_of_an_element_that_was_taken_back_are_not_shown(
        self, supervisor: Client, agents: Group, bank: Any
    ) -> None:
        page = say(bank["cards.fee"], "每年200元。", block("caution", "旧的风险提示。"))
        reading = asked("cards.fee", agents)
        read("agent-wei")
        assert "旧的风险提示" in supervisor.get(f"/admin/reading/{reading.pk}/").text
        say(page, "每年200元。")
        assert "旧的风险提示" not in supervisor.get(f"/admin/reading/{reading.pk}/").text

    def test_it_can_be_ended(self, supervisor: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents)
        supervisor.post(f"/admin/reading/{reading.pk}/end/")
        kept = RequiredReading.objects.get()
        assert kept.ended_at is not None and kept.ended_by == "supervisor-1"
        assert content.FEE not in supervisor.get("/admin/reading/").text
        assert content.FEE in supervisor.get("/admin/reading/?whose=ended").text

    def test_the_list_asks_the_database_as_often_for_many(
        self, supervisor: Client, agents: Group, django_assert_max_num_queries: Any
    ) -> None:
        asked("cards.fee", agents)
        supervisor.get("/admin/reading/")
        with django_assert_max_num_queries(60) as few:
            supervisor.get("/admin/reading/")
        for key in ("cards.lost", "cards.limit", "branches.hours"):
            asked(key, agents)
        for number in range(8):
            library.staff(f"agent-{number}", "Agents")
        with django_assert_max_num_queries(len(few)):
            supervisor.get("/admin/reading/")
