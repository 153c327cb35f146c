"""The public help centre: its pages, their languages, and what machines read of them."""

import json
import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client

from tests import bank as content
from tests import library
from tests.library import block

HELP = "/help/zh-Hans/"


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def alternates(page: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))


@pytest.mark.parametrize(
    ("asked", "home"),
    [("zh-CN", "zh-Hans"), ("en-GB", "en"), ("fr", "zh-Hans"), ("", "zh-Hans")],
)
def test_the_start_leads_to_the_readers_language(client, db, asked: str, home: str) -> None:
    response = client.get("/help/", headers={"Accept-Language": asked})
    assert response["Location"] == f"/help/{home}/"
    assert "Accept-Language" in response["Vary"]
    assert client.get("/")["Location"] == "/help/"


def test_the_home_page_shows_topics_with_answers_only(client: Client, bank) -> None:
    library.publish_topic("empty", "空目录")
    page = read(client, HELP)
    assert re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", page) == ["银行卡", "网点服务"]
    assert "3 个知识点" in page and "空目录" not in page


def test_a_topic_lists_its_questions(client: Client, bank) -> None:
    page = read(client, f"{HELP}topics/cards/")
    for question in (content.LOST, content.FEE, content.LIMIT):
        assert question in page
    assert 'href="/help/zh-Hans/topics/cards.credit/"' in page
    below = read(client, f"{HELP}topics/cards.credit/")
    assert content.FEE in below and content.LOST not in below
    assert 'href="/help/zh-Hans/topics/cards/"' in below


def test_a_long_topic_has_pages(client: Client, bank, monkeypatch) -> None:
    monkeypatch.setattr("channels.help.topic_pages.ON_A_PAGE", 2)
    first, second = (read(client, f"{HELP}topics/cards/?page={n}") for n in (1, 2))
    found = [re.findall(r'<li><a href="[^"]*/answers/([^/]+)/"', page) for page in (first, second)]
    assert sorted(found[0] + found[1]) == ["cards.fee", "cards.limit", "cards.lost"]
    assert 'rel="next"' in first and 'rel="next"' not in second
    for number in ("3", "0", "-1", "1000000000", "x", "٢"):
        assert client.get(f"{HELP}topics/cards/?page={number}").status_code == 404


def test_an_answer_shows_what_the_public_may_read(client: Client, bank) -> None:
    page = read(client, f"{HELP}answers/cards.lost/")
    assert f"<h1>{content.LOST}</h1>" in page
    kinds = re.findall(r'class="piece piece--(\w+)"', page)
    assert kinds == [
        "answer", "steps", "explanation", "condition", "fee", "table", "caution", "note",
        "example", "action", "link", "image", "guide",
    ]  # fmt: skip
    for hidden in (
        content.INTERNAL,
        content.NEVER,
        "您别着急",
        "无法撤回",
        "CR0231",
        "业务管理办法",
    ):
        assert hidden not in page


def test_headings_go_down_one_level_at_a_time(client: Client, bank) -> None:
    for address in ("", "topics/cards/", "answers/cards.lost/", "search/?q=卡"):
        levels = [int(level) for level in re.findall(r"<h(\d)", read(client, HELP + address))]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(below - above <= 1 for above, below in pairwise(levels))


def test_other_answers_of_the_topic_follow(client: Client, bank) -> None:
    related = read(client, f"{HELP}answers/cards.lost/").partition("大家还在问")[2]
    assert content.LIMIT in related and content.LOST not in related


def test_each_language_names_itself_and_its_translations(client: Client, bank) -> None:
    both = {
        "zh-Hans": f"{settings.PUBLIC_URL}/help/zh-Hans/answers/cards.lost/",
        "en": f"{settings.PUBLIC_URL}/help/en/answers/cards.lost/",
    }
    for locale, address in both.items():
        page = read(client, f"/help/{locale}/answers/cards.lost/")
        assert f'<html lang="{locale}">' in page
        assert f'<link rel="canonical" href="{address}">' in page
        assert alternates(page) == both | {"x-default": both["zh-Hans"]}


def test_where_there_is_no_translation_none_is_named(client: Client, bank) -> None:
    page = read(client, f"{HELP}answers/cards.fee/")
    assert alternates(page).keys() == {"zh-Hans", "x-default"}
    assert '<a href="/help/en/" lang="en"' in page
    assert client.get("/help/en/answers/cards.fee/").status_code == 404
    assert client.get(f"{HELP}answers/accounts.foreign/").status_code == 404


def test_a_translation_that_the_public_may_not_see_is_not_named(client: Client, bank) -> None:
    english = type(bank["cards.lost"]).objects.get(key="cards.lost", locale__language_code="en")
    library.rewrite(english, block("answer", "Lock the card.", audience="customer"))
    assert "en" not in alternates(read(client, f"{HELP}answers/cards.lost/"))


def test_search_finds_and_marks(client: Client, bank) -> None:
    page = read(client, f"{HELP}search/?q=年费")
    assert content.FEE in page and "<mark>年费</mark>" in page
    assert '<meta name="robots" content="noindex">' in page


def test_nothing_found_says_what_to_do(client: Client, bank) -> None:
    page = read(client, f"{HELP}search/?q=qqqxxx")
    assert "没有找到“qqqxxx”" in page and "请换个说法" in page
    assert re.search(r'/answers/[a-z.]+/"', page)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("+", 200), ("%00", 400), ("x" * 3000, 400), ("%ff", 200), ("<script>", 200)],
)
def test_whatever_is_asked_gets_an_answer(client: Client, bank, query: str, status: int) -> None:
    response = client.get(f"{HELP}search/?q={query}")
    assert response.status_code == status
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/help/fr/", "/help/zh-hans/", "/help/zh-Hans/answers/none/", "/help/zh-Hans/topics/none/",
        "/help/zh-Hans/topics/library/", "/help/zh-Hans/answers/A/",
        "/nothing/here",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_kindly(client: Client, bank, address: str) -> None:
    response = client.get(address, headers={"Accept-Language": "zh-CN"})
    assert response.status_code == 404
    assert "这个网址没有内容" in response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]


def test_machines_read_the_question_and_its_answer(client: Client, bank) -> None:
    page = read(client, f"{HELP}answers/cards.lost/")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    (question,) = data["mainEntity"]
    assert (data["@type"], question["name"]) == ("FAQPage", content.LOST)
    assert "先挂失，再补卡" in question["acceptedAnswer"]["text"]
    assert content.INTERNAL not in question["acceptedAnswer"]["text"]


def test_no_text_can_end_the_script_that_machines_read(client: Client, bank) -> None:
    attack = "</script><script>alert(1)</script>&<!--"
    parent = bank["cards.fee"].get_parent()
    library.publish_answer(parent, "cards.evil", attack, block("answer", attack))
    page = read(client, f"{HELP}answers/cards.evil/")
    assert "<script>alert" not in page
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert json.loads(data)["mainEntity"][0]["name"] == attack


def test_where_the_web_is_switched_off_there_is_no_help(client, bank, monkeypatch) -> None:
    monkeypatch.setattr("channels.help.scopes.registry.enabled", lambda: {"sms": None})
    assert client.get(HELP).status_code == 404
