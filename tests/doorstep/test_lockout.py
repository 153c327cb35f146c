"""Guessing passwords ends soon, at both logins, and nobody can lock out somebody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.test import Client

from tests import library

LOGINS = ["/desk/login/", "/admin/login/"]
WORDS = {"zh-CN": "输错密码的次数太多", "en": "Too many wrong passwords"}
NAME = "agent-7"


@pytest.fixture
def agent(db: None) -> Any:
    return library.staff(NAME, "Editors")


def try_password(client: Client, login: str, password: str, **more: Any) -> Any:
    form = {"username": more.pop("name", NAME), "password": password}
    return client.post(login, form, **more)


def fail_often(client: Client, login: str, **more: Any) -> Any:
    *_before, last = [try_password(client, login, f"no-{n}", **more) for n in range(5)]
    return last


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("language", WORDS)
def test_after_five_wrong_passwords_the_right_one_does_not_help(
    client: Client, agent: Any, login: str, language: str
) -> None:
    headers = {"Accept-Language": language}
    assert fail_often(client, login, headers=headers).status_code == 429
    answer = try_password(client, login, f"{NAME}-knows-Granule", headers=headers)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert WORDS[language] in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", LOGINS)
def test_four_do_no_harm_and_a_right_one_forgets_them(
    client: Client, agent: Any, login: str
) -> None:
    for _ in range(2):
        for n in range(4):
            assert try_password(client, login, f"no-{n}").status_code == 200
        assert try_password(client, login, f"{NAME}-knows-Granule").status_code == 302
        client.logout()


def test_both_logins_count_together(client: Client, agent: Any) -> None:
    for n in range(3):
        try_password(client, "/desk/login/", f"no-{n}")
    assert try_password(client, "/admin/login/", "no-4").status_code == 200
    assert try_password(client, "/admin/login/", "no-5").status_code == 429
    assert try_password(client, "/desk/login/", f"{NAME}-knows-Granule").status_code == 429


def test_whoever_comes_from_elsewhere_is_let_in(client: Client, agent: Any) -> None:
    fail_often(client, "/desk/login/")
    right = f"{NAME}-knows-Granule"
    there = try_password(client, "/desk/login/", right, REMOTE_ADDR="192.0.2.7")
    assert there.status_code == 302


def test_others_at_the_same_address_are_let_in(client: Client, agent: Any) -> None:
    library.staff("agent-8", "Editors")
    fail_often(client, "/desk/login/")
    right = try_password(client, "/desk/login/", "agent-8-knows-Granule", name="agent-8")
    assert right.status_code == 302


def test_an_address_that_the_caller_made_up_does_not_help(
    client: Client, agent: Any, settings: Any
) -> None:
    for n in range(5):
        forged = {"X-Forwarded-For": f"192.0.2.{n}"}
        last = try_password(client, "/desk/login/", f"no-{n}", headers=forged)
    assert last.status_code == 429
    settings.BEHIND_PROXY = True
    for n in range(5):
        forged = {"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.1"}
        last = try_password(client, "/desk/login/", f"no-{n}", headers=forged)
    assert last.status_code == 429


def test_an_account_that_does_not_exist_is_answered_alike(client: Client, agent: Any) -> None:
    def told(name: str) -> tuple[int, str]:
        answer = fail_often(client, "/desk/login/", name=name)
        page = answer.content.decode().replace(name, "")
        return answer.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)

    assert told(NAME) == told("nobody")


def test_it_opens_again_by_itself(client: Client, agent: Any) -> None:
    fail_often(client, "/desk/login/")
    for row in AccessAttempt.objects.all():
        row.attempt_time -= timedelta(minutes=15, seconds=1)
        row.save()
    assert try_password(client, "/desk/login/", f"{NAME}-knows-Granule").status_code == 302


def test_who_came_in_and_who_did_not_is_kept_without_passwords(client: Client, agent: Any) -> None:
    try_password(client, "/desk/login/?next=/desk/", "a-wrong-secret")
    try_password(client, "/desk/login/", f"{NAME}-knows-Granule")
    client.post("/desk/logout/")
    assert AccessFailureLog.objects.get().username == NAME
    assert AccessLog.objects.get().logout_time is not None
    kept = [str(vars(row)) for model in (AccessAttempt, AccessFailureLog, AccessLog)
            for row in model.objects.all()]  # fmt: skip
    assert not [text for text in kept if "a-wrong-secret" in text or "knows-Granule" in text]
