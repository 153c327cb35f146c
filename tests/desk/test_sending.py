"""What an agent may send on: exactly what the channels say, nothing that is for staff."""

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from channels.renditions.queries import find_rendition
from kb.access.models import AccessGrant
from kb.publication.readers import staff_scope
from tests import bank as content
from tests import library
from tests.library import block

FRAGMENT = {"HX-Request": "true"}


def copied(page: str) -> dict[str, str]:
    """Everything that a button of the page can copy, by the id it copies from."""
    names = re.findall(r'data-copies="([^"]+)"', page)
    found = {}
    for name in names:
        text = re.search(rf'id="{re.escape(name)}"[^>]*>(.*?)</div>', page, re.DOTALL)
        if text:
            found[name] = html.unescape(text[1])
    return found


def texts_of(desk: Client, key: str) -> dict[str, str]:
    return copied(desk.get(f"/desk/answers/{key}/", headers=FRAGMENT).content.decode())


@pytest.mark.parametrize("channel", ["sms", "wechat"])
def test_what_is_copied_is_what_the_channel_says(desk: Client, agent, channel: str) -> None:
    scope = staff_scope(agent, now=timezone.now())
    assert scope is not None
    served = find_rendition(scope=scope, channel=channel, key="cards.lost", locale="zh-Hans")
    assert served is not None
    assert texts_of(desk, "cards.lost")[f"text-{channel}"] == served.message.text


def test_nothing_for_staff_can_be_copied(desk: Client) -> None:
    texts = texts_of(desk, "cards.lost")
    assert {"text-plain", "text-sms", "text-wechat"} <= texts.keys()
    for text in texts.values():
        assert content.INTERNAL not in text
        assert content.NEVER not in text
        assert "CR0231" not in text
        assert "个人银行卡业务管理办法" not in text


def test_scripts_are_copied_as_words_for_the_customer(desk: Client) -> None:
    assert "您别着急，我先帮您锁卡。" in texts_of(desk, "cards.lost")["text-plain"]


def test_elements_for_agents_have_no_button_to_copy_them(desk: Client, bank) -> None:
    library.rewrite(
        bank["cards.fee"], block("answer", "200元。"), block("note", "内部算法", audience="agent")
    )
    page = desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).content.decode()
    assert "内部算法" in page
    assert all("内部算法" not in text for text in copied(page).values())


def test_sizes_are_said_as_each_channel_counts(desk: Client) -> None:
    page = desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).content.decode()
    text = copied(page)["text-sms"]
    assert f"1 条 · {len(text)} 字" in page
    assert f"{len(copied(page)['text-wechat'].encode())} / 2048 字节" in page


def test_where_a_channel_has_nothing_the_button_says_so(desk: Client, bank) -> None:
    library.rewrite(
        bank["cards.fee"], block("answer", "到柜台问。", channels=["agent_desk", "web"])
    )
    page = desk.get("/desk/answers/cards.fee/", headers=FRAGMENT).content.decode()
    button = re.search(r'<button[^>]*data-copies="text-sms"[^>]*>.*?</button>', page, re.DOTALL)
    assert button and "disabled" in button[0] and "没有可发送的内容" in button[0]


def test_a_channel_that_the_person_may_not_use_is_not_offered(desk: Client) -> None:
    AccessGrant.objects.filter(group__name="Agents").update(channels=["agent_desk", "sms"])
    page = desk.get("/desk/answers/cards.lost/", headers=FRAGMENT).content.decode()
    assert 'data-letter="S"' in page
    assert 'data-letter="W"' not in page
