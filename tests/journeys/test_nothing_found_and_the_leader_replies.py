"""Nothing is found: the agent asks the team leader with one key, says the holding line meanwhile,
and the reply comes to the same screen without taking the focus."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from channels.questions.models import LeaderQuestion
from tests import bank as content
from tests import library
from tests.accessibility import violations
from tests.desk.browser import let_in, search_for
from tests.desk.conftest import agent, bank, bank_tables
from tests.library import block

__all__ = ["agent", "bank", "bank_tables"]
pytestmark = pytest.mark.django_db(transaction=True)
# A list renews itself every four seconds.
BY_ITSELF_MS = 15_000
LINE = "请您稍等，我核实一下。"


@pytest.fixture
def desk_page(page: Page, live_server: Any, bank: Any, agent: Any) -> Page:
    topic = bank["cards.lost"].get_parent().specific
    library.publish_answer(
        topic, "complaints.not-at-once", "一时没有答复怎么办？",
        block("answer", "我们给您回电话。"), block("script", LINE),
    )  # fmt: skip
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


@pytest.fixture
def leader_page(browser: Browser, live_server: Any, bank: Any) -> Any:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    let_in(context, library.staff("leader-1", "Agents", "Supervisors"), live_server.url)
    page = context.new_page()
    page.goto(f"{live_server}/desk/questions/")
    yield page
    context.close()


def test_from_nothing_found_to_the_reply(desk_page: Page, leader_page: Page) -> None:
    expect(leader_page.locator("#questions")).to_contain_text("没有人在等您")
    search_for(desk_page, "qqqqxxxx")
    expect(desk_page.locator(".state--miss .holding")).to_contain_text(LINE)

    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#asked-list")).to_contain_text("已问组长")
    expect(desk_page.locator("#ask-words")).to_be_focused()
    desk_page.keyboard.type("客户要换外币")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#asked-list")).to_contain_text("客户要换外币")
    assert LeaderQuestion.objects.count() == 1
    assert violations(desk_page) == []

    # The agent goes on; the leader's list has the question by itself.
    desk_page.keyboard.press("Control+k")
    desk_page.keyboard.type("年费")
    row = leader_page.locator(".question")
    expect(row).to_contain_text("qqqqxxxx", timeout=BY_ITSELF_MS)
    assert violations(leader_page) == []
    row.press("Enter")
    expect(leader_page.locator("#reply-words")).to_be_focused()
    leader_page.keyboard.type("请客户带身份证去柜台。")
    leader_page.keyboard.press("Tab")
    leader_page.keyboard.press("Control+a")
    with leader_page.expect_response(
        lambda response: "find=%E9%93%B6%E8%A1%8C%E5%8D%A1%E4%B8%A2%E4%BA%86" in response.url
    ):
        leader_page.keyboard.type("银行卡丢了")
    expect(leader_page.locator("#choices")).to_contain_text(content.LOST)
    leader_page.get_by_label(content.LOST).check()
    assert violations(leader_page) == []
    leader_page.get_by_role("button", name="回复", exact=True).press("Enter")
    expect(leader_page.locator(".question")).to_contain_text("leader-1 已回复")

    told = "请客户带身份证去柜台。"
    expect(desk_page.locator("#asked-list")).to_contain_text(told, timeout=BY_ITSELF_MS)
    expect(desk_page.locator("#asked-said")).to_contain_text(told)
    expect(desk_page.locator("#q")).to_be_focused()
    expect(desk_page.locator("#q")).to_have_value("年费")
    assert violations(desk_page) == []
    desk_page.locator(".asked__named").press("Enter")
    expect(desk_page.locator("#answer-heading")).to_have_text(content.LOST)
    desk_page.get_by_role("button", name="知道了").press("Enter")
    expect(desk_page.locator("#asked")).to_be_hidden()


def test_an_open_answer_goes_along_and_a_failure_is_told(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_be_focused()
    desk_page.route("**/desk/questions/ask/", lambda route: route.abort())
    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#ask-outcome")).to_contain_text("系统没有响应")
    desk_page.unroute("**/desk/questions/ask/")
    desk_page.keyboard.type("能免吗")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#asked-list")).to_contain_text("能免吗")
    kept = LeaderQuestion.objects.get()
    assert (kept.key, kept.query, kept.was_found, kept.words) == (
        "cards.fee",
        "年费",
        True,
        "能免吗",
    )


def test_with_nothing_to_go_by_it_asks_what_is_meant(desk_page: Page) -> None:
    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#ask-words")).to_be_focused()
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#ask-outcome")).to_contain_text("请写明要问什么")
    desk_page.keyboard.type("今天系统慢吗")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#asked-list")).to_contain_text("今天系统慢吗")
    expect(desk_page.locator("#ask-outcome")).to_be_empty()


def test_words_begun_while_the_question_is_on_its_way_stay(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    held: list[Any] = []
    desk_page.route("**/desk/questions/ask/", lambda route: held.append(route))
    with desk_page.expect_request("**/desk/questions/ask/"):
        desk_page.keyboard.press("Alt+l")
    desk_page.keyboard.type("能免")
    held[0].continue_()
    expect(desk_page.locator("#asked-list")).to_contain_text("年费")
    expect(desk_page.locator("#ask-form button[type=submit]")).to_be_enabled()
    expect(desk_page.locator("#ask-words")).to_have_value("能免")
    desk_page.unroute("**/desk/questions/ask/")
    desk_page.keyboard.type("吗")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#asked-list")).to_contain_text("能免吗")
    expect(desk_page.locator("#ask-words")).to_have_value("")


def test_one_key_says_that_the_reply_is_read(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#asked-list")).to_contain_text("年费")
    desk_page.keyboard.press("Alt+k")
    expect(desk_page.locator("#asked-list")).to_contain_text("年费")
    reply_to_all("可以减免。")
    expect(desk_page.locator("#asked-list")).to_contain_text("可以减免", timeout=BY_ITSELF_MS)
    desk_page.keyboard.press("Alt+k")
    expect(desk_page.locator("#asked")).to_be_hidden()
    expect(desk_page.locator("#q")).to_be_focused()


def test_a_reply_takes_no_more_of_the_screen_than_it_needs(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#asked-list")).to_contain_text("年费")
    desk_page.keyboard.press("Control+k")
    reply_to_all("可以减免。")
    expect(desk_page.locator("#asked-list")).to_contain_text("可以减免", timeout=BY_ITSELF_MS)
    expect(desk_page.locator("#ask-form")).to_be_hidden()
    desk_page.keyboard.press("Alt+l")
    expect(desk_page.locator("#ask-words")).to_be_focused()


def reply_to_all(reply: str) -> None:
    leader, now = library.staff("leader-1", "Agents", "Supervisors"), timezone.now()
    LeaderQuestion.objects.update(
        reply=reply, replier_id=leader.pk, replier_name="leader-1", replied_at=now, changed_at=now
    )
