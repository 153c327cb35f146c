"""Reporting a problem from the desk."""

import re

import pytest
from django.test import Client

from kb.feedback.models import Feedback
from tests import library

FRAGMENT = {"HX-Request": "true"}


def report(desk: Client, **changed: str):
    said = {"key": "cards.lost", "locale": "zh-Hans", "verdict": "wrong", "comment": "工本费是5元"}
    return desk.post("/desk/reports/", said | changed, headers=FRAGMENT)


def test_a_report_is_kept_with_its_element_and_its_text(desk: Client, bank) -> None:
    page = desk.get("/desk/answers/cards.lost/", headers=FRAGMENT).content.decode()
    rendition = re.search(r'name="rendition" value="(\w+)"', page)
    assert rendition
    element = library.element_id(bank["cards.lost"], "fee")
    assert f'<option value="{element}">收费标准: 补卡工本费</option>' in page

    response = report(desk, element=element, verdict="outdated", rendition=rendition[1])

    assert "已提交给知识采编岗" in response.content.decode()
    kept = Feedback.objects.get()
    assert (kept.key, kept.element, kept.verdict) == ("cards.lost", element, "outdated")
    assert (kept.channel, kept.source, kept.rendition) == ("agent_desk", "agent-7", rendition[1])
    assert kept.comment == "工本费是5元"


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "helpful"},
        {"verdict": ""},
        {"locale": "fr"},
        {"comment": "x" * 501},
        {"comment": "a\0b"},
        {"key": "x" * 81},
        {"element": "\0"},
    ],
)
def test_what_cannot_be_kept_is_said(desk: Client, wrong: dict[str, str]) -> None:
    response = report(desk, **wrong)
    assert response.status_code == 422
    assert "请选择问题类型" in response.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("gone", [{"key": "cards.none"}, {"element": "0" * 36}])
def test_about_what_is_not_there_nothing_is_kept(desk: Client, gone: dict[str, str]) -> None:
    response = report(desk, **gone)
    assert response.status_code == 404
    assert "没有提交" in response.content.decode()
    assert not Feedback.objects.exists()


def test_only_forms_of_ours_are_taken(bank, agent) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert report(client).status_code == 403
    assert not Feedback.objects.exists()
