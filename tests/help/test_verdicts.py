"""Readers of the help pages say whether an answer helped, and the owner hears of it."""

from typing import Any

import pytest
from django.test import Client

from kb.care.models import Correction
from kb.feedback.models import Feedback

ANSWER = "/help/zh-Hans/answers/cards.lost/"
DOOR = f"{ANSWER}verdict/"


@pytest.fixture(autouse=True)
def place_of_counts(settings: Any, tmp_path: Any) -> None:
    from channels.api.counters import counters

    settings.VAR_DIR = tmp_path
    counters.cache_clear()
    yield
    counters.cache_clear()


def say(client: Client, verdict: str = "unhelpful", **headers: str) -> Any:
    return client.post(DOOR, {"verdict": verdict}, headers=headers)


def test_a_no_is_kept_and_becomes_work(bank: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(ANSWER).content.decode()
    assert "这个回答有帮助吗" in page and DOOR in page
    response = say(client)
    assert (response.status_code, response["Location"]) == (302, f"{ANSWER}?said=1#said")
    assert "谢谢您的反馈" in client.get(response["Location"]).content.decode()
    kept = Feedback.objects.get()
    assert (kept.verdict, kept.channel, kept.source) == ("unhelpful", "web", "help")
    assert Correction.objects.get().verdict == "unhelpful"


def test_a_yes_is_kept_and_is_no_work(client: Client, bank: Any) -> None:
    say(client, "helpful")
    assert Feedback.objects.get().verdict == "helpful" and not Correction.objects.exists()


def test_nothing_is_kept_of_the_reader(client: Client, bank: Any) -> None:
    response = say(client)
    assert not response.cookies
    row = Feedback.objects.values().get()
    assert "127.0.0.1" not in str(row)


@pytest.mark.parametrize("verdict", ["wrong", "", "x" * 9_999, "\0"])
def test_what_is_no_verdict_is_refused(client: Client, bank: Any, verdict: str) -> None:
    assert say(client, verdict).status_code == 400
    assert not Feedback.objects.exists()


def test_presses_on_other_pages_are_turned_away(client: Client, bank: Any) -> None:
    for origin in ("https://elsewhere.example", "null", "http://[", "//testserver.example"):
        assert say(client, origin=origin).status_code == 400, origin
    assert say(client, origin="http://testserver").status_code == 302
    assert Feedback.objects.count() == 1


def test_too_many_in_a_minute_are_too_many(client: Client, bank: Any) -> None:
    codes = [say(client).status_code for _ in range(25)]
    # A minute may end on the way.
    assert codes[:10] == [302] * 10 and 429 in codes
    assert Feedback.objects.count() == codes.count(302)


@pytest.mark.parametrize("key", ["cards.none", "inner.only"])
def test_about_what_is_not_there_nothing_is_kept(client: Client, bank: Any, key: str) -> None:
    response = client.post(f"/help/zh-Hans/answers/{key}/verdict/", {"verdict": "helpful"})
    assert response.status_code == 404 and not Feedback.objects.exists()
    assert client.get(DOOR).status_code == 405
