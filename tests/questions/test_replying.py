"""A team leader sees what the own team asks, replies in words or by naming an answer, and tells the
editors what is missing. Other teams' questions are not there: neither by address nor by count."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.questions.models import LeaderQuestion
from kb.feedback.misses import counting, gathering, queries
from kb.feedback.misses.seeing import Sight
from tests import bank as content
from tests import library
from tests.library import block
from tests.questions.conftest import Person, people_in

MOST_FOR_THE_LIST = 18


def asked(agent: Person, **said: str) -> LeaderQuestion:
    agent.ask(**said)
    return LeaderQuestion.objects.latest("asked_at")


def test_replies_in_words(agent: Person, leader: Person) -> None:
    one = asked(agent, words="要带什么")
    page = leader.get(f"{one.pk}/").content.decode()
    assert "外币现钞兑换" in page and "要带什么" in page and "没有找到" in page
    assert leader.post(f"{one.pk}/", {"words": "带身份证。"}).status_code == 302
    assert "带身份证。" in agent.screen()
    assert "leader-north 已回复" in leader.get().content.decode()


def test_names_an_answer_found_on_the_same_page(agent: Person, leader: Person) -> None:
    one = asked(agent, query="卡掉了")
    choices = leader.get(f"{one.pk}/answers/?find=银行卡丢了", part=True).content.decode()
    assert content.LOST in choices and 'value="cards.lost zh-Hans"' in choices
    again = leader.get(f"{one.pk}/answers/?find=银行卡&answer=cards.lost+zh-Hans", part=True)
    assert 'value="cards.lost zh-Hans" checked' in again.content.decode()
    leader.post(f"{one.pk}/", {"answer": "cards.lost zh-Hans"})
    assert content.LOST in agent.screen()


def test_an_answer_the_leader_does_not_see_cannot_be_named(
    agent: Person, leader: Person, bank: Any
) -> None:
    library.rewrite(bank["cards.fee"], block("answer", "200元。", channels=["web"]))
    one = asked(agent)
    refused = leader.post(f"{one.pk}/", {"answer": "cards.fee zh-Hans"})
    assert refused.status_code == 422
    unknown = leader.post(f"{one.pk}/", {"answer": "cards.none zh-Hans"})
    volatile = re.compile(r'csrf\w+" value="\w+"|find=[^"]*|cards\.\w+')
    assert volatile.sub("", refused.content.decode()) == volatile.sub("", unknown.content.decode())


@pytest.mark.parametrize(
    "wrong", [{}, {"words": "  "}, {"words": "字" * 1001}, {"answer": "x" * 101}, {"words": "\x00"}]
)
def test_an_empty_or_too_long_reply_is_not_sent_and_nothing_typed_is_lost(
    agent: Person, leader: Person, wrong: dict[str, str]
) -> None:
    one = asked(agent)
    refused = leader.post(f"{one.pk}/", {"find": "挂失", **wrong})
    page = refused.content.decode()
    assert refused.status_code == 422 and 'role="alert"' in page
    assert wrong.get("words", "").strip("\x00 ") in page and 'value="挂失"' in page
    assert LeaderQuestion.objects.get().replied_at is None


def test_the_first_reply_counts_and_the_second_leader_is_told(
    agent: Person, leader: Person, person: Any
) -> None:
    one = asked(agent)
    other = person("leader-west", "Agents", "Supervisors", team="Team north")
    leader.post(f"{one.pk}/", {"words": "带身份证。"})
    late = other.post(f"{one.pk}/", {"words": "带护照。"})
    page = late.content.decode()
    assert late.status_code == 422 and "同事已先回复" in page and "带护照。" in page
    assert LeaderQuestion.objects.get().reply == "带身份证。"


def test_numbers_in_a_reply_are_not_kept(agent: Person, leader: Person) -> None:
    one = asked(agent)
    leader.post(f"{one.pk}/", {"words": "打13800138000"})
    assert "13800138000" not in LeaderQuestion.objects.get().reply


def test_other_teams_questions_are_not_there(
    agent: Person, leader: Person, stranger: Person
) -> None:
    one = asked(agent)
    assert people_in(leader.get().content.decode()) == {"agent-north"}
    assert people_in(stranger.get().content.decode()) == set()
    assert "badge" in leader.get("waiting/", part=True).content.decode()
    assert "badge" not in stranger.get("waiting/", part=True).content.decode()
    for path in (f"{one.pk}/", f"{one.pk}/answers/?find=卡"):
        hidden, unknown = stranger.get(path), stranger.get(path.replace(str(one.pk), NOBODYS))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content == unknown.content
    for path in (f"{one.pk}/", f"{one.pk}/gap/"):
        assert stranger.post(path, {"words": "不"}).status_code == 404
    kept = LeaderQuestion.objects.get()
    assert kept.replied_at is None and kept.gap_at is None


NOBODYS = str(uuid.UUID(int=1))


def test_their_number_moves_nothing_for_others(
    agent: Person, leader: Person, stranger: Person
) -> None:
    """The list of another team's leader renews itself with the same words, or not at all."""
    stamp = re.search(r"since=([\d.-]*)", stranger.get().content.decode())
    assert stamp
    asked(agent)
    assert stranger.get(f"rows/?since={stamp[1]}", part=True).status_code == 204
    assert leader.get(f"rows/?since={stamp[1]}", part=True).status_code == 200


