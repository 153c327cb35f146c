"""What people do in a browser, at every screen alike."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from playwright.sync_api import Page
from wagtail.models import GroupPagePermission


def give_subtree(topic: Any, *, group: str) -> None:
    """The group writes answers at and below this topic."""
    for code in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name=group),
            page=topic,
            permission=Permission.objects.get(codename=code, content_type__app_label="wagtailcore"),
        )


def password_of(user: User) -> str:
    return f"{user.username}-knows-Granule"


def log_in(page: Page, address: str, *, user: User) -> None:
    """At the login screen that this address leads to; whoever was logged in before is not."""
    # What the page before still asks would be answered with cookies of its own.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(address)
    page.fill("#id_username", user.username)
    page.fill("#id_password", password_of(user))
    page.press("#id_password", "Enter")
    page.wait_for_url(address)
