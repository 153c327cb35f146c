"""What is new and what must be read, at the desk: what the page says, and what it takes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.contacts.models import ContactStep
from channels.desk.reading import SALT
from kb.reading.models import Confirmation, Shift
from kb.reading.news import MOST_ANSWERS
from tests import bank as content
from tests import library
from tests.library import block
from tests.reading.stories import asked, news_of, say

FRAGMENT = {"HX-Request": "true"}
SIGNED = re.compile(r'name="signed" value="([^"]+)"')
BADGE = re.compile(r'id="(reading|news)-count"[^>]*>(?: <span class="badge[^>]*>(\d+))?')


@pytest.fixture
def agents(bank: Any) -> Group:
    return Group.objects.get(name="Agents")


@pytest.fixture(autouse=True)
def read_at_once(settings: Any) -> None:
    settings.READING_SECONDS = 0


def badges(desk: Client) -> dict[str, int]:
    page = desk.get("/desk/waiting/", headers=FRAGMENT).text
    return {name: int(count or 0) for name, count in BADGE.findall(page)}


def confirm(desk: Client, pk: int, signed: str) -> Any:
    return desk.post(f"/desk/reading/{pk}/confirm/", {"signed": signed}, headers=FRAGMENT)


class TestWhatIsNew:
    def test_the_badge_counts_until_it_was_looked_at(self, desk: Client, bank: Any) -> None:
        assert badges(desk) == {"reading": 0, "news": 0}
        say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
        assert badges(desk)["news"] == 1
        page = desk.get("/desk/answers/cards.fee/?news=1", headers=FRAGMENT).text
        assert "<del>200</del>" in page and "<ins>300</ins>" in page
        assert badges(desk)["news"] == 0

    def test_the_list_is_grouped_by_topic_and_says_what_changed(
        self, desk: Client, bank: Any
    ) -> None:
        say(bank["cards.fee"], "每年300元，刷卡满6次免年费。", block("condition", "仅限金卡。"))
        bank["branches.hours"].unpublish()
        page = desk.get("/desk/news/").text
        assert page.index("信用卡</p>") < page.index(content.FEE)
        assert "有变更" in page and "答案 · 适用条件" in page
        assert "branches.hours" in page and content.HOURS not in page.split('id="gone-title"')[1]
        assert 'aria-keyshortcuts="Alt+1"' in page

    def test_all_can_be_put_away_and_what_comes_after_stays(
        self, desk: Client, agent: Any, bank: Any
    ) -> None:
        say(bank["cards.fee"], "每年300元。")
        page = desk.get("/desk/news/").text
        through = re.search(r'name="through" value="(\d+)"', page)
        assert through
        say(bank["cards.limit"], "一次最多10万元。")
        desk.post("/desk/news/seen/", {"through": through[1]})
        assert [item.key for item in news_of(agent).items if not item.is_seen] == ["cards.limit"]

    @pytest.mark.parametrize("through", ["", "x", "-1", "9" * 40, "１"])
    def test_what_is_no_position_puts_nothing_away(
        self, desk: Client, agent: Any, bank: Any, through: str
    ) -> None:
        say(bank["cards.fee"], "每年300元。")
        assert desk.post("/desk/news/seen/", {"through": through}).status_code == 302
        assert news_of(agent).unseen == 1

    def test_learning_serves_no_customer(self, desk: Client, bank: Any) -> None:
        say(bank["cards.fee"], "每年300元。")
        desk.get("/desk/answers/cards.fee/?news=1", headers=FRAGMENT)
        assert not ContactStep.objects.exists()

    def test_the_desk_notes_a_shift(self, desk: Client, agent: Any, bank: Any) -> None:
        now = timezone.now()
        Shift.objects.update(last_used_at=now - timedelta(hours=12))
        desk.get("/desk/")
        shift = Shift.objects.get()
        assert shift.since < now - timedelta(hours=11) and shift.last_used_at >= now

    def test_a_badge_that_renews_itself_is_nobodys_work(self, desk: Client, bank: Any) -> None:
        before = Shift.objects.get().last_used_at
        desk.get("/desk/waiting/", headers=FRAGMENT)
        assert Shift.objects.get().last_used_at == before

    def test_it_asks_as_often_for_much_news_as_for_little(
        self, desk: Client, agents: Group, bank: Any
    ) -> None:
        say(bank["cards.fee"], "每年300元。")
        few = self.asked(desk)
        topic = bank["cards.lost"].get_parent().specific
        for number in range(12):
            library.publish_answer(
                topic, f"cards.more-{number}", f"第{number}个问题", block("answer", "答案。")
            )
        assert self.asked(desk) == few and few["/desk/waiting/"] <= 16
        assert MOST_ANSWERS >= 12

    def asked(self, desk: Client) -> dict[str, int]:
        found = {}
        for address in ("/desk/waiting/", "/desk/news/"):
            desk.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            found[address] = len(queries)
        return found


class TestRequiredReading:
    def test_it_stands_on_the_desk_until_it_is_confirmed(self, desk: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents, why="年费上调")
        assert badges(desk)["reading"] == 1
        listed = desk.get("/desk/reading/").text
        assert content.FEE in listed and "年费上调" in listed
        page = desk.get("/desk/answers/cards.fee/?reading=1", headers=FRAGMENT).text
        assert "我已阅读" in page and 'data-letter="Z"' in page
        signed = SIGNED.search(page)
        assert signed
        answer = confirm(desk, reading.pk, signed[1])
        assert answer.status_code == 200 and "已确认" in answer.text
        assert "reading-confirmed" in answer["HX-Trigger"]
        assert badges(desk)["reading"] == 0
        assert "我已阅读" not in desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).text

    def test_it_must_have_been_open_for_a_while(
        self, desk: Client, agents: Group, settings: Any
    ) -> None:
        settings.READING_SECONDS = 5
        reading = asked("cards.fee", agents)
        signed = self.opened(desk)
        assert confirm(desk, reading.pk, signed).status_code == 422
        assert not Confirmation.objects.exists()
        told = signing.loads(signed, salt=SALT)
        waited = signing.dumps(told | {"since": told["since"] - 6}, salt=SALT)
        assert confirm(desk, reading.pk, waited).status_code == 200

    def test_nothing_is_confirmed_unopened(self, desk: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents)
        other = asked("cards.limit", agents)
        signed = self.opened(desk)
        for forged in ("", "x", signed[:-1] + "?", "x" * 30_000):
            assert confirm(desk, reading.pk, forged).status_code == 422
        assert confirm(desk, other.pk, signed).status_code == 422
        assert not Confirmation.objects.exists()

    def test_nobody_confirms_with_anothers_page(self, desk: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents)
        signed = self.opened(desk)
        colleague = Client()
        colleague.force_login(library.staff("agent-8", "Agents"))
        assert confirm(colleague, reading.pk, signed).status_code == 422
        assert not Confirmation.objects.exists()

    def test_a_page_that_is_behind_confirms_nothing(
        self, desk: Client, agents: Group, bank: Any
    ) -> None:
        reading = asked("cards.fee", agents)
        signed = self.opened(desk)
        say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
        answer = confirm(desk, reading.pk, signed)
        assert answer.status_code == 422 and "又有变更" in answer.text
        assert badges(desk)["reading"] == 1

    def test_what_ended_meanwhile_is_told(self, desk: Client, agents: Group) -> None:
        reading = asked("cards.fee", agents)
        signed = self.opened(desk)
        reading.teams.clear()
        assert confirm(desk, reading.pk, signed).status_code == 404

    def test_only_forms_of_ours_are_taken(self, agents: Group, agent: Any) -> None:
        reading = asked("cards.fee", agents)
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent)
        assert confirm(client, reading.pk, self.opened(client)).status_code == 403

    def opened(self, desk: Client) -> str:
        page = desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).text
        signed = SIGNED.search(page)
        assert signed
        return signed[1]