def test_people_of_no_team_are_a_team_of_their_own(person: Any, leader: Person) -> None:
    one = asked(person("agent-alone", "Agents"))
    supervisor = person("supervisor-alone", "Supervisors")
    assert supervisor.get(f"{one.pk}/").status_code == 200
    assert leader.get(f"{one.pk}/").status_code == 404


def test_agents_reply_to_nobody(agent: Person, person: Any) -> None:
    one = asked(agent)
    colleague = person("agent-east", "Agents", team="Team north")
    for path in ("", "rows/", "waiting/", f"{one.pk}/", f"{one.pk}/answers/"):
        assert colleague.get(path).status_code == 404
    assert colleague.post(f"{one.pk}/", {"words": "不"}).status_code == 404


def test_nobody_replies_to_themselves(leader: Person) -> None:
    one = asked(leader)
    assert leader.get(f"{one.pk}/").status_code == 404
    assert people_in(leader.get().content.decode()) == set()


def test_what_waits_too_long_stands_out_and_reaches_who_oversees(
    agent: Person, leader: Person, stranger: Person, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    right = Permission.objects.get(codename="oversee_leaderquestion")
    stranger.user.user_permissions.add(right)
    one = asked(agent)
    assert stranger.get(f"{one.pk}/").status_code == 404
    later = timezone.now() + timedelta(seconds=settings.QUESTION_DUE_SECONDS)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "等候超时" in leader.get().content.decode()
    assert "badge--must" in leader.get("waiting/", part=True).content.decode()
    stranger.post(f"{one.pk}/", {"words": "带身份证。"})
    assert "带身份证。" in agent.screen()
    assert stranger.get(f"{one.pk}/").status_code == 200


def test_one_click_makes_it_a_miss_for_the_editors(agent: Person, leader: Person) -> None:
    one = asked(agent)
    for _ in range(2):
        leader.post(f"{one.pk}/gap/")
    assert "已告知知识采编岗" in leader.get(f"{one.pk}/").content.decode()
    counting.flush()
    now = timezone.now()
    gathering.gather(now=now + timedelta(minutes=10))
    sight = Sight(("agent_desk",), 2)
    (group,) = queries.groups(sight=sight, wish=queries.Wish(timezone.localdate(now)), limit=5)
    assert (group.title, group.calls) == ("外币现钞兑换", 1)


def test_the_list_asks_a_fixed_number_of_times(agent: Person, leader: Person, person: Any) -> None:
    def queries_for_the_list() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert leader.get().status_code == 200
        return len(captured)

    asked(agent, key="cards.lost", locale="zh-Hans")
    queries_for_the_list()  # what a process looks up once
    before = queries_for_the_list()
    for number in range(4):
        asked(agent, query=f"问题{number}", key="cards.fee", locale="zh-Hans")
    assert queries_for_the_list() == before <= MOST_FOR_THE_LIST
