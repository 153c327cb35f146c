"""Pins, favourites of the team, what was opened lately and what is asked most: within reach on the
empty desk, and gone with the right to see it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.desk.keeping import MOST_PINS
from channels.desk.models import Kept
from channels.reads.models import ReadCount
from tests import bank as content
from tests import library
from tests.library import block
from tests.reading.stories import team

FRAGMENT = {"HX-Request": "true"}
SECTION = re.compile(r'id="shelf-(\w+)">[^<]*</p>(.*?)(?=<div role="group"|$)', re.DOTALL)
QUESTION = re.compile(r'class="row__question">([^<]*)<')


def shelf(desk: Client) -> dict[str, list[str]]:
    """Section → questions, as they stand on the empty desk."""
    page = desk.get("/desk/").text
    listed = page[page.index('id="result-list"') : page.index('class="topics"')]
    return {code: QUESTION.findall(rows) for code, rows in SECTION.findall(listed)}


def pin(desk: Client, key: str, *, wanted: str = "1", **headers: str) -> Any:
    said = {"key": key, "locale": "zh-Hans", "wanted": wanted}
    return desk.post("/desk/pins/set/", said, headers=FRAGMENT | headers)


def move(desk: Client, key: str, step: int) -> Any:
    said = {"key": key, "locale": "zh-Hans", "step": str(step)}
    return desk.post("/desk/pins/move/", said, headers=FRAGMENT)


class TestPins:
    def test_one_key_pins_and_the_same_takes_it_away(self, desk: Client) -> None:
        page = desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).text
        assert 'data-letter="P"' in page and 'aria-pressed="false"' in page
        assert 'aria-pressed="true"' in pin(desk, "cards.fee").text
        assert shelf(desk)["pin"] == [content.FEE]
        assert 'aria-pressed="false"' in pin(desk, "cards.fee", wanted="").text
        assert "pin" not in shelf(desk)

    def test_they_keep_the_order_that_they_are_given(self, desk: Client) -> None:
        for key in ("cards.fee", "cards.limit", "branches.hours"):
            pin(desk, key)
        move(desk, "branches.hours", -1)
        assert shelf(desk)["pin"] == [content.FEE, content.HOURS, content.LIMIT]
        move(desk, "cards.fee", 1)
        assert shelf(desk)["pin"] == [content.HOURS, content.FEE, content.LIMIT]
        move(desk, "branches.hours", -1)
        assert shelf(desk)["pin"] == [content.HOURS, content.FEE, content.LIMIT]

    def test_one_that_is_hidden_is_passed_over(self, desk: Client, bank: Any) -> None:
        for key in ("cards.fee", "cards.limit", "branches.hours"):
            pin(desk, key)
        bank["cards.limit"].unpublish()
        move(desk, "branches.hours", -1)
        assert shelf(desk)["pin"] == [content.HOURS, content.FEE]

    def test_they_are_ones_own(self, desk: Client) -> None:
        pin(desk, "cards.fee")
        other = Client()
        other.force_login(library.staff("agent-8", "Agents"))
        assert "pin" not in shelf(other)

    def test_a_withdrawn_answer_is_gone_with_its_title_and_comes_back(
        self, desk: Client, bank: Any
    ) -> None:
        pin(desk, "cards.fee")
        bank["cards.fee"].unpublish()
        assert content.FEE not in desk.get("/desk/").text
        assert content.FEE not in desk.get("/desk/pins/").text
        bank["cards.fee"].save_revision().publish()
        assert shelf(desk)["pin"] == [content.FEE]

    def test_there_is_a_limit_that_says_what_to_do(self, desk: Client, agent: Any) -> None:
        now = timezone.now()
        Kept.objects.bulk_create(
            Kept(kind="pin", user_id=agent.pk, key=f"k{n}", locale="en", position=n, at=now)
            for n in range(MOST_PINS)
        )
        assert "请先取消一个" in pin(desk, "cards.fee").text

    @pytest.mark.parametrize(
        "said",
        [
            {"key": "cards.none", "locale": "zh-Hans"},
            {"key": "cards.fee", "locale": "fr"},
            {"key": "../x", "locale": "zh-Hans"},
            {},
        ],
    )
    @pytest.mark.parametrize("address", ["/desk/pins/set/", "/desk/pins/move/"])
    def test_what_is_not_there_cannot_be_pinned(
        self, desk: Client, address: str, said: dict[str, str]
    ) -> None:
        assert desk.post(address, said | {"wanted": "1"}).status_code == 404
        assert not Kept.objects.exists()


class TestTheEmptyDesk:
    def test_each_answer_stands_once_and_keys_go_down_the_page(
        self, desk: Client, agent: Any
    ) -> None:
        pin(desk, "cards.fee")
        desk.get("/desk/answers/cards.limit/", headers=FRAGMENT)
        desk.get("/desk/answers/cards.fee/", headers=FRAGMENT)
        self.read("branches.hours", 9)
        self.read("cards.limit", 5)
        assert shelf(desk) == {
            "pin": [content.FEE],
            "recent": [content.LIMIT],
            "hot": [content.HOURS],
            "new": [content.LOST],
        }
        page = desk.get("/desk/").text
        assert re.findall(r'id="row-(\d)"', page) == ["1", "2", "3", "4"]
        assert page.count('aria-keyshortcuts="Alt+1"') == 1

    def test_what_others_opened_is_not_mine(self, desk: Client) -> None:
        other = Client()
        other.force_login(library.staff("agent-8", "Agents"))
        other.get("/desk/answers/cards.limit/", headers=FRAGMENT)
        assert "recent" not in shelf(desk)

    def test_hot_is_what_is_read_at_the_desk_these_days(self, desk: Client) -> None:
        self.read("cards.limit", 50, days_ago=30)
        self.read("cards.fee", 50, channel="web")
        self.read("branches.hours", 1)
        assert shelf(desk)["hot"] == [content.HOURS]

    def test_no_number_of_reads_is_told(self, desk: Client) -> None:
        self.read("branches.hours", 987_654)
        page = desk.get("/desk/").text
        assert not re.search(r"987[,. \u00a0_]?654", page)
        seen = re.sub(r"<[^>]*>", "", page)
        assert content.HOURS in seen and "98" not in seen

    def test_hot_answers_of_others_are_not_told(self, desk: Client, bank: Any) -> None:
        self.read("branches.hours", 9)
        assert shelf(desk)["hot"] == [content.HOURS]
        bank["branches.hours"].unpublish()
        assert "hot" not in shelf(desk)

    def test_it_asks_as_often_however_much_is_kept(
        self, desk: Client, agent: Any, bank: Any
    ) -> None:
        pin(desk, "cards.fee")
        desk.get("/desk/answers/cards.limit/", headers=FRAGMENT)
        before = self.asked(desk)
        topic = bank["cards.lost"].get_parent().specific
        for number in range(9):
            key = f"cards.more-{number}"
            library.publish_answer(topic, key, f"第{number}个问题", block("answer", "答案。"))
            pin(desk, key)
            desk.get(f"/desk/answers/{key}/", headers=FRAGMENT)
        assert self.asked(desk) == before <= 20

    def asked(self, desk: Client) -> int:
        desk.get("/desk/")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/desk/").status_code == 200
        return len(queries)

    def read(self, key: str, reads: int, *, days_ago: int = 0, channel: str = "agent_desk") -> None:
        day = timezone.now().date() - timedelta(days=days_ago)
        ReadCount.objects.create(day=day, key=key, locale="zh-Hans", channel=channel, reads=reads)
        cache.clear()


class TestFavourites:
    @pytest.fixture
    def leader(self, bank: Any) -> Client:
        client = Client(headers={"Accept-Language": "zh-CN"})
        client.force_login(library.staff("supervisor-1", "Supervisors"))
        return client

    def keep(self, who: Client, group: Group, *, wanted: str = "1", key: str = "cards.fee") -> Any:
        said = {"key": key, "locale": "zh-Hans", "team": group.pk, "wanted": wanted}
        return who.post("/desk/favourites/", said, headers=FRAGMENT)

    def test_a_supervisor_keeps_them_for_a_team(self, leader: Client, desk: Client) -> None:
        agents = Group.objects.get(name="Agents")
        page = self.keep(leader, agents).text
        assert (
            f'id="favourite-{agents.pk}" class="button button--small" aria-pressed="true"' in page
        )
        assert shelf(desk)["favourite"] == [content.FEE]
        assert "favourite" not in shelf(leader)
        self.keep(leader, agents, wanted="")
        assert "favourite" not in shelf(desk)

    def test_agents_keep_none(self, desk: Client) -> None:
        agents = Group.objects.get(name="Agents")
        assert self.keep(desk, agents).status_code == 404
        asked = {"key": "cards.fee", "locale": "zh-Hans"}
        assert desk.get("/desk/favourites/", asked).status_code == 404
        assert "/desk/favourites/" not in desk.get("/desk/answers/cards.fee/").text
        assert not Kept.objects.exists()

    def test_a_team_that_reads_more_is_nobodys_to_furnish(self, bank: Any) -> None:
        """A supervisor of one topic, and a team that reads all."""
        team("Cards only", topics=["cards"])
        leaders = Group.objects.get(name="Supervisors")
        leaders.access_grants.all().delete()
        client = Client()
        client.force_login(library.staff("supervisor-2", "Supervisors", "Cards only"))
        library.staff("agent-9", "Agents")
        agents = Group.objects.get(name="Agents")
        named = {"key": "cards.fee", "locale": "zh-Hans"}
        shown = client.get("/desk/favourites/", named).text
        assert "Cards only" in shown and "Agents" not in shown
        assert self.keep(client, agents).status_code == 404
        hidden = self.keep(client, Group.objects.get(name="Cards only"), key="branches.hours")
        assert hidden.status_code == 404
