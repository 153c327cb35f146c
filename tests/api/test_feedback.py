"""Verdicts: on what the caller can see, without anybody's numbers."""

import json
from typing import Any

import pytest
from django.test import Client

from kb.feedback.models import Feedback
from tests import library
from tests.api.conftest import API, INSIDE, LOST, Published


def report(client: Client, **body: Any) -> Any:
    content = json.dumps({"key": LOST, "verdict": "outdated"} | body)
    return client.post(f"{API}/feedback", content, content_type="application/json")


def test_a_verdict_on_an_element_is_kept(web: Client, published: Published) -> None:
    element, rendition = published.element("main"), "0123456789abcdef" * 2
    answer = report(web, element=element, rendition=rendition, comment="电话换了")
    kept = Feedback.objects.get()

    assert answer.status_code == 201
    assert list(answer.json()) == ["key", "locale", "element", "verdict", "comment", "at"]
    assert (kept.key, kept.locale, kept.element) == (LOST, "zh-Hans", element)
    assert (kept.channel, kept.verdict, kept.comment) == ("web", "outdated", "电话换了")
    assert kept.rendition == rendition
    assert kept.source.startswith("key:web")


def test_a_verdict_on_the_whole_answer(web: Client) -> None:
    assert report(web, verdict="helpful").json()["element"] is None
    assert Feedback.objects.get().element == ""


def test_numbers_are_masked_before_anything_is_kept(web: Client) -> None:
    answer = report(web, comment="我的卡6222 0212 3456 7890 123，电话13812345678，打95588没人接")
    assert answer.json()["comment"] == "我的卡***，电话***，打95588没人接"
    assert Feedback.objects.get().comment == answer.json()["comment"]


@pytest.mark.parametrize("slot", ["inner", "beijing"])
def test_what_is_hidden_and_what_is_not_there_are_the_same_404(
    web: Client, published: Published, slot: str
) -> None:
    nothing = "00000000-0000-5000-8000-000000000000"
    answers = [
        report(web, key=INSIDE),
        report(web, key="cards.nothing"),
        report(web, element=published.element(slot)),
        report(web, element=nothing),
        report(web, element=library.element_id(published.pages[INSIDE], "answer")),
        report(web, locale="en"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"verdict": "great"}, "/verdict"),
        ({"verdict": None}, "/verdict"),
        ({"verdict": 1}, "/verdict"),
        ({"key": ""}, "/key"),
        ({"key": "k" * 81}, "/key"),
        ({"element": "e" * 37}, "/element"),
        ({"rendition": "no digest"}, "/rendition"),
        ({"comment": "长" * 501}, "/comment"),
        ({"comment": "\0"}, "/comment"),
        ({"name": "张三"}, "/name"),
    ],
)
def test_bad_bodies_are_pointed_at(web: Client, body: dict[str, Any], pointer: str) -> None:
    answer = report(web, **body)
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert not Feedback.objects.exists()
