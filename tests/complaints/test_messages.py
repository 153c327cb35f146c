"""The message back to the customer: approved wording, gaps within limits, approved by the agent."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from channels.delivery import outbox
from channels.delivery.gateways import Accepted, Outgoing, Unavailable
from channels.delivery.models import Delivery
from kb.authoring.models import KnowledgePage
from kb.feedback.complaints.models import Complaint
from kb.publication import projections
from tests import library
from tests.complaints.test_at_the_desk import act, page_of, take
from tests.library import block

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = "您好，您的投诉（编号［编号］）已处理：［处理结果］。谢谢*您*。"


@pytest.fixture
def replies(bank: Any) -> Any:
    topic = library.publish_topic("complaints", "投诉")
    page = library.publish_answer(
        topic, "complaints.track", "投诉到哪一步了？", block("answer", "可以打95588问。"),
        block("script", "没有空格的话术。", slot="plain"), block("script", SCRIPT, slot="gaps"),
    )  # fmt: skip
    projections.catch_up()
    return page


def typed(desk: Client, **changed: str) -> dict[str, str]:
    page = page_of(desk)
    hidden = dict(re.findall(r'name="(reply|request)" value="([^"]+)"', page))
    said = {"gap_0": "已退还10元手续费", "channel": "sms", "recipient": "13800138000"}
    return hidden | said | changed


def preview(desk: Client, **changed: str) -> tuple[dict[str, str], str]:
    said = typed(desk, **changed)
    page = act(desk, "message", **said).content.decode()
    approved = re.search(r'name="approved" value="(\w{64})"', page)
    return said | ({"approved": approved[1]} if approved else {}), page


def test_it_is_shown_first_and_sent_as_it_was_shown(desk: Client, replies: Any) -> None:
    take(desk)
    number = Complaint.objects.get().number
    said, page = preview(desk)
    text = f"【谷雨银行】您好，您的投诉（编号{number}）已处理：已退还10元手续费。谢谢您。"
    assert text in page and not Delivery.objects.exists()
    assert act(desk, "message", **said).status_code == 302
    sent = Delivery.objects.get()
    assert (sent.text, sent.channel, sent.state) == (text, "sms", "delivered")
    assert (sent.complaint, sent.recipient) == (Complaint.objects.get().pk, "")
    assert Complaint.objects.get().events.last().note == "→ 138****8000"
    after = page_of(desk)
    assert "138****8000" in after and "已送达" in after and "13800138000" not in after


def test_pressed_twice_it_is_sent_once(desk: Client, replies: Any) -> None:
    take(desk)
    said, _page = preview(desk)
    for _time in range(2):
        act(desk, "message", **said)
    assert Delivery.objects.count() == 1
    acts = Complaint.objects.get().events.values_list("act", flat=True)
    assert list(acts).count("approved") == 1


def test_what_was_changed_since_is_shown_again(desk: Client, replies: Any) -> None:
    take(desk)
    said, _page = preview(desk)
    page = act(desk, "message", **said | {"gap_0": "已退还20元"}).content.decode()
    assert "内容有改动" in page and "已退还20元" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"gap_0": ""}, "请填写“处理结果”"),
        ({"gap_0": "x" * 81}, "超过 80 字"),
        ({"gap_0": "请看 http://a.example"}, "不能有网址"),
        ({"gap_0": "请看 guyubank.com"}, "不能有网址"),
        ({"gap_0": "打13900139000"}, "不能有网址"),
        ({"gap_0": "卡6222 0212 3456 7890"}, "不能有网址"),
        ({"gap_0": "【别的银行】"}, "不能有网址"),
        ({"gap_0": "{{ card.fee }}"}, "不能有网址"),
        ({"gap_0": "拒收请回复R"}, "拒收请回复"),
    ],
)
def test_gaps_have_limits_and_nothing_typed_is_lost(
    desk: Client, replies: Any, wrong: dict[str, str], words: str
) -> None:
    take(desk)
    response = act(desk, "message", **typed(desk, **wrong))
    page = response.content.decode()
    assert response.status_code == 422 and words in page
    assert 'value="13800138000"' in page and not Delivery.objects.exists()


def test_what_is_filled_in_is_no_markup(desk: Client, replies: Any) -> None:
    take(desk)
    _said, page = preview(desk, gap_0="已退还 *10* 元_手续费_ <b>")
    assert "已退还 *10* 元_手续费_ &lt;b&gt;。谢谢您" in page


@pytest.mark.parametrize(("recipient", "channel"), [("12345", "sms"), ("13800138000", "wechat")])
def test_a_bad_recipient_is_said(desk: Client, replies: Any, recipient: str, channel: str) -> None:
    take(desk)
    said, _page = preview(desk, recipient=recipient, channel=channel)
    response = act(desk, "message", **said)
    assert response.status_code == 422 and "不正确" in response.content.decode()
    assert not Delivery.objects.exists()


def test_a_withdrawn_wording_is_not_sent(
    desk: Client, replies: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        def send(self, outgoing: Outgoing) -> Accepted:
            raise Unavailable("status 503")

    monkeypatch.setattr(outbox, "gateway_of", lambda channel: Down())
    take(desk)
    said, _page = preview(desk)
    act(desk, "message", **said)
    assert Delivery.objects.get().state == "waiting"
    KnowledgePage.objects.get(key="complaints.track").unpublish()
    outbox.send_due(now=Delivery.objects.get().next_at)
    assert Delivery.objects.get().state == "stopped"
    refused = act(desk, "message", **said)
    assert refused.status_code == 422 and "没有审核通过的答复话术" in refused.content.decode()


def test_an_unchanged_wording_is_sent_later(
    desk: Client, replies: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gateway:
        is_down = True

        def send(self, outgoing: Outgoing) -> Accepted:
            if self.is_down:
                raise Unavailable("status 503")
            return Accepted("m-1")

    gateway = Gateway()
    monkeypatch.setattr(outbox, "gateway_of", lambda channel: gateway)
    take(desk)
    said, _page = preview(desk)
    act(desk, "message", **said)
    ending = {"outcome": "justified", "answered": "message", "result": "已退费"}
    assert act(desk, "close", **ending).status_code == 422
    gateway.is_down = False
    outbox.send_due(now=Delivery.objects.get().next_at)
    assert Delivery.objects.get().state == "sent"
    assert act(desk, "close", **ending).status_code == 302
    assert not Complaint.objects.get().is_open
    again = said | {"request": str(uuid.uuid4())}
    assert act(desk, "message", **again).status_code == 422
    assert Delivery.objects.count() == 1


def test_another_teams_is_not_answered(desk: Client, replies: Any) -> None:
    take(desk)
    said, _page = preview(desk)
    stranger = Client()
    stranger.force_login(library.staff("editor-1", "Editors"))
    address = f"/desk/complaints/{Complaint.objects.get().pk}/message/"
    assert stranger.post(address, said).status_code == 404
    colleague = Client(headers={"Accept-Language": "zh-CN"})
    colleague.force_login(library.staff("agent-8", "Agents"))
    refused = colleague.post(address, said)
    assert refused.status_code == 422 and "一起处理" in refused.content.decode()
    assert not Delivery.objects.exists()


def test_without_an_approved_wording_nothing_can_be_sent(desk: Client) -> None:
    take(desk)
    assert "没有该语言的带填空的答复话术" in page_of(desk)
