"""An answer that a notice names says so wherever it is read, and stops to with its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.delivery import outbox
from channels.delivery.models import Delivery
from channels.renditions.models import ServedText
from channels.renditions.queries import find_rendition
from tests import library
from tests.notices.making import (
    INNER,
    SAID,
    SAID_EN,
    approver,
    end_early,
    person,
    released,
    scope_of,
)

pytestmark = pytest.mark.django_db
KEY = "cards.lost"
LINKED = {"answers": (KEY,)}


def served(channel: str, *, user: Any = None, at: Any = None, locale: str = "zh-Hans") -> Any:
    scope = scope_of(user or approver(), now=at)
    return find_rendition(scope=scope, channel=channel, key=KEY, locale=locale)


def api(channel: str, **wish: Any) -> Any:
    headers = library.key_for(channel, **wish)
    return Client().get(f"/api/v1/answers/{KEY}", headers=headers)


def test_text_channels_say_it_in_front_in_both_languages(bank: Any) -> None:
    before = {channel: served(channel).message.text for channel in ("sms", "wechat")}
    released(**LINKED)
    sms, wechat = served("sms").message, served("wechat").message
    assert sms.text.startswith(f"【谷雨银行】公告：{SAID}\n")
    assert sms.segments and sum(sms.segments) == sms.units > 70
    assert wechat.text == f"公告：{SAID}\n{before['wechat']}"
    assert wechat.units == len(wechat.text.encode())
    assert f"Notice: {SAID_EN}" in served("sms", locale="en").message.text


def test_nothing_is_cut_where_it_does_not_fit(bank: Any) -> None:
    before = served("sms").message.text
    released(wording_zh="长" * 300, **LINKED)
    released(wording_zh="久" * 300, **LINKED)
    found = served("sms")
    assert found.message.text == before
    # It is marked all the same: the agent says it.
    assert len(found.notices) == 2


def test_the_desk_shows_it_and_copies_it(bank: Any) -> None:
    released(**LINKED)
    desk = Client(headers={"Accept-Language": "zh-CN"})
    desk.force_login(person("agent-1", "Agents"))
    page = desk.get(f"/desk/answers/{KEY}/").content.decode()
    assert SAID in page and INNER in page
    copied = served("agent_desk").message.copyable
    assert copied.startswith(f"公告：{SAID}\n") and INNER not in copied


def test_help_pages_show_it_beside_the_answer_and_on_the_first_page(bank: Any) -> None:
    released(**LINKED)
    for path, said in (("zh-Hans", SAID), ("en", SAID_EN)):
        for page in (f"/help/{path}/", f"/help/{path}/answers/{KEY}/"):
            words = Client().get(page).content.decode()
            assert said in words and INNER not in words
    assert SAID not in Client().get("/help/zh-Hans/answers/cards.fee/").content.decode()


def test_the_api_has_a_field_for_it_and_its_end(bank: Any) -> None:
    version = released(**LINKED)
    content = api("web").json()
    (notice,) = content["notices"]
    assert notice["text"] == SAID and "for_agents" not in notice
    ends = version.until_at.isoformat().replace("+00:00", "Z")
    assert (notice["until"], content["valid_until"]) == (ends, ends)
    assert SAID not in content["text"]
    agents = api("agent_desk", audience="agent").json()
    assert agents["notices"][0]["for_agents"] == INNER
    assert SAID in api("sms", audience="customer").json()["text"]


def test_it_is_gone_on_the_very_next_read(bank: Any) -> None:
    headers = library.key_for("web")
    path = f"/api/v1/answers/{KEY}"
    plain = Client().get(path, headers=headers)
    version = released(**LINKED)
    marked = Client().get(path, headers=headers | {"If-None-Match": plain["ETag"]})
    assert marked.status_code == 200 and marked["Cache-Control"] == "private, no-cache"
    end_early(version.notice, by=approver(), at=timezone.now(), why="")
    again = Client().get(path, headers=headers | {"If-None-Match": marked["ETag"]})
    assert again.content == plain.content and again["ETag"] == plain["ETag"]


def test_its_start_and_end_come_without_anybody_at_work(bank: Any) -> None:
    now = timezone.now()
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    released(starts_at=start, ends_at=end, **LINKED)
    before = served("sms", at=now)
    assert before.notices == () and before.valid_until == start
    assert served("sms", at=start).valid_until == end
    assert served("sms", at=end).message.text == before.message.text


def test_what_was_said_with_it_is_kept_as_evidence(bank: Any) -> None:
    plain = served("sms")
    version = released(**LINKED)
    marked = served("sms")
    assert marked.rendition != plain.rendition
    kept = ServedText.objects.get(pk=marked.rendition).body
    assert kept["text"] == marked.message.text
    assert kept["notices"] == [{"notice": version.notice_id, "version": 1, "text": SAID}]
    assert "notices" not in ServedText.objects.get(pk=plain.rendition).body


def test_a_message_that_waits_is_stopped_when_the_notice_ends(bank: Any) -> None:
    version = released(**LINKED)
    agent = person("agent-1", "Agents")
    found = served("sms", user=agent)
    delivery = Delivery.objects.create(
        channel="sms", key=KEY, locale="zh-Hans", rendition=found.rendition,
        text=found.message.copyable, recipient="13800138000", shown_as="138****8000",
        sender_id=agent.pk, sender_name="agent-1", request="7" * 32,
        next_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    end_early(version.notice, by=approver(), at=timezone.now(), why="")
    outbox.send_due(now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.STOPPED


def test_only_who_may_be_told_is_told(bank: Any, regions: None) -> None:
    released(audience="agent", wording_zh="只给坐席", **LINKED)
    released(audience="customer", wording_zh="只给客户", **LINKED)
    released(regions=("beijing",), wording_zh="只给北京", **LINKED)
    released(teams=("Supervisors",), wording_zh="只给主管", **LINKED)
    public, customer = api("web").content.decode(), api("web", audience="customer").content.decode()
    beijing = api("web", regions=["beijing"]).content.decode()
    hidden = ("只给坐席", "只给客户", "只给北京", "只给主管")
    assert [word for word in hidden if word in public] == []
    assert [word for word in hidden if word in customer] == ["只给客户"]
    assert [word for word in hidden if word in beijing] == ["只给北京"]
    assert "只给坐席" not in served("agent_desk").message.copyable


def test_without_notices_a_read_asks_nothing_more(bank: Any) -> None:
    served("sms")
    scope = scope_of(approver())
    with CaptureQueriesContext(connection) as plain:
        find_rendition(scope=scope, channel="sms", key=KEY, locale="zh-Hans")
    released(answers=("cards.fee",))
    find_rendition(scope=scope, channel="sms", key=KEY, locale="zh-Hans")
    with CaptureQueriesContext(connection) as elsewhere:
        find_rendition(scope=scope, channel="sms", key=KEY, locale="zh-Hans")
    assert len(plain) == len(elsewhere)
