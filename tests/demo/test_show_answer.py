"""One answer, shown as every channel says it, with an address that leads there."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from channels import registry
from tests.library import block, key_for, publish_answer, publish_topic


@pytest.fixture
def answer(transactional_db):
    topic = publish_topic("cards", "银行卡")
    return publish_answer(
        topic,
        "cards.lost",
        "卡丢了怎么办？",
        block("answer", "请马上打电话挂失，越快越好。", brief="请打电话挂失。"),
        block("internal_note", "先安抚客户。"),
    )


def show(*arguments):
    out = io.StringIO()
    call_command("show_answer", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_every_channel_is_shown_with_its_own_wording(answer):
    out = show("cards.lost")
    for channel in registry.enabled():
        assert f"/answers/{answer.key}" in out, channel
    # Every channel but the one that asks for the brief form.
    assert out.count("请马上打电话挂失，越快越好。") == len(registry.enabled()) - 1
    assert "【谷雨银行】请打电话挂失。" in out
    assert "先安抚客户" not in out


def test_the_addresses_lead_to_the_answer(answer, client):
    addresses = re.findall(r"http://localhost:8000(\S+)", show("cards.lost"))
    assert len(addresses) == len(registry.enabled())
    for address in addresses:
        headers = key_for("sms") if "/api/" in address else {}
        response = client.get(address, headers=headers)
        assert response.status_code in (200, 302)
        assert response.status_code == 200 or "login" in response["Location"]


def test_without_a_key_the_newest_answer_is_shown(answer):
    assert show() == show("cards.lost")


def test_an_answer_that_is_not_there(answer):
    for arguments in (["cards.nothing"], ["cards.lost", "--locale", "en"], ["--locale", "en"]):
        with pytest.raises(CommandError):
            show(*arguments)


def test_a_withdrawn_answer_is_not_shown(answer):
    answer.unpublish()
    with pytest.raises(CommandError):
        show("cards.lost")
