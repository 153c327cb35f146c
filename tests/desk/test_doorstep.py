"""Who gets to the desk, and what the others are told."""

import pytest
from django.test import Client

from tests import library

PAGES = ["/desk/", "/desk/results/?q=卡", "/desk/topics/cards/", "/desk/answers/cards.lost/"]


@pytest.mark.parametrize("address", PAGES)
def test_nobody_reads_without_logging_in(client: Client, bank, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/login/?next=/desk/")


def test_a_fragment_sends_the_whole_window_to_the_login_and_back(client: Client, bank) -> None:
    shown = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/answers/cards.lost/"}
    response = client.get("/desk/results/?q=卡", headers=shown)
    assert response["HX-Redirect"] == "/desk/login/?next=/desk/answers/cards.lost/"
    assert response.content == b""


@pytest.mark.parametrize("address", PAGES)
def test_whoever_has_no_grant_is_told_whom_to_ask(client: Client, bank, address: str) -> None:
    client.force_login(library.staff("new-one"))
    response = client.get(address, headers={"Accept-Language": "zh-CN"})
    assert response.status_code == 403
    assert "请联系班长" in response.content.decode()
    assert "银行卡丢了" not in response.content.decode()


def test_a_closed_account_reads_nothing_on_the_next_request(desk: Client, agent) -> None:
    assert desk.get("/desk/").status_code == 200
    agent.is_active = False
    agent.save()
    assert desk.get("/desk/").status_code == 302


def test_logging_in_leads_to_what_was_asked_for(client: Client, bank, agent) -> None:
    form = {"username": agent.username, "password": "agent-7-knows-Granule"}
    response = client.post(
        "/desk/login/?next=/desk/topics/cards/", form | {"next": "/desk/topics/cards/"}
    )
    assert response["Location"] == "/desk/topics/cards/"


def test_a_wrong_password_is_said_in_the_chosen_language(client: Client, agent) -> None:
    form = {"username": agent.username, "password": "no"}
    for language, words in (("zh-CN", "工号与密码不符"), ("en", "do not match")):
        response = client.post("/desk/login/", form, headers={"Accept-Language": language})
        assert words in response.content.decode()


def test_the_login_lets_passwords_be_pasted_and_filled_in(client: Client, db) -> None:
    page = client.get("/desk/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page
    assert "onpaste" not in page


def test_the_language_is_the_readers_choice_and_stays(desk: Client) -> None:
    desk.post("/language/", {"language": "en", "next": "/desk/"})
    page = desk.get("/desk/").content.decode()
    assert '<html lang="en">' in page
    assert "What do I do if I lose my card?" in page
    assert "银行卡丢了" not in page


def test_logging_out_needs_a_form_of_ours(desk: Client) -> None:
    assert desk.get("/desk/logout/").status_code == 405
    assert desk.post("/desk/logout/")["Location"] == "/desk/login/"
    assert desk.get("/desk/").status_code == 302
