"""The desk in the frame of an agent workbench, and with the staff number all over it."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.accessibility import violations
from tests.desk.browser import let_in, search_for
from tests.house.sources import ROOT

WORKBENCH = "https://workbench.bank.example"
OTHERS = ("/help/", "/help/zh-Hans/", "/admin/login/", "/nowhere/")


def ancestors(client: Client, path: str) -> str:
    policy = client.get(path, follow=False).headers.get("Content-Security-Policy", "")
    found = re.search("frame-ancestors ([^;]*)", policy)
    return found[1] if found else ""


def test_nobody_frames_the_desk_unless_a_setting_says_so(desk: Client) -> None:
    response = desk.get("/desk/")
    assert ancestors(desk, "/desk/") == "'self'"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/desk/", "/desk/login/", "/desk/answers/none/"])
def test_the_desk_is_framed_by_whom_the_setting_names(
    desk: Client, settings: Any, path: str
) -> None:
    settings.FRAME_ANCESTORS = [WORKBENCH, "https://*.bank.example"]
    assert ancestors(desk, path) == f"'self' {WORKBENCH} https://*.bank.example"
    assert "X-Frame-Options" not in desk.get(path).headers


@pytest.mark.parametrize("path", OTHERS)
def test_nothing_else_is(desk: Client, settings: Any, path: str) -> None:
    settings.FRAME_ANCESTORS = [WORKBENCH]
    assert WORKBENCH not in ancestors(desk, path)
    assert desk.get(path).headers.get("X-Frame-Options") == "SAMEORIGIN"


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    words = "from config import settings as s; print(s.SESSION_COOKIE_SECURE, "
    words += "getattr(s, 'SESSION_COOKIE_SAMESITE', 'Lax'), s.FRAME_ANCESTORS)"
    return subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, text=True, capture_output=True,
        env=os.environ | environment, check=False,
    )  # fmt: skip


def test_cookies_go_into_frames_of_other_sites_with_https_alone() -> None:
    wish = {"FRAME_COOKIES": "cross-site", "FRAME_ANCESTORS": WORKBENCH}
    assert "HTTPS_ONLY=1" in started(**wish, HTTPS_ONLY="0").stderr
    assert "FRAME_ANCESTORS" in started(FRAME_COOKIES="cross-site", HTTPS_ONLY="1").stderr
    assert started(**wish, HTTPS_ONLY="1").stdout == f"True None ['{WORKBENCH}']\n"


@pytest.mark.parametrize(
    "origin", ["workbench.bank.example", "https://a.example/desk", "https://a; script-src *", "*"]
)
def test_an_origin_that_is_none_stops_the_start(origin: str) -> None:
    refused = started(FRAME_ANCESTORS=origin)
    assert refused.returncode and "FRAME_ANCESTORS" in refused.stderr


def test_no_number_stands_on_the_desk_unless_a_setting_says_so(desk: Client) -> None:
    assert "watermark" not in desk.get("/desk/").content.decode()


@pytest.mark.parametrize("path", ["/desk/", "/desk/reports/mine/"])
def test_the_staff_number_stands_on_every_page_of_the_desk(
    desk: Client, settings: Any, path: str
) -> None:
    settings.STAFF_WATERMARK = True
    assert 'data-number="agent-7"' in desk.get(path).content.decode()
    assert "data-number" not in Client().get("/desk/login/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_number_is_in_nobodys_way(
    page: Page, live_server: Any, bank: Any, agent: Any, settings: Any
) -> None:
    settings.STAFF_WATERMARK = True
    let_in(page.context, agent, live_server.url)
    page.goto(f"{live_server}/desk/")
    search_for(page, "年费")
    page.locator("#row-1").click()
    expect(page.locator("#answer-heading")).to_be_visible()
    assert violations(page) == []
    assert "agent-7" not in page.locator("body").inner_text()
    assert "agent-7" not in page.locator("body").aria_snapshot()
    page.emulate_media(media="print")
    expect(page.locator(".watermark")).to_be_visible()
