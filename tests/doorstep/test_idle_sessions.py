"""Whoever leaves the seat is logged out after a while; whoever works is not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from channels import sessions
from tests import library


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def time(self) -> float:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        """Sessions grow old in the database, where their end stands."""
        from datetime import timedelta

        self.now += minutes * 60
        for session in Session.objects.all():
            session.expire_date -= timedelta(minutes=minutes)
            session.save()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(1_800_000_000)
    monkeypatch.setattr(sessions, "time", clock)
    return clock


@pytest.fixture
def agent(client: Client, db: None, settings: Any) -> Client:
    settings.SESSION_IDLE_MINUTES = 30
    settings.SESSION_COOKIE_AGE = 30 * 60
    client.force_login(library.staff("agent-7", "Agents", "Editors"))
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code != 302


def test_after_half_an_hour_without_work_one_logs_in_again(agent: Client, clock: Clock) -> None:
    assert is_in(agent)
    clock.pass_minutes(31)
    assert not is_in(agent)


def test_work_keeps_the_session(agent: Client, clock: Clock) -> None:
    for _ in range(8):
        clock.pass_minutes(20)
        assert is_in(agent)


def test_the_session_is_written_once_in_a_while_only(
    agent: Client, clock: Clock, django_assert_num_queries: Any
) -> None:
    assert is_in(agent)
    before = Session.objects.get().expire_date
    clock.pass_minutes(1)
    left = Session.objects.get().expire_date
    assert is_in(agent)
    assert Session.objects.get().expire_date == left < before
    clock.pass_minutes(3)
    assert is_in(agent)
    assert Session.objects.get().expire_date > left


def test_an_open_editor_alone_is_no_work(agent: Client, clock: Clock) -> None:
    assert is_in(agent)
    for _ in range(4):
        clock.pass_minutes(8)
        agent.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    assert not is_in(agent)


def test_a_message_that_is_followed_is_no_work(agent: Client, clock: Clock) -> None:
    assert is_in(agent)
    for _ in range(4):
        clock.pass_minutes(8)
        agent.get(f"/desk/messages/{uuid.uuid4()}/", headers={"HX-Request": "true"})
    assert not is_in(agent)


def test_the_cookie_ends_with_the_browser(client: Client, db: None) -> None:
    library.staff("agent-7", "Agents")
    form = {"username": "agent-7", "password": "agent-7-knows-Granule"}
    cookie = client.post("/desk/login/", form).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
