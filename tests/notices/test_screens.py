"""The editors' screens: filling in, releasing, correcting, looking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kb.notices.placeholders import blanks_in, fill
from kb.notices.tables import Notice, NoticeVersion
from tests.notices.making import (
    INNER,
    SAID,
    approver,
    editor,
    person,
    released,
    submitted,
    template,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/notices/", "/admin/notices/new/"


def screen_of(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(user)
    return client


def filled(**more: str) -> dict[str, str]:
    ends = timezone.localtime(timezone.now() + timedelta(hours=3))
    said = {
        "title": "手机银行登录故障",
        "wording_zh": SAID,
        "wording_en": "Down.",
        "audience": "public",
        "ends_at": ends.strftime("%Y-%m-%d %H:%M"),
    }
    return said | more


def text(response: Any) -> str:
    return str(response.content.decode())


def test_blanks_stand_between_single_braces() -> None:
    said = "{系统}在{ 地点 }暂停，{{ card.fee }}不变，{系统}"
    assert blanks_in(said) == ("系统", "地点")
    assert fill(said, {"系统": "网银"}) == "网银在{ 地点 }暂停，{{ card.fee }}不变，网银"


def test_a_template_asks_for_what_it_leaves_open_and_loses_nothing() -> None:
    made = template()
    client = screen_of(editor())
    page = text(client.get(f"{NEW}?template={made.pk}"))
    for blank in ("{系统}", "{时间}", "{system}", "{time}"):
        assert blank in page
    half = filled(wording_zh=made.wording_zh, wording_en=made.wording_en, template=str(made.pk))
    half |= {"blank-0": "手机银行", "inner_zh": INNER}
    again = client.post(NEW, half)
    assert again.status_code == 200 and not Notice.objects.exists()
    assert "请填写：口径中用到了它" in text(again)
    for kept in ("手机银行", INNER, "手机银行登录故障"):
        assert kept in text(again)
    whole = half | {"blank-1": "15点", "blank-2": "Mobile banking", "blank-3": "3 p.m."}
    assert client.post(NEW, whole).status_code == 302
    version = NoticeVersion.objects.get()
    assert version.wording_zh == "手机银行暂时无法使用，预计15点恢复。"
    assert version.wording_en == "Mobile banking is down until about 3 p.m.."
    assert version.notice.template == "系统故障"


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("ends_at", "2020-01-01 10:00", "结束时间必须晚于开始时间"),
        ("ends_at", "", "必填"),
        ("ends_at", "2099-01-01 10:00", "最长两周"),
        ("answers", "cards.no-such", "不是您可以阅读的知识点"),
        ("wording_zh", "字" * 301, "300"),
        ("wording_en", "Fee {{ card.fee }}", "请直接写出具体的值"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(field: str, given: str, says: str) -> None:
    response = screen_of(editor()).post(NEW, filled(**{field: given}))
    assert says in text(response) and not Notice.objects.exists()


def test_linked_answers_are_named_by_key_or_question(bank: Any) -> None:
    answers = "cards.lost\n信用卡年费怎么收？\n\ncards.lost"
    response = screen_of(editor()).post(NEW, filled(answers=answers))
    assert response.status_code == 302
    assert NoticeVersion.objects.get().answers == ["cards.lost", "cards.fee"]


def test_from_the_list_to_the_release_and_the_end() -> None:
    client, other = screen_of(editor()), screen_of(approver())
    client.post(NEW, filled())
    version = NoticeVersion.objects.get()
    one = f"{LIST}{version.notice_id}/"
    assert "放行</button>" not in text(client.get(one))
    assert "放行</button>" in text(other.get(one))
    other.post(f"{one}release/", {"version": version.pk})
    assert "生效中" in text(client.get(LIST))
    page = client.post(f"{one}end/", {"why": "已恢复"}, follow=True)
    assert "已恢复" in text(page) and "提前结束" in text(page)
    assert "历史公告" in text(client.get(LIST))


def test_its_own_author_is_refused_with_words(client: Client) -> None:
    both = person("both", "Approvers", "Editors")
    version = submitted(by=both)
    mine = screen_of(both)
    page = mine.post(f"{LIST}{version.notice_id}/release/", {"version": version.pk}, follow=True)
    assert "须由他人放行" in text(page)
    version.refresh_from_db()
    assert version.state == NoticeVersion.State.WAITING


def test_only_the_version_that_was_looked_at_is_released() -> None:
    first = submitted()
    other = screen_of(approver())
    second = submitted(notice=first.notice, wording_zh="改过的话")
    other.post(f"{LIST}{first.notice_id}/release/", {"version": first.pk})
    second.refresh_from_db()
    assert second.state == NoticeVersion.State.WAITING
    elsewhere = released(title="别的")
    path = f"{LIST}{first.notice_id}/release/"
    assert other.post(path, {"version": elsewhere.pk}).status_code == 404


def test_sent_back_with_a_reason_it_is_corrected_and_nothing_typed_is_lost() -> None:
    version = submitted()
    one = f"{LIST}{version.notice_id}/"
    other = screen_of(approver())
    assert "请写明原因" in text(
        other.post(f"{one}send-back/", {"version": version.pk}, follow=True)
    )
    other.post(f"{one}send-back/", {"version": version.pk, "why": "时间不对"})
    mine = screen_of(editor())
    assert "时间不对" in text(mine.get(one))
    form = text(mine.get(f"{one}correct/"))
    assert SAID in form and INNER in form
    mine.post(f"{one}correct/", filled(title="改正"))
    assert [v.number for v in version.notice.versions.order_by("number")] == [1, 2]


def test_the_list_asks_as_often_however_many_there_are(django_assert_max_num_queries: Any) -> None:
    client = screen_of(approver())
    for number in range(30):
        released(title=f"第{number}条")
    client.get(LIST)
    with django_assert_max_num_queries(25):
        client.get(LIST)


def test_counts_come_by_themselves_to_whoever_may_look() -> None:
    version = released()
    agent = Client()
    agent.force_login(person("agent-1", "Agents"))
    agent.get("/desk/notices/")
    agent.post("/desk/notices/read/", {"version": version.pk})
    path = f"{LIST}{version.notice_id}/counts/"
    fragment = text(screen_of(approver()).get(path))
    assert "1 个坐席工作台已显示，其中 1 个已确认阅读" in fragment and "agent-1" not in fragment
    assert agent.get(path).status_code == 302


@pytest.mark.parametrize("template", ["9" * 40, "0", "-1", "x", "９"])
def test_a_template_that_is_none_begins_with_nothing(template: str) -> None:
    page = screen_of(editor()).get(NEW, {"template": template})
    assert page.status_code == 200
