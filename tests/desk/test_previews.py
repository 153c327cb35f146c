"""The editor's preview: an unsaved answer as each channel says it, with what does not fit."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from playwright.sync_api import Browser

from channels.preview import draw_preview
from kb.authoring.models import Fact, FactVariant, KnowledgePage
from tests import bank as content
from tests.accessibility import violations
from tests.library import block

CHANNELS = ["agent_desk", "web", "sms", "wechat"]


def draft(page: KnowledgePage, *elements: dict[str, Any]) -> KnowledgePage:
    page.elements = json.dumps(elements)
    return page


def drawn(page: KnowledgePage, channel: str) -> str:
    request = RequestFactory().get("/admin/")
    return draw_preview(page, request=request, channel=channel).content.decode()


def test_the_desk_shows_what_agents_see(bank) -> None:
    page = drawn(bank["cards.lost"], "agent_desk")
    assert content.INTERNAL in page and content.NEVER in page
    assert "必须逐字读给客户" in page


def test_the_web_shows_what_customers_see(bank) -> None:
    page = drawn(bank["cards.lost"], "web")
    assert "先挂失，再补卡" in page
    assert content.INTERNAL not in page and "您别着急" not in page


def test_a_text_message_shows_its_parts(bank) -> None:
    long = draft(bank["cards.fee"], block("answer", "年费二百元。" * 20))
    page = drawn(long, "sms")
    assert "【谷雨银行】年费二百元。" in page
    assert re.search(r"2 条 · 126 字 \(67 \+ 59\) · UCS-2", page)


def test_a_chat_message_shows_its_bytes(bank) -> None:
    page = drawn(draft(bank["cards.fee"], block("answer", "二百元。")), "wechat")
    assert "12 / 2048 字节" in page
    assert '<meter min="0" max="2048" value="12"' in page


def test_what_does_not_fit_stands_on_top_with_the_text(bank) -> None:
    page = drawn(draft(bank["cards.fee"], block("answer", "长" * 800)), "wechat")
    problem = page.index("有 1 处问题，暂时不能发布")
    assert problem < page.index("长" * 800)
    assert "2400 / 2048 字节" in page


def test_a_fact_that_does_not_exist_is_said(bank) -> None:
    page = drawn(draft(bank["cards.fee"], block("answer", "收 {{ no.such }}。")), "sms")
    assert "处问题，暂时不能发布" in page and "no.such" in page


def test_every_value_of_a_fact_is_shown_the_default_too(bank) -> None:
    fact = Fact(key="card.fee", name="年费", type="money", unit="CNY", value="200", live=True)
    fact.variants = [FactVariant(segments=["vip"], value="0")]
    fact.save()
    page = drawn(draft(bank["cards.fee"], block("answer", "年费 {{ card.fee }}。")), "web")
    assert "¥0" in page and "¥200" in page


def test_what_a_channel_leaves_out_is_said(bank) -> None:
    page = drawn(bank["cards.lost"], "sms")
    assert "提醒" in page and "暂时不能发布" not in page


def test_where_nobody_could_read_it_that_is_said(bank) -> None:
    page = drawn(draft(bank["cards.fee"], block("answer", "内部。", audience="agent")), "web")
    assert "这个渠道的读者还看不到内容" in page


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_runs_inline(bank, channel: str) -> None:
    page = drawn(bank["cards.lost"], channel)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)


def test_an_editor_sees_every_channel_in_the_panel(bank) -> None:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(User.objects.create_superuser("chief"))
    for channel in CHANNELS:
        response = client.get(
            f"/admin/pages/{bank['cards.lost'].pk}/revisions/"
            f"{bank['cards.lost'].latest_revision_id}/view/?mode={channel}"
        )
        assert response.status_code == 200
        assert "preview-page" in response.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("channel", CHANNELS)
def test_nobody_is_kept_out(browser: Browser, live_server: Any, bank: Any, channel: str) -> None:
    html = drawn(bank["cards.lost"], channel)
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.route("**/shown", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{live_server}/shown")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
