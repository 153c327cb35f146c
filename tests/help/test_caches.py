"""What browsers and proxies may keep of the public pages: nothing without asking again."""

import pytest
from django.test import Client

from kb.document import Kind
from tests import library
from tests.library import block

PAGES = ["", "topics/cards/", "answers/cards.lost/", "search/?q=卡"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_asked_for_again_each_time(client: Client, bank, page: str) -> None:
    address = f"/help/zh-Hans/{page}"
    first = client.get(address)
    assert first["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_for_everybody_know_nobody(client: Client, bank, page: str) -> None:
    response = client.get(f"/help/zh-Hans/{page}")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Content-Language"] == "zh-Hans"


def test_a_withdrawn_answer_is_gone_whatever_is_kept(client: Client, bank) -> None:
    address = "/help/zh-Hans/answers/cards.lost/"
    kept = client.get(address)["ETag"]
    bank["cards.lost"].unpublish()
    assert client.get(address, headers={"If-None-Match": kept}).status_code == 404


def test_what_staff_read_more_moves_nothing_in_public(client: Client, bank) -> None:
    address = "/help/zh-Hans/answers/cards.fee/"
    before = client.get(address)
    library.rewrite(
        bank["cards.fee"],
        block("answer", "每年200元，刷卡满6次免年费。"),
        block(Kind.INTERNAL_NOTE.value, "贵宾可商量。"),
    )
    after = client.get(address)
    assert after["ETag"] == before["ETag"]
    assert after.content == before.content


def test_only_reading_is_answered(client: Client, bank) -> None:
    assert client.post("/help/zh-Hans/").status_code == 405
    assert client.head("/help/zh-Hans/answers/cards.lost/").status_code == 200
