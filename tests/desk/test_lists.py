"""What the list of the desk holds: new answers, hits, near misses, a topic."""

import re
from typing import Any

import pytest
from django.test import Client

from kb.search import queries
from kb.search.queries import IndexUnavailable
from tests import bank as content
from tests.servers import private

FRAGMENT = {"HX-Request": "true"}


def questions(page: str) -> list[str]:
    return re.findall(r'class="row__question">([^<]*)<', page)


def test_the_empty_desk_shows_what_is_new_and_the_topics(desk: Client) -> None:
    page = desk.get("/desk/").content.decode()
    assert set(questions(page)) == {content.LOST, content.FEE, content.LIMIT, content.HOURS}
    topics = re.compile(r'href="/desk/topics/([^/]+)/".*?class="count">(\d+)<', re.DOTALL)
    assert topics.findall(page) == [
        ("cards", "3"),
        ("branches", "1"),
    ]


def test_hits_come_with_the_element_that_fits_and_its_words_marked(desk: Client) -> None:
    page = desk.get("/desk/results/?q=补卡10元", headers=FRAGMENT).content.decode()
    assert questions(page)[0] == content.LOST
    first = page.split('id="row-2"')[0]
    assert "收费标准" in first
    assert "<mark>补卡10</mark>" in first
    assert "<html" not in page


def test_a_number_that_is_read_out_stays_out_of_addresses(desk: Client, bank: Any) -> None:
    """Browsers keep them, and so does everything between."""
    said = "我的卡6222021234567890丢了"
    found = desk.get("/desk/results/", {"q": said}, headers=FRAGMENT)
    kept = [found["HX-Replace-Url"], *re.findall(r'href="([^"]*)"', found.content.decode())]
    assert any("/desk/answers/" in address for address in kept)
    assert not [address for address in kept if "6222021234567890" in address]
    answer = desk.get("/desk/answers/cards.lost/", {"q": said}, headers=FRAGMENT)
    assert "6222021234567890" not in answer.content.decode()


def test_the_same_list_has_an_address(desk: Client) -> None:
    response = desk.get("/desk/results/?q=年费", headers=FRAGMENT)
    assert response["HX-Replace-Url"] == "/desk/?q=%E5%B9%B4%E8%B4%B9"
    whole = desk.get(response["HX-Replace-Url"]).content.decode()
    assert questions(whole) == questions(response.content.decode())


def test_the_number_of_hits_is_told_to_screen_readers(desk: Client) -> None:
    page = desk.get("/desk/results/?q=年费", headers=FRAGMENT).content.decode()
    said = re.search(r'hx-swap-oob="innerHTML:#status">([^<]*)<', page)
    assert said and said[1] == f"{len(questions(page))} 个知识点"


def test_nothing_found_shows_what_comes_close_and_what_to_do(desk: Client) -> None:
    page = desk.get("/desk/results/?q=qqqqxxxx", headers=FRAGMENT).content.decode()
    assert "没有找到“qqqqxxxx”" in page
    assert "按业务目录查找" in page
    assert "相近的知识点" in page
    assert questions(page)


def test_hits_in_the_other_language_are_offered_and_labelled(desk: Client) -> None:
    page = desk.get("/desk/results/?q=foreigner", headers=FRAGMENT).content.decode()
    assert "English版中找到" in page
    row = re.search(r'<a role="option"[^>]*id="row-1"[^>]*>', page)
    assert row and 'lang="en"' in row[0]
    assert 'href="/desk/answers/accounts.foreign/?locale=en&amp;q=foreigner"' in row[0]
    assert questions(page)[0] == content.ONLY_ENGLISH


def test_no_two_rows_share_a_name(desk: Client) -> None:
    page = desk.get("/desk/results/?q=foreigner", headers=FRAGMENT).content.decode()
    names = re.findall(r'id="(row-\d+)"', page)
    assert len(names) == len(set(names)) > 1


def test_a_topic_lists_what_stands_in_it_and_below(desk: Client) -> None:
    page = desk.get("/desk/topics/cards/", headers=FRAGMENT).content.decode()
    assert set(questions(page)) == {content.LOST, content.FEE, content.LIMIT}
    assert 'href="/desk/topics/cards.credit/"' in page
    assert set(questions(desk.get("/desk/topics/cards.credit/").content.decode())) == {content.FEE}


def test_further_hits_stand_on_the_next_page(desk: Client, monkeypatch) -> None:
    monkeypatch.setattr("channels.desk.lists.ROWS", 2)
    page = desk.get("/desk/?q=手机银行年费网点").content.decode()
    further = re.search(r'href="(/desk/\?q=[^"]*cursor=[^"]*)"', page)
    assert further
    following = desk.get(further[1].replace("&amp;", "&")).content.decode()
    assert not set(questions(page)) & set(questions(following))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("x" * 3000, "最多"),
        ("+", None),
        ("%ff%fe", None),
    ],
)
def test_whatever_is_typed_gets_an_answer(desk: Client, query: str, words: str | None) -> None:
    response = desk.get(f"/desk/results/?q={query}", headers=FRAGMENT)
    assert response.status_code == 200
    if words:
        assert "无法搜索" in response.content.decode()


def test_a_cursor_of_somebody_else_is_refused_in_words(desk: Client) -> None:
    page = desk.get("/desk/?q=卡&cursor=-1").content.decode()
    assert "无法搜索" in page


def test_without_an_index_the_rest_of_the_desk_works(desk: Client, monkeypatch) -> None:
    def no_index(**_: Any) -> None:
        raise IndexUnavailable("gone")

    monkeypatch.setattr(queries, "ranked", no_index)
    assert "搜索正在重建" in desk.get("/desk/?q=卡").content.decode()
    assert desk.get("/desk/answers/cards.lost/").status_code == 200
    assert questions(desk.get("/desk/topics/cards/").content.decode())


def test_the_desk_says_when_meanings_are_not_compared(desk: Client, settings: Any) -> None:
    settings.EMBEDDINGS_URL = f"http://127.0.0.1:{private.free_port()}/v1"
    page = desk.get("/desk/?q=补卡10元年费", headers={"Accept-Language": "zh-CN"}).text
    assert len(questions(page)) > 1
    assert "只按字词排序" in page
    settings.EMBEDDINGS_URL = ""
    assert "只按字词排序" not in desk.get("/desk/?q=补卡10元年费").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "以下结果来自备用索引"), ("en", "these come from the reserve index")],
)
def test_the_desk_says_when_its_hits_come_from_the_reserve(
    desk: Client, settings: Any, language: str, words: str
) -> None:
    """Nothing listens where the search server should be."""
    settings.SEARCH_FALLBACK_URL = settings.SEARCH_URL
    assert words not in desk.get("/desk/?q=卡", headers={"Accept-Language": language}).text
    settings.SEARCH_URL = f"opensearch://127.0.0.1:{private.free_port()}/none"
    page = desk.get("/desk/?q=卡", headers={"Accept-Language": language}).text
    assert words in page and (questions(page) or language == "en")
    settings.SEARCH_FALLBACK_URL = ""
    page = desk.get("/desk/?q=卡", headers={"Accept-Language": "zh-CN"}).text
    assert "搜索暂时没有响应" in page and words not in page
