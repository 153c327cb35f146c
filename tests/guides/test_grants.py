"""What an agent may grant by herself: seen at the desk, by whom it is for; never by a customer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from kb.authoring.models import Fact
from kb.publication import lane, projections
from tests import library
from tests.authoring.making import (
    answer_form,
    draft_answer,
    edit_url,
    logged_in,
    make_topic,
    make_user,
)
from tests.library import block

pytestmark = pytest.mark.django_db
KEY = "cards.fee"
WHAT = "减免一次年费"


@pytest.fixture
def topic() -> Any:
    return library.publish_topic("cards", "银行卡")


def publish(topic: Any, **grant: Any) -> Any:
    return library.publish_answer(
        topic, KEY, "年费怎么收？", block("answer", "每年200元。"), block("grant", WHAT, **grant)
    )


def desk_of(*groups: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(library.staff(f"agent-{len(groups)}", "Agents", *groups))
    return client


def shown(client: Client) -> str:
    return client.get(f"/desk/answers/{KEY}/").content.decode()


def test_the_desk_says_what_may_be_granted_and_up_to_what(topic: Any) -> None:
    publish(topic, limit="200")
    page = shown(desk_of())
    for words in (WHAT, "您可以直接办理", "¥200"):
        assert words in page


def test_a_limit_may_be_a_fact(topic: Any) -> None:
    Fact(key="card.fee", name="年费", type="money", unit="CNY", value="360", live=True).save()
    publish(topic, limit="{{ card.fee }}")
    agent = desk_of()
    assert "¥360" in shown(agent)
    fact = Fact.objects.get(key="card.fee")
    fact.value = "480"
    fact.save()
    lane.drain()
    projections.catch_up()
    assert "¥480" in shown(agent)


def test_others_than_those_named_see_that_a_team_leader_may(topic: Any) -> None:
    Group.objects.create(name="值班经理")
    publish(topic, limit="200", groups=["值班经理"])
    other = shown(desk_of())
    assert WHAT in other
    assert "须由班长办理" in other
    assert "您可以直接办理" not in other
    assert "¥200" not in other
    own = shown(desk_of("值班经理"))
    assert "您可以直接办理" in own
    assert "¥200" in own


def test_it_is_never_copied_or_sent(topic: Any) -> None:
    publish(topic, limit="200")
    page = shown(desk_of())
    assert page.count(WHAT) == 1
    for channel in ("web", "sms", "wechat"):
        for audience in ("public", "agent"):
            headers = library.key_for(channel, audience=audience)
            said = Client().get(f"/api/v1/answers/{KEY}", headers=headers).content.decode()
            assert "每年200元" in said
            assert WHAT not in said


def test_programs_of_the_desk_get_it_in_fields(topic: Any) -> None:
    publish(topic, limit="12.5", groups=["Supervisors"])
    headers = library.key_for("agent_desk", audience="agent")
    parts = Client().get(f"/api/v1/answers/{KEY}", headers=headers).json()["parts"]
    assert parts[1]["grant"] == {"what": WHAT, "groups": ["Supervisors"], "limit": "¥12.50"}
    assert parts[1]["text"] == f"{WHAT}\n最高¥12.50\n可直接办理：Supervisors"


@pytest.mark.parametrize("limit", ["很多", "-5", "12.345", "200元", "{{ a.b }} 左右", "1e3"])
def test_a_limit_that_is_none_is_refused_at_its_field(limit: str) -> None:
    cards = make_topic("cards")
    page = draft_answer("cards.fee")
    form = answer_form(
        ("answer", {"text": "每年200元。"}),
        ("grant", {"text": WHAT, "limit": limit, "audience": "agent"}),
        key="cards.fee", **{"action-submit": "1"},
    )  # fmt: skip
    response = logged_in(make_user("editor", "Editors", owns=cards)).post(edit_url(page), form)
    [error] = response.context["form"].errors["elements"].as_data()
    assert "limit" in error.block_errors[1].block_errors


def test_a_group_that_is_gone_is_told_and_not_lost() -> None:
    cards = make_topic("cards")
    page = draft_answer("cards.fee")
    editor = logged_in(make_user("editor", "Editors", owns=cards))
    grant = {"text": WHAT, "limit": "", "audience": "agent"}
    form = answer_form(("answer", {"text": "好。"}), ("grant", grant), key="cards.fee")
    form["elements-1-value-groups"] = ["Agents", "早班"]
    assert editor.post(edit_url(page), form).status_code == 302
    refused = editor.post(edit_url(page), form | {"action-submit": "1"})
    [error] = refused.context["form"].errors["elements"].as_data()
    assert "早班" in str(error.block_errors[1].block_errors["groups"])
