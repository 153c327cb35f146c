"""An agent asks the team leader with what is on the screen, and the reply comes back to it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.questions import keeping
from channels.questions.models import LeaderQuestion
from channels.questions.operations import Reply, forget_old, reply
from channels.questions.people import leader_of
from kb.access import Verification
from kb.backup import operations as backups
from kb.customers.context import CustomerContext
from tests import bank as content
from tests import library
from tests.library import block
from tests.questions.conftest import Person

# Session, person, the grants with their labels (four); the rest is what the view itself asks.
MOST_FOR_A_LOOK = 8


def reply_to(leader: Person, words: str = "去柜台办。", **named: str) -> None:
    question = LeaderQuestion.objects.get()
    who = leader_of(leader.user)
    assert who
    reply(question.pk, Reply(words, **named), leader=who, at=timezone.now())


def test_the_question_goes_with_what_was_searched(agent: Person) -> None:
    said = agent.ask().content.decode()
    kept = LeaderQuestion.objects.get()
    assert (kept.query, kept.was_found, kept.asker_name) == ("外币现钞兑换", False, "agent-north")
    assert "已问组长" in said and "hx-get=" in said and "回复会自动显示在这里" in said


def test_an_open_answer_goes_along_where_its_reader_may_see_it(agent: Person, bank: Any) -> None:
    library.rewrite(bank["cards.fee"], block("answer", "200元。", channels=["web"]))
    agent.ask(query="", key="cards.lost", locale="zh-Hans")
    agent.ask(query="年费", key="cards.fee", locale="zh-Hans")
    found = LeaderQuestion.objects.order_by("asked_at").values_list("key", "query")
    assert list(found) == [("cards.lost", ""), ("", "年费")]


def test_numbers_of_customers_are_not_kept(agent: Person) -> None:
    agent.ask(query="卡6222021234567890123丢了", words="客户电话13800138000")
    kept = LeaderQuestion.objects.get()
    assert "6222" not in kept.query and "13800138000" not in kept.words
    assert kept.query.endswith("丢了")


def test_a_key_pressed_twice_asks_once_and_adds_what_is_new(agent: Person) -> None:
    agent.ask()
    agent.ask(words="客户在等")
    agent.ask(words="客户在等")
    assert [q.words for q in LeaderQuestion.objects.all()] == ["客户在等"]
    wish = str(uuid.uuid4())
    for _ in range(2):
        agent.ask(request=wish, query="", words="今天能提前下班吗")
    assert LeaderQuestion.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"query": ""}, "请写明要问什么"),
        ({"words": "字" * 501}, "500 字"),
        ({"request": "x"}, "500 字"),
        ({"key": "a/b"}, "500 字"),
        ({"query": "\x00"}, "500 字"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    agent: Person, wrong: dict[str, str], words: str
) -> None:
    refused = agent.ask(**wrong)
    assert refused.status_code == 422 and words in refused.content.decode()
    assert refused["HX-Retarget"] == "#ask-outcome"
    assert not LeaderQuestion.objects.exists()


def test_five_may_wait_at_a_time(agent: Person) -> None:
    for number in range(6):
        said = agent.ask(query=f"第{number}个问题")
    assert said.status_code == 422 and "已有 5 个问题" in said.content.decode()
    agent.post(f"{LeaderQuestion.objects.first().pk}/close/")  # type: ignore[union-attr]
    assert agent.ask(query="第6个问题").status_code == 200


def test_the_reply_comes_to_the_askers_screen_alone(
    agent: Person, leader: Person, person: Any
) -> None:
    agent.ask()
    reply_to(leader)
    said = agent.screen()
    assert "组长回复" in said and "去柜台办。" in said and "leader-north" in said
    assert "hx-get" not in said
    colleague = person("agent-east", "Agents", team="Team north")
    assert "去柜台办" not in colleague.screen()


def test_a_reply_is_never_copied(agent: Person, leader: Person) -> None:
    agent.ask()
    reply_to(leader)
    seen = agent.screen()
    assert "data-copies" not in seen
    assert re.findall(r'data-letter="(.)"', seen) == ["K"], "a key says it was read, none copies it"


def test_a_named_answer_is_shown_where_the_asker_may_see_it(
    agent: Person, leader: Person, bank: Any
) -> None:
    agent.ask()
    reply_to(leader, words="", key="cards.lost", locale="zh-Hans")
    assert content.LOST in agent.screen()
    bank["cards.lost"].unpublish()
    gone = agent.screen()
    assert content.LOST not in gone and "不在这里" in gone


def test_looking_again_costs_little_and_brings_nothing_while_nothing_is_new(
    agent: Person, leader: Person
) -> None:
    agent.ask()
    stamp = re.search(r"since=([\d.-]+)", agent.screen())
    assert stamp
    with CaptureQueriesContext(connection) as queries:
        assert agent.get(f"mine/?since={stamp[1]}", part=True).status_code == 204
    assert len(queries) <= MOST_FOR_A_LOOK
    reply_to(leader)
    assert agent.get(f"mine/?since={stamp[1]}", part=True).status_code == 200


def test_what_waits_too_long_says_so_and_what_to_do(
    agent: Person, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    agent.ask()
    stamp = re.search(r"since=([\d.-]+)", agent.screen())
    later = timezone.now() + timedelta(seconds=settings.QUESTION_DUE_SECONDS)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert stamp
    late = agent.get(f"mine/?since={stamp[1]}", part=True).content.decode()
    assert "还没有人回复" in late and "稍后回电" in late


def test_a_question_put_aside_is_gone_and_only_by_its_asker(agent: Person, leader: Person) -> None:
    agent.ask()
    address = f"{LeaderQuestion.objects.get().pk}/close/"
    leader.post(address)
    assert LeaderQuestion.objects.get().closed_at is None
    agent.post(address)
    assert "外币现钞" not in agent.screen() and "外币现钞" not in leader.get().content.decode()


def test_an_idle_desk_that_looks_by_itself_does_not_count_as_work(
    agent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("channels.sessions.note_work", lambda request, now: seen.append(request))
    agent.screen()
    assert seen == []
    agent.ask()
    assert len(seen) == 1


def test_old_questions_are_forgotten(
    agent: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.ask()
    now, day = timezone.now(), timedelta(days=1)
    assert forget_old(now=now + (settings.QUESTION_DAYS - 1) * day) == 0
    monkeypatch.setattr(keeping, "_looked_at", None)
    keeping.look(now=now + (settings.QUESTION_DAYS + 1) * day)
    assert not LeaderQuestion.objects.exists()


def test_no_backup_keeps_them() -> None:
    assert LeaderQuestion._meta.db_table in backups._tables_left_out()


def test_where_nothing_is_found_there_is_a_line_to_say(agent: Person, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    library.publish_answer(
        topic, "complaints.not-at-once", "一时没有答复怎么办？",
        block("answer", "我们给您回电话。"), block("script", "请您稍等，我核实一下。"),
    )  # fmt: skip
    said = agent.client.get("/desk/results/?q=qqqqxxxx", headers={"HX-Request": "true"})
    assert "请您稍等，我核实一下。" in said.content.decode()
    library.rewrite(bank["cards.fee"], block("answer", "200元。"))
    bank_answer = library.KnowledgePage.objects.get(key="complaints.not-at-once")
    bank_answer.unpublish()
    said = agent.client.get("/desk/results/?q=qqqqxxxx", headers={"HX-Request": "true"})
    assert "请您稍等" not in said.content.decode() and "问组长" in said.content.decode()


def test_what_may_be_known_of_the_customer_goes_along(
    agent: Person, leader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = CustomerContext(segment="vip", region="beijing", verification=Verification.PARTIAL)
    monkeypatch.setattr("channels.desk.questions.customer_of", lambda request, now: known)
    agent.ask()
    one = LeaderQuestion.objects.get()
    assert (one.region, one.segment) == ("beijing", "vip")
    assert "beijing · vip" in leader.get(f"{one.pk}/").content.decode()
