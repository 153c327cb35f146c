"""Who sees which figures; what cannot be read is neither named nor counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from channels.supervising.counting import count_day
from channels.supervising.days import Period, day_of
from channels.supervising.helpful import helpful_elements, verdicts_said
from channels.supervising.hot import hot_questions
from channels.supervising.models import VerdictFigures
from channels.supervising.queries import desk_view, sums_in
from kb.access.models import AccessGrant
from kb.feedback.misses import counting, gathering
from kb.feedback.misses.calls import Call, Outcome
from tests import library
from tests.library import block
from tests.noon import NOW
from tests.supervising.stories import Kind, serve, sight

pytestmark = pytest.mark.django_db
YESTERDAY = NOW - timedelta(days=1)
DAY = day_of(YESTERDAY)
PERIOD = Period(DAY, DAY)
OVERVIEW = "/desk/overview/"


@pytest.fixture(autouse=True)
def counted(settings: Any) -> None:
    """A loan is a matter of its own team, and of nobody else's reading."""
    settings.SMALLEST_TEAM = 1
    cards, loans = library.publish_topic("cards", "银行卡"), library.publish_topic("loans", "贷款")
    library.publish_answer(
        cards, "cards.lost", "银行卡丢了？", block("answer", "先挂失。", slot="a")
    )
    library.publish_answer(loans, "loans.rate", "贷款利率？", block("answer", "看合同。", slot="a"))
    at = YESTERDAY.replace(minute=0)
    serve(at, team="Team cards", answer=Kind.COPIED, channel="plain")
    serve(at, agent=2, team="Team cards", answer=Kind.SENT, channel="sms")
    serve(at, agent=3, team="Team loans", opened="loans.rate", answer=Kind.SENT, channel="sms")
    count_day(DAY, now=NOW)


def leader(*teams: str, topics: list[str] | None = None, **grant: Any) -> Any:
    """Sees the figures of the own teams, and reads what the grant says."""
    reads = Group.objects.create(name=f"Leaders {Group.objects.count()}")
    reads.permissions.add(Permission.objects.get(codename="see_overview"))
    wide = {"channels": ["*"], "topics": topics or ["*"], "regions": ["*"], "segments": ["*"],
            "products": ["*"]}  # fmt: skip
    AccessGrant.objects.create(group=reads, audience="agent", **wide | grant)
    for team in teams:
        Group.objects.get_or_create(name=team)
    return library.staff(f"leader-{reads.pk}", reads.name, *teams)


def test_a_supervisor_sees_all_teams() -> None:
    boss = sight(library.staff("boss", "Supervisors"), now=NOW)
    view = desk_view(PERIOD, sight=boss)
    assert view.now.contacts == 3
    assert {team: one.contacts for team, one in view.by_team.items()} == {
        "Team cards": 2,
        "Team loans": 1,
    }
    assert [one.key for one in hot_questions(PERIOD, sight=boss)] == ["cards.lost", "loans.rate"]


def test_a_leader_sees_the_own_team() -> None:
    seen = sight(leader("Team cards"), now=NOW)
    assert desk_view(PERIOD, sight=seen).now.contacts == 2
    assert [one.key for one in hot_questions(PERIOD, sight=seen)] == ["cards.lost"]


def test_of_no_team_there_is_nothing() -> None:
    seen = sight(leader(), now=NOW)
    assert desk_view(PERIOD, sight=seen).now.contacts == 0
    assert hot_questions(PERIOD, sight=seen) == []


def test_an_answer_that_cannot_be_read_is_neither_named_nor_counted() -> None:
    seen = sight(leader("Team cards", "Team loans", topics=["loans"]), now=NOW)
    assert [one.question for one in hot_questions(PERIOD, sight=seen)] == ["贷款利率？"]
    sums = sums_in(PERIOD, sight=seen)
    assert (sums.copied, sums.sent) == ({}, {"sms": 1})


def test_a_channel_that_cannot_be_read_is_not_counted() -> None:
    seen = sight(leader("Team cards", channels=["agent_desk"]), now=NOW)
    sums = sums_in(PERIOD, sight=seen)
    assert (sums.copied, sums.sent) == ({"plain": 1}, {})


def test_a_withdrawn_answer_is_gone_from_the_figures_at_once() -> None:
    from kb.authoring.models import KnowledgePage

    boss = sight(library.staff("boss", "Supervisors"), now=NOW)
    KnowledgePage.objects.get(key="cards.lost").unpublish()
    assert [one.key for one in hot_questions(PERIOD, sight=boss)] == ["loans.rate"]


def test_an_element_that_cannot_be_read_has_no_rate() -> None:
    page = library.publish_answer(
        library.publish_topic("fees", "收费"),
        "fees.one",
        "收费？",
        block("answer", "十元。", slot="a"),
        block("note", "仅北京。", slot="b", regions=["beijing"]),
    )
    for slot in ("a", "b"):
        element = library.element_id(page, slot)
        VerdictFigures.objects.create(day=DAY, key="fees.one", locale="zh-Hans", element=element,
                                      channel="web", helpful=3, unhelpful=1)  # fmt: skip
    seen = sight(leader("Team cards", regions=[]), now=NOW)
    assert [
        one.share.of for one in helpful_elements(verdicts_said(PERIOD, sight=seen), sight=seen)
    ] == [4]
    web_only = sight(leader("Team cards", channels=["agent_desk", "sms"]), now=NOW)
    assert helpful_elements(verdicts_said(PERIOD, sight=web_only), sight=web_only) == []


def test_misses_need_their_own_right() -> None:
    call = Call(NOW - timedelta(minutes=9), "web", 0, "zh-Hans", Outcome.NOTHING, "数字人民币")
    counting.count(call)
    counting.flush()
    gathering.gather(now=NOW)
    for user, is_told in (
        (library.staff("boss", "Supervisors"), True),
        (leader("Team cards"), False),
    ):
        client = Client()
        client.force_login(user)
        assert ("数字人民币" in client.get(OVERVIEW).content.decode()) is is_told


def test_agents_see_no_figures(client: Client) -> None:
    client.force_login(library.staff("agent", "Agents"))
    for page in ("", "live/", "around/", "export/"):
        assert client.get(f"{OVERVIEW}{page}").status_code == 404
    assert OVERVIEW not in client.get("/desk/").content.decode()


def test_another_team_is_as_absent_as_none(client: Client) -> None:
    client.force_login(leader("Team cards"))
    days = f"from={DAY}&to={DAY}"
    assert client.get(f"{OVERVIEW}?{days}&team=Team+cards").status_code == 200
    for team in ("Team+loans", "Team+nowhere", "*"):
        for page in ("", "live/", "around/", "export/"):
            assert client.get(f"{OVERVIEW}{page}?{days}&team={team}").status_code == 404
    assert "Team loans" not in client.get(f"{OVERVIEW}?{days}").content.decode()


def test_before_and_after_an_answer_that_cannot_be_read_is_404(client: Client) -> None:
    client.force_login(leader("Team cards", topics=["loans"]))
    address = f"{OVERVIEW}around/?locale=zh-Hans&day={DAY}&key="
    assert client.get(address + "loans.rate").status_code == 200
    hidden, absent = client.get(address + "cards.lost"), client.get(address + "no.such")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
