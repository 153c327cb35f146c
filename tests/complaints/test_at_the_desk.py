"""Taking a complaint without leaving the desk, and working on it."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.authoring.models import KnowledgePage
from kb.care.models import Correction
from kb.feedback.complaints import moving
from kb.feedback.complaints.models import Complaint, ComplaintKnowledge
from kb.feedback.models import Feedback
from tests import library
from tests.complaints.conftest import CARDS, HOUSE
from tests.library import block

FRAGMENT = {"HX-Request": "true"}
BADGE = '投诉 <span class="badge badge--must">1'


def form_at(desk: Client, address: str = "/desk/complaints/new/") -> str:
    return desk.get(address, headers=FRAGMENT).content.decode()


def take(desk: Client, **changed: str) -> Any:
    said = {"words": "卡被吞了没人管", "cause": "process", "request": str(uuid.uuid4())}
    return desk.post("/desk/complaints/take/", said | changed, headers=FRAGMENT)


def act(desk: Client, name: str, **said: str) -> Any:
    return desk.post(f"/desk/complaints/{Complaint.objects.get().pk}/{name}/", said)


def page_of(desk: Client, query: str = "") -> str:
    address = f"/desk/complaints/{Complaint.objects.get().pk}/{query}"
    return desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/desk/complaints/new/", HOUSE),
        ("/desk/complaints/new/?key=cards.lost&locale=zh-Hans", CARDS),
        ("/desk/complaints/new/?key=cards.fee&locale=zh-Hans", CARDS),
        ("/desk/complaints/new/?key=branches.hours&locale=zh-Hans", HOUSE),
        ("/desk/complaints/new/?key=no-such&locale=zh-Hans", HOUSE),
        # No line in English yet: another language's is better than none.
        ("/desk/complaints/new/?key=cards.lost&locale=en", CARDS),
    ],
)
def test_the_nearest_approved_line_comes_first(
    desk: Client, soothing: None, address: str, line: str
) -> None:
    page = form_at(desk, address)
    assert line in page and page.index(line) < page.index("<form")
    assert ({CARDS, HOUSE} - {line}).pop() not in page


def test_a_withdrawn_line_is_not_shown_and_none_is_made_up(desk: Client, soothing: None) -> None:
    for page in KnowledgePage.objects.filter(key__endswith="soothing"):
        page.unpublish()
    page = form_at(desk)
    assert HOUSE not in page and "还没有审核通过的安抚话术" in page


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_with_its_number_owner_and_line(desk: Client, soothing: None) -> None:
    said = take(desk, key="cards.lost", locale="zh-Hans").content.decode()
    taken = Complaint.objects.get()
    assert taken.number in said and "agent-7" in said
    assert (taken.owner, taken.topic, taken.locale) == ("agent-7", "cards", "zh-Hans")
    assert len(taken.soothing) == 32
    link = taken.knowledge.get()
    assert (link.key, link.feedback) == ("cards.lost", None)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words": ""}, "写下客户说的话"),
        ({"words": "x" * 1001}, "写下客户说的话"),
        ({"words": "\u200b"}, "写下客户说的话"),
        ({"cause": "weather"}, "请选择原因"),
        ({"cause": "999999"}, "请选择原因"),
        ({"request": "no"}, "Alt+T"),
        ({"key": "\0", "locale": "zh-Hans"}, "Alt+T"),
        ({"key": "cards.none", "locale": "zh-Hans"}, "没有这个知识点"),
        ({"key": "cards.lost", "locale": "zh-Hans", "element": "0" * 36}, "没有这个知识点"),
        ({"key": "cards.lost", "locale": "zh-Hans", "comment": "x" * 301}, "300"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    desk: Client, wrong: dict[str, str], words: str
) -> None:
    response = take(desk, **wrong)
    page = response.content.decode()
    assert response.status_code == 422 and words in page
    assert "words" in wrong or "卡被吞了没人管" in page
    assert not Complaint.objects.exists()


def test_a_key_pressed_twice_takes_and_reports_one(desk: Client) -> None:
    wish = str(uuid.uuid4())
    for _time in range(2):
        take(desk, request=wish, key="cards.lost", locale="zh-Hans", verdict="wrong")
    assert Complaint.objects.count() == Feedback.objects.count() == 1


def test_what_was_wrong_goes_to_its_owner_and_the_change_comes_back(
    desk: Client, bank: Any
) -> None:
    fee = library.element_id(bank["cards.lost"], "fee")
    take(desk, key="cards.lost", locale="zh-Hans", element=fee, verdict="wrong", comment="是5元")
    correction, taken = Correction.objects.get(), Complaint.objects.get()
    assert (correction.element, correction.verdict) == (fee, "wrong")
    kept = Feedback.objects.get()
    assert taken.number in kept.comment and "是5元" in kept.comment
    assert "正在核实" in page_of(desk)

    library.rewrite(bank["cards.lost"], block("answer", "先挂失。"), block("fee", "补卡5元。"))
    Correction.objects.update(outcome="changed", closed_at=correction.opened_at)
    moving.run(now=correction.due_at)

    link = ComplaintKnowledge.objects.get()
    assert link.seq and f"版本 {link.seq}" in page_of(desk)
    assert taken.events.last().act == "changed"


def test_an_owner_sees_which_complaint_it_came_of(
    desk: Client, bank: Any, admin_client: Client
) -> None:
    take(desk, key="cards.lost", locale="zh-Hans", verdict="wrong")
    number = Complaint.objects.get().number
    assert number in admin_client.get("/admin/care/corrections/").content.decode()
    page = KnowledgePage.objects.get(key="cards.lost", locale__language_code="zh-hans")
    item = f"/admin/care/items/answer/{page.pk}/"
    assert number not in admin_client.get(item).content.decode()
    ComplaintKnowledge.objects.update(seq=7)
    assert number in admin_client.get(item).content.decode()


def test_knowledge_is_named_later_too(desk: Client) -> None:
    take(desk)
    found = page_of(desk, "?q=年费")
    answer = re.search(r'name="answer" value="([^"]+)"', found)
    assert answer and answer[1] == "zh-Hans cards.fee"
    act(desk, "knowledge", answer=answer[1], verdict="unclear", q="年费")
    assert Correction.objects.get().verdict == "unclear"
    refused = act(desk, "knowledge", answer="zh-Hans no-such", q="年费", comment="应为免费")
    assert refused.status_code == 422 and "应为免费" in refused.content.decode()


def test_it_is_worked_on_and_closed(desk: Client) -> None:
    take(desk)
    assert act(desk, "note", text="已联系网点").status_code == 302
    assert act(desk, "cause", cause="system").status_code == 302
    kept = {"outcome": "partly", "answered": "message", "result": "已退卡"}
    refused = act(desk, "close", **kept)
    assert refused.status_code == 422 and "已退卡" in refused.content.decode()
    assert act(desk, "close", **kept | {"answered": "spoken"}).status_code == 302
    page = page_of(desk)
    assert "已联系网点" in page and "已退卡" in page and "系统" in page
    assert act(desk, "note", text="太晚了").status_code == 422
    assert act(desk, "reopen", text="客户又来电").status_code == 302
    assert Complaint.objects.get().is_open


def test_late_ones_are_counted_on_the_desk(desk: Client) -> None:
    take(desk)
    assert BADGE not in desk.get("/desk/").content.decode()
    Complaint.objects.update(due_at="2020-01-01T00:00Z")
    assert BADGE in desk.get("/desk/").content.decode()
    assert "逾期" in desk.get("/desk/complaints/").content.decode()


def test_another_teams_and_an_unknown_one_look_the_same(desk: Client, bank: Any) -> None:
    take(desk)
    taken = Complaint.objects.get()
    stranger = Client(headers={"Accept-Language": "zh-CN"})
    stranger.force_login(library.staff("editor-1", "Editors"))
    for name in ("", "note/", "close/", "join/", "reopen/", "knowledge/", "cause/"):
        ask = stranger.post if name else stranger.get
        known = ask(f"/desk/complaints/{taken.pk}/{name}")
        unknown = ask(f"/desk/complaints/{uuid.uuid4()}/{name}")
        assert known.status_code == unknown.status_code == 404
    listed = stranger.get("/desk/complaints/?whose=team").content.decode()
    assert taken.number not in listed and taken.words not in listed
    assert taken.events.count() == 1


def test_a_list_asks_as_often_however_long(
    desk: Client, django_assert_num_queries: Any, agent: Any
) -> None:
    take(desk)
    desk.get("/desk/complaints/")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/desk/complaints/")
        of_one = len(asked)
    for _time in range(5):
        take(desk)
    with django_assert_num_queries(of_one):
        desk.get("/desk/complaints/")


def test_only_forms_of_ours_are_taken(bank: Any, agent: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert take(client).status_code == 403
    assert not Complaint.objects.exists()
