"""The desk in a real browser: logged in, with a clock that tests move, and real Chinese typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

# Longer than the desk waits after the last letter before it asks.
AFTER_TYPING_MS = 400


def let_in(context: BrowserContext, user: Any, address: str) -> None:
    """As after logging in; the login page has tests of its own."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])


def questions(page: Page) -> list[str]:
    return page.locator("#results .row__question").all_text_contents()


def search_for(page: Page, text: str) -> None:
    """Types and waits until the list is the one for this text."""
    with page.expect_response(lambda response: "/desk/results/" in response.url):
        page.fill("#q", text)
    expect(page.locator("#finding")).not_to_have_attribute("aria-busy", "true")


class Gate:
    """What happens to the page's requests for lists and answers, from the first one on: one that
    is set up later, on a page that is already there, now and then lets a request slip by."""

    def __init__(self, page: Page) -> None:
        self.open()
        page.route(re.compile("/desk/(results|answers)/"), lambda route: self.handle(route))

    def open(self) -> None:
        self.handle: Callable[[Route], None] = lambda route: route.continue_()

    def close(self) -> None:
        self.handle = lambda route: route.abort()

    def fail(self) -> None:
        self.handle = lambda route: route.fulfill(status=500, body="")

    def hold(self) -> list[Route]:
        """Requests wait in this list until a test lets them go."""
        held: list[Route] = []
        self.handle = lambda route: held.append(route)
        return held


class Typist:
    """Types Chinese through the browser's input method: letters first, characters on commit."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        for end in range(1, len(letters) + 1):
            self.session.send(
                "Input.imeSetComposition",
                {"text": letters[:end], "selectionStart": end, "selectionEnd": end},
            )

    def commit(self, characters: str) -> None:
        self.session.send("Input.insertText", {"text": characters})
