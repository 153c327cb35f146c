"""A customer complains: soothed, recorded, the knowledge put right, answered and closed, all by
keyboard; and whoever got a text message answers it, which comes to the editor and back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from channels.delivery.models import Delivery
from channels.delivery.replies import Said, take_reply
from kb.care.models import Correction
from kb.feedback.complaints import moving
from kb.feedback.complaints.models import Complaint
from kb.feedback.models import Feedback
from kb.publication import projections
from tests import library
from tests.accessibility import violations
from tests.complaints.conftest import CARDS, soothing
from tests.desk.browser import let_in
from tests.desk.conftest import agent, bank, bank_tables
from tests.library import block

__all__ = ["agent", "bank", "bank_tables", "soothing"]
pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "13800138000"
SCRIPT = "您好，您的投诉（编号［编号］）已处理：［处理结果］。"


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, soothing: None, agent: Any) -> Page:
    topic = library.publish_topic("complaints", "投诉")
    library.publish_answer(
        topic, "complaints.track", "投诉到哪一步了？", block("answer", "可以打95588问。"),
        block("script", SCRIPT),
    )  # fmt: skip
    projections.catch_up()
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/answers/cards.lost/")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """As a person without a mouse gets there."""
    wanted = page.locator(selector).first
    for _step in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        press(page, "Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def take_it(page: Page) -> None:
    press(page, "Alt+t")
    expect(page.locator("#answer-heading")).to_be_focused()
    expect(page.locator(".complaint__first")).to_contain_text(CARDS)
    assert violations(page) == []
    tab_to(page, "#complaint-words")
    page.keyboard.type("补卡收了我10元，网点说是5元，没人管。")
    tab_to(page, "#complaint-cause")
    press(page, "ArrowDown")
    tab_to(page, "#complaint-verdict")
    press(page, "ArrowDown")
    tab_to(page, ".complaint form button")
    press(page, "Enter")
    expect(page.locator("#answer-heading")).to_contain_text(re.compile(r"TS\d{4}-\d{4}"))


def change_knowledge(bank: Any) -> None:
    """Its owner does, and says so; the clock follows."""
    library.rewrite(bank["cards.lost"], block("answer", "先挂失。"), block("fee", "补卡5元。"))
    now = timezone.now()
    Correction.objects.update(outcome="changed", closed_by="editor", closed_at=now)
    moving.run(now=now)


def answer_it(page: Page) -> None:
    tab_to(page, "#message summary")
    press(page, "Enter")
    tab_to(page, "#complaint-gap_0")
    page.keyboard.type("已退还5元，并改了资料")
    tab_to(page, "#complaint-recipient")
    page.keyboard.type(NUMBER)
    press(page, "Enter")
    expect(page.locator("#message .bubble")).to_contain_text("已退还5元，并改了资料")
    expect(page.locator("#message button[autofocus]")).to_be_focused()
    assert violations(page) == []
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("138****8000")
    expect(page.locator("main")).to_contain_text("已送达")


def close_it(page: Page) -> None:
    tab_to(page, "summary:text-is('办结')")
    press(page, "Enter")
    tab_to(page, "[name=outcome]")
    press(page, "Space")
    tab_to(page, "[name=answered]")
    press(page, "Space")
    tab_to(page, "#complaint-result")
    page.keyboard.type("退还手续费，知识已改")
    press(page, "Tab", "Enter")
    expect(page.locator("main")).to_contain_text("已办结 · 属实")


def test_from_the_first_word_to_the_last(desk_page: Page, bank: Any) -> None:
    take_it(desk_page)
    tab_to(desk_page, ".complaint__ways a")
    press(desk_page, "Enter")
    expect(desk_page.locator("main")).to_contain_text("正在核实")
    change_knowledge(bank)
    desk_page.reload()
    expect(desk_page.locator("main")).to_contain_text("已因此修改：版本")
    answer_it(desk_page)
    close_it(desk_page)
    taken = Complaint.objects.get()
    assert (taken.owner, taken.answered, taken.outcome) == ("agent-7", "message", "justified")
    acts = taken.events.values_list("act", flat=True)
    assert list(acts) == ["taken", "linked", "changed", "approved", "closed"]
    assert violations(desk_page) == []


def test_a_readers_reply_reaches_the_editor_and_the_outcome_the_desk(
    desk_page: Page, live_server: Any, admin_client: Client
) -> None:
    press(desk_page, "Alt+m")
    expect(desk_page.locator("#send-recipient")).to_be_focused()
    desk_page.keyboard.type(NUMBER)
    press(desk_page, "Enter")
    expect(desk_page.locator("#send-outcome")).to_contain_text("已送达")
    sent = Delivery.objects.get()
    take_reply(Said("sms", "r-1", NUMBER, "还是不知道去哪里补卡"), at=timezone.now())
    take_reply(Said("sms", "r-2", NUMBER, "2"), at=timezone.now())
    assert set(Feedback.objects.values_list("verdict", "rendition")) == {
        ("said", sent.rendition), ("unhelpful", sent.rendition),
    }  # fmt: skip
    queue = admin_client.get("/admin/care/corrections/").content.decode()
    assert "还是不知道去哪里补卡" in queue
    said = Correction.objects.get(verdict="said")
    settled = {"outcome": "right", "why": "任一网点都可以补卡，已在步骤里"}
    admin_client.post(f"/admin/care/corrections/{said.pk}/close/", settled)
    desk_page.goto(f"{live_server}/desk/reports/mine/")
    expect(desk_page.locator("main")).to_contain_text("任一网点都可以补卡，已在步骤里")
    assert violations(desk_page) == []
