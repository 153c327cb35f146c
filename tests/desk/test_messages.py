"""Sending an answer from the desk, and what became of it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.delivery.models import Delivery
from tests import library

FRAGMENT = {"HX-Request": "true"}


def form_of(desk: Client, key: str = "cards.lost") -> dict[str, str]:
    """As it stands in the page, with a recipient."""
    page = desk.get(f"/desk/answers/{key}/", headers=FRAGMENT).content.decode()
    sending = page[page.index('id="send"') : page.index('id="send-outcome"')]
    hidden = re.findall(r'type="hidden" name="(\w+)"(?: id="[\w-]+")? value="([^"]*)"', sending)
    return dict(hidden) | {"channel": "sms", "recipient": "138 0013 8000"}


def post(desk: Client, said: dict[str, str]) -> Any:
    return desk.post("/desk/messages/", said, headers=FRAGMENT)


@pytest.mark.django_db(transaction=True)
def test_is_sent_with_the_text_on_the_screen_and_says_so(desk: Client) -> None:
    page = desk.get("/desk/answers/cards.lost/", headers=FRAGMENT).content.decode()
    shown = re.search(r'id="text-sms"[^>]*>(.*?)</div>', page, re.DOTALL)
    response = post(desk, form_of(desk))
    said = response.content.decode()
    delivery = Delivery.objects.get()
    assert response.status_code == 200 and "已送达" in said and "138****8000" in said
    assert shown and delivery.text == shown[1]
    assert (delivery.sender_name, delivery.state) == ("agent-7", "delivered")
    # The next message from this page is another one.
    assert 'id="send-request"' in said and form_of(desk)["request"] not in said


def test_each_channel_that_has_words_is_offered(desk: Client) -> None:
    form = form_of(desk)
    assert {name for name in form if name.startswith("rendition_")} == {
        "rendition_sms",
        "rendition_wechat",
    }


def test_its_state_is_told_to_its_sender_alone(desk: Client) -> None:
    post(desk, form_of(desk))
    delivery = Delivery.objects.get()
    address = f"/desk/messages/{delivery.pk}/"
    waiting = desk.get(address, headers=FRAGMENT).content.decode()
    assert "等待发送" in waiting and f'hx-get="{address}"' in waiting
    Delivery.objects.update(state="failed", code="absent")
    over = desk.get(address, headers=FRAGMENT).content.decode()
    assert "absent" in over and "hx-get" not in over
    other = Client(headers={"Accept-Language": "zh-CN"})
    other.force_login(library.staff("agent-8", "Agents"))
    refused, unknown = (
        other.get(path, headers=FRAGMENT) for path in (address, f"/desk/messages/{uuid.uuid4()}/")
    )
    assert refused.status_code == unknown.status_code == 404
    assert refused.content == unknown.content


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"recipient": "12345"}, 422, "手机号不正确"),
        ({"channel": "wechat"}, 422, "微信 ID 不正确"),
        ({"recipient": ""}, 422, "填写接收人"),
        ({"recipient": "1\0"}, 422, "填写接收人"),
        ({"recipient": "1" * 81}, 422, "填写接收人"),
        ({"channel": "web"}, 422, "填写接收人"),
        ({"request": "x"}, 422, "填写接收人"),
        ({"locale": "fr"}, 422, "填写接收人"),
        ({"rendition_sms": "0" * 64}, 422, "知识点有变更"),
        ({"key": "cards.none"}, 404, "没有可发送的内容"),
    ],
)
def test_what_cannot_be_sent_is_said_and_not_kept(
    desk: Client, wrong: dict[str, str], status: int, words: str
) -> None:
    response = post(desk, form_of(desk) | wrong)
    assert response.status_code == status and words in response.content.decode()
    assert not Delivery.objects.exists()


def test_a_form_that_was_used_sends_once_more_when_asked_again(desk: Client) -> None:
    """The answer to the first was lost on its way, and its sender has corrected the number."""
    form = form_of(desk)
    post(desk, form)
    again = form | {"recipient": "13900139000"}
    refused = post(desk, again)
    said = refused.content.decode()
    assert refused.status_code == 422 and "138****8000" in said
    named = re.search(r'id="send-request" value="([^"]*)"', said)
    assert named and post(desk, again | {"request": named[1]}).status_code == 200
    assert Delivery.objects.count() == 2


def test_what_was_sent_today_is_listed_for_its_sender_alone(desk: Client, bank: Any) -> None:
    post(desk, form_of(desk))
    page = desk.get("/desk/messages/").content.decode()
    assert "银行卡丢了怎么办？" in page and "138****8000" in page and "hx-get" not in page
    bank["cards.lost"].unpublish()
    assert "银行卡丢了怎么办？" not in desk.get("/desk/messages/").content.decode()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert "今天还没有发送" in desk.get("/desk/messages/").content.decode()
    other = Client(headers={"Accept-Language": "zh-CN"})
    other.force_login(library.staff("agent-8", "Agents"))
    Delivery.objects.update(created_at=timezone.now())
    assert "138****8000" not in other.get("/desk/messages/").content.decode()


def test_one_person_sends_no_more_than_so_many_an_hour(desk: Client, settings: Any) -> None:
    settings.MESSAGES_PER_HOUR = 2
    first = form_of(desk)
    for form in (first, form_of(desk)):
        assert post(desk, form).status_code == 200
    refused = post(desk, form_of(desk))
    assert refused.status_code == 422 and "一小时内已发送 2 条" in refused.content.decode()
    # The answer to the first may have been lost.
    assert post(desk, first).status_code == 200
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert post(desk, form_of(desk)).status_code == 200


def test_strangers_send_nothing(client: Client, bank: Any) -> None:
    form = {"key": "cards.lost", "locale": "zh-Hans", "channel": "sms", "recipient": "13800138000"}
    assert client.post("/desk/messages/", form).status_code == 302
    client.force_login(library.staff("nobody-1"))
    assert client.post("/desk/messages/", form).status_code == 403
    assert not Delivery.objects.exists()
