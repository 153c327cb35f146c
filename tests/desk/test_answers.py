"""An answer at the desk: each kind in its own way, what staff alone may know, both languages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kb.authoring.models import LabelValue
from kb.document import Kind
from tests import library
from tests.library import block

FRAGMENT = {"HX-Request": "true"}


def shown(desk: Client, key: str, query: str = "") -> str:
    response = desk.get(f"/desk/answers/{key}/{query}", headers=FRAGMENT)
    assert response.status_code == 200
    return response.content.decode()


def test_every_kind_of_element_is_drawn_in_its_own_way(desk: Client) -> None:
    page = shown(desk, "cards.lost")
    drawn = re.findall(r'class="element element--(\w+)"', page)
    assert set(drawn) == {kind.value for kind in Kind}
    for words in ("必须逐字读给客户", "可照读", "仅供坐席，不得告知客户", "不得对客户这样说"):
        assert words in page
    assert "<strong>马上</strong>" in page
    assert "交易码：CR0231" in page


def test_staff_see_the_basis_and_who_must_answer(desk: Client) -> None:
    page = shown(desk, "cards.lost")
    assert "个人银行卡业务管理办法" in page and "第三十一条" in page
    assert page.count("须人工答复") == 2  # at the question and at the element


def test_the_way_through_the_topics_is_shown(desk: Client) -> None:
    page = shown(desk, "cards.fee")
    assert re.findall(r'<a href="/desk/topics/([^/]+)/">([^<]+)</a>', page) == [
        ("cards", "银行卡"),
        ("cards.credit", "信用卡"),
    ]


def test_how_long_it_holds_is_shown_and_told_to_the_page(desk: Client, bank) -> None:
    end = timezone.now() + timedelta(hours=5)
    library.rewrite(
        bank["cards.fee"], block("answer", "现在200元。"), block("note", "活动", valid_to=end)
    )
    page = shown(desk, "cards.fee")
    told = re.search(r'data-valid-until="([^"]+)"', page)
    assert told and told[1][:19] == timezone.localtime(end).isoformat()[:19]
    assert "有效期至" in page and "截至" in page


def test_labels_are_named_in_the_language_of_the_screen(desk: Client, bank) -> None:
    LabelValue.objects.create(
        dimension="segments", code="vip", name_zh="贵宾客户", name_en="VIP customers"
    )
    library.rewrite(
        bank["cards.fee"],
        block("answer", "每年200元。"),
        block("note", "免年费。", segments=["vip"]),
        block("example", "坐席算一算。", audience="agent"),
        block("condition", "已开户。", audience="customer"),
    )
    from kb.authoring.label_values import forget_choices

    forget_choices()
    page = shown(desk, "cards.fee")
    for words in ("仅限贵宾客户", "仅限坐席", "仅限客户"):
        assert words in page
    desk.post("/language/", {"language": "en", "next": "/"})
    assert "Only VIP customers" in desk.get("/desk/answers/cards.fee/").content.decode()


def test_a_translation_is_offered_beside_the_answer(desk: Client) -> None:
    page = shown(desk, "cards.lost")
    assert re.search(r'href="/desk/answers/cards.lost/\?locale=en" lang="en"', page)
    english = shown(desk, "cards.lost", "?locale=en")
    assert "Lock the card first" in english
    assert "没有您所用语言的版本" not in english


def test_where_a_translation_is_missing_the_other_language_is_shown_and_said(desk: Client) -> None:
    page = shown(desk, "accounts.foreign")
    assert "这个知识点没有您所用语言的版本，以下是English版" in page
    assert re.search(r'<h1[^>]*lang="en">Can I open', page)
    assert '<div class="words" lang="en">' in page


@pytest.mark.parametrize("key", ["cards.none", "accounts.foreignx"])
def test_what_is_absent_is_said_the_same_way(desk: Client, key: str) -> None:
    for headers in ({}, FRAGMENT):
        response = desk.get(f"/desk/answers/{key}/", headers=headers)
        assert response.status_code == 404
        assert "可能已下架、已失效，或不在您的权限范围内" in response.content.decode()


def test_a_withdrawn_answer_is_gone_on_the_next_look(desk: Client, bank) -> None:
    shown(desk, "cards.lost")
    bank["cards.lost"].unpublish()
    response = desk.get("/desk/answers/cards.lost/?locale=zh-Hans", headers=FRAGMENT)
    assert "先挂失，再补卡" not in response.content.decode()


def test_an_unknown_language_is_no_error(desk: Client) -> None:
    assert "先挂失" in shown(desk, "cards.lost", "?locale=xx")


@pytest.mark.parametrize("key", ["A", "a" * 81, "..", "a--b"])
def test_what_cannot_be_a_key_is_no_address(desk: Client, key: str) -> None:
    assert desk.get(f"/desk/answers/{key}/").status_code == 404


def test_nothing_of_the_desk_is_kept_by_a_cache(desk: Client) -> None:
    for address in ("/desk/", "/desk/results/?q=卡", "/desk/answers/cards.lost/"):
        assert "no-store" in desk.get(address)["Cache-Control"]


def test_browsers_are_told_to_run_nothing_inline(desk: Client) -> None:
    response = desk.get("/desk/answers/cards.lost/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", page)


def test_what_was_typed_is_no_markup(desk: Client, bank) -> None:
    attack = "<script>alert(1)</script>\"'>"
    library.publish_answer(
        bank["branches.hours"].get_parent(), "branches.evil", attack, block("answer", attack)
    )
    page = (
        shown(desk, "branches.evil", "?q=%22%3E%3Cscript%3E") + desk.get("/desk/").content.decode()
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
