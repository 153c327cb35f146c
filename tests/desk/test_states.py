"""The desk when something is not as it should be: errors, no connection, time running out."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from kb.feedback.complaints.models import Complaint
from tests import bank as content
from tests import library
from tests.desk.browser import Gate, let_in, search_for
from tests.journeys.people import log_in
from tests.library import block

WORDS = "等了三个星期，没有人回电话"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gate(page: Page) -> Gate:
    return Gate(page)


@pytest.fixture
def desk_page(page: Page, gate: Gate, live_server: Any, bank: Any, agent: Any) -> Page:
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    return page


def test_a_failed_search_says_so_and_can_be_tried_again(desk_page: Page, gate: Gate) -> None:
    gate.fail()
    desk_page.fill("#q", "年费")
    expect(desk_page.locator("#results")).to_contain_text("搜索没有响应")
    expect(desk_page.locator("#status")).to_have_text("搜索没有响应")
    expect(desk_page.locator("#q")).to_have_attribute("aria-expanded", "false")
    gate.open()
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_have_text(content.FEE)


def test_without_a_connection_it_says_so_and_keeps_what_is_there(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_be_visible()
    desk_page.context.set_offline(True)
    expect(desk_page.locator("#offline")).to_be_visible()
    desk_page.fill("#q", "挂失")
    expect(desk_page.locator("#results")).to_contain_text("网络已断开")
    expect(desk_page.locator("#answer-heading")).to_have_text(content.FEE)
    desk_page.context.set_offline(False)
    expect(desk_page.locator("#offline")).to_be_hidden()


def test_an_answer_that_cannot_be_opened_says_so(desk_page: Page, gate: Gate) -> None:
    gate.close()
    desk_page.keyboard.press("Alt+Digit1")
    expect(desk_page.locator("#answer")).to_contain_text("未能打开这个知识点")


def test_loading_is_shown_while_it_lasts(desk_page: Page, gate: Gate) -> None:
    held = gate.hold()
    with desk_page.expect_request("**/desk/results/**"):
        desk_page.fill("#q", "年费")
    expect(desk_page.locator("#finding")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(desk_page.locator("#results")).to_contain_text(content.FEE)
    expect(desk_page.locator("#finding")).not_to_have_attribute("aria-busy", "true")


def test_the_last_thing_typed_wins(desk_page: Page, gate: Gate) -> None:
    held = gate.hold()
    with desk_page.expect_request("**/desk/results/**"):
        desk_page.fill("#q", "挂失")
    gate.open()
    search_for(desk_page, "年费")
    expect(desk_page.locator("#row-1")).to_contain_text(content.FEE)
    for route in held:
        route.abort()
    expect(desk_page.locator("#row-1")).to_contain_text(content.FEE)
    expect(desk_page.locator("#results")).not_to_contain_text("没有响应")


def test_a_session_that_has_ended_leads_to_the_login_and_back(
    desk_page: Page, live_server: Any
) -> None:
    desk_page.context.clear_cookies()
    desk_page.fill("#q", "年费")
    desk_page.wait_for_url(f"{live_server}/desk/login/?next=/desk/")


def type_a_complaint(desk_page: Page) -> None:
    desk_page.keyboard.press("Alt+t")
    expect(desk_page.locator("#complaint-words")).to_be_visible()
    desk_page.fill("#complaint-words", WORDS)
    desk_page.select_option("#complaint-cause", "process")


def test_a_complaint_that_found_no_answer_is_still_there(desk_page: Page) -> None:
    type_a_complaint(desk_page)
    desk_page.context.set_offline(True)
    desk_page.locator("#answer .form button[type=submit]").press("Enter")
    expect(desk_page.locator("#answer [role=alert]")).to_contain_text("系统没有响应")
    expect(desk_page.locator("#complaint-words")).to_have_value(WORDS)
    desk_page.context.set_offline(False)
    desk_page.locator("#answer .form button[type=submit]").press("Enter")
    expect(desk_page.locator("#complaint-words")).to_have_count(0)
    assert Complaint.objects.get().words == WORDS


def test_an_answer_stays_open_when_something_else_cannot_be_opened(desk_page: Page) -> None:
    desk_page.keyboard.press("Alt+Digit1")
    expect(desk_page.locator("#answer-heading")).to_be_focused()
    desk_page.keyboard.press("Alt+m")
    desk_page.keyboard.type("138001")
    desk_page.context.set_offline(True)
    desk_page.keyboard.press("Alt+t")
    expect(desk_page.locator("#answer [role=alert]")).to_be_visible()
    expect(desk_page.locator("#send-recipient")).to_have_value("138001")
    expect(desk_page.locator("#send-recipient")).to_be_focused()
    desk_page.context.set_offline(False)


def test_what_is_typed_outlives_its_session(desk_page: Page, live_server: Any, agent: Any) -> None:
    type_a_complaint(desk_page)
    desk_page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk_page.locator("#answer .form button[type=submit]").press("Enter")
    expect(desk_page.locator("#notices-lost")).to_be_visible()
    expect(desk_page.locator("#status")).to_contain_text("已输入的内容会保留")
    expect(desk_page.locator("#complaint-words")).to_have_value(WORDS)
    again = desk_page.context.new_page()
    log_in(again, f"{live_server}/desk/", user=agent)
    again.close()
    with desk_page.expect_response(f"{live_server}/desk/"):
        desk_page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk_page.locator("#notices-lost")).to_be_hidden()
    desk_page.locator("#answer .form button[type=submit]").press("Enter")
    expect(desk_page.locator("#complaint-words")).to_have_count(0)
    assert Complaint.objects.get().words == WORDS


def test_what_was_found_is_said_once_and_not_with_each_letter(desk_page: Page) -> None:
    search_for(desk_page, "qqqq")
    expect(desk_page.locator("#status")).to_have_text("没有找到，以下是相近的知识点。")
    desk_page.evaluate(
        """() => { window.told = 0;
        new MutationObserver(() => { window.told += 1; })
          .observe(document.getElementById("status"), { childList: true, subtree: true }); }"""
    )
    search_for(desk_page, "qqqqxxxx")
    expect(desk_page.locator("#status")).to_have_text("没有找到，以下是相近的知识点。")
    assert desk_page.evaluate("window.told") == 0
    search_for(desk_page, "年费")
    expect(desk_page.locator("#status")).to_have_text("1 个知识点")
    assert desk_page.evaluate("window.told") > 0


def test_what_has_passed_its_hour_leaves_the_screen(
    desk_page: Page, live_server: Any, bank: Any
) -> None:
    end = timezone.now() + timedelta(hours=2)
    library.rewrite(
        bank["cards.fee"],
        block("answer", "每年200元。"),
        block("note", "今天免年费。", valid_to=end),
    )
    desk_page.clock.install()
    desk_page.goto(f"{live_server}/desk/answers/cards.fee/")
    expect(desk_page.locator(".element--note")).to_be_visible()
    with desk_page.expect_request("**/desk/answers/cards.fee/?locale=zh-Hans"):
        desk_page.clock.run_for(timedelta(hours=2, seconds=5) // timedelta(milliseconds=1))


def test_reporting_a_problem_at_an_element(desk_page: Page, live_server: Any) -> None:
    desk_page.goto(f"{live_server}/desk/answers/cards.lost/")
    desk_page.locator(".element--fee").get_by_role("button", name="对这一段纠错").click()
    expect(desk_page.locator("#report-element option:checked")).to_contain_text("收费标准")
    desk_page.keyboard.press("Space")
    desk_page.fill("#report-comment", "工本费是5元")
    desk_page.get_by_role("button", name="提交给知识采编岗").click()
    expect(desk_page.locator("#report-outcome")).to_contain_text("已提交")


def test_going_back_shows_the_list_again(desk_page: Page) -> None:
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_be_visible()
    desk_page.go_back()
    expect(desk_page.locator("#q")).to_have_value("年费")
    expect(desk_page.locator("#row-1")).to_contain_text(content.FEE)


def test_nothing_read_is_left_in_the_browser(desk_page: Page, live_server: Any) -> None:
    search_for(desk_page, "丢了")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_be_visible()
    search_for(desk_page, "年费")
    desk_page.keyboard.press("Enter")
    expect(desk_page.locator("#answer-heading")).to_have_text(content.FEE)
    kept = desk_page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert content.INTERNAL not in kept and "cards.lost" not in kept
