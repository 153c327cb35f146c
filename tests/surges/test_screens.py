"""Who sees a surge, with which numbers, and what they may do about it."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.users.models import UserProfile

from kb.access.models import AccessGrant
from kb.feedback.misses import store
from kb.feedback.surges.models import Surge
from kb.feedback.surges.operations import note_notice
from kb.notices.models import NoticeVersion
from kb.publication import projections
from tests import library
from tests.library import block
from tests.notices.making import SAID, SAID_EN, template
from tests.surges.making import ask_for, look, miss, usually

pytestmark = pytest.mark.django_db
FEE, COIN = "补卡多少钱？", "纪念币几点开售"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def bank(now: datetime) -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", FEE, block("answer", "收15元。"))
    library.publish_answer(
        cards, "cards.inner", "内部口径在哪里？", block("answer", "在这里。", audience="agent")
    )
    projections.catch_up()
    for number in range(5):
        usually(f"calm.{number}", 6, now=now)
    return cards


def person(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(library.staff(name, *groups))
    return client


@pytest.fixture
def supervisor(bank: Any) -> Client:
    return person("supervisor-1", "Supervisors")


@pytest.fixture
def webber(bank: Any) -> Client:
    """Sees the web alone, as the public does; misses too."""
    group = Group.objects.create(name="Web team")
    rights = ["access_admin", "view_surge", "view_missgroup"]
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    AccessGrant.objects.create(group=group, audience="public", channels=["web"], topics=["*"])
    return person("webber", "Web team")


def surge_of(key: str = "cards.fee", *, now: datetime, calls: int = 40, **where: Any) -> Surge:
    ask_for(key, calls, at=now, **where)
    return look(now)[-1]


def listed(client: Client) -> list[tuple[str, int]]:
    rows = client.get("/admin/surges/").context["rows"]
    return [(row.seen.called, row.seen.figures.calls) for row in rows]


def in_two_hours(now: datetime) -> str:
    return f"{timezone.localtime(now) + timedelta(hours=2):%Y-%m-%d %H:%M}"


def home(client: Client) -> str:
    return str(client.get("/admin/").content.decode())


def test_it_stands_on_the_home_of_whoever_may_see_it(supervisor: Client, now: datetime) -> None:
    assert "surge-panel" not in home(supervisor)
    one = surge_of(now=now)
    text = home(supervisor)
    assert FEE in text and f"/admin/surges/{one.pk}/" in text
    compliance = person("officer", "Compliance")
    assert "surge-panel" not in home(compliance)
    assert compliance.get(f"/admin/surges/{one.pk}/").status_code == 302


def test_the_list_has_those_that_go_on_first_and_the_file_says_the_same(
    supervisor: Client, now: datetime
) -> None:
    earlier = now - timedelta(hours=3)
    usually("calm.0", 6, now=earlier)
    surge_of(now=earlier, calls=30)
    Surge.objects.update(ended_at=now)
    miss(*[COIN] * 25, now=now)
    look(now)
    assert listed(supervisor) == [(COIN, 25), (FEE, 30)]
    file = supervisor.get("/admin/surges/export/").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    assert [line[0] for line in lines[1:]] == [COIN, FEE] and lines[2][5] == "30"


def test_an_empty_list_says_what_will_be_there(supervisor: Client, settings: Any) -> None:
    assert "没有哪个问题" in supervisor.get("/admin/surges/").content.decode()
    settings.SURGE_AT_LEAST = 0
    assert "SURGE_AT_LEAST" in supervisor.get("/admin/surges/").content.decode()


def test_everybody_sees_the_numbers_of_their_own_channels(
    supervisor: Client, webber: Client, now: datetime
) -> None:
    ask_for("cards.fee", 100, at=now, channel="agent_desk", audience=2)
    surge_of(now=now, calls=30)
    assert listed(supervisor) == [(FEE, 130)] and listed(webber) == [(FEE, 30)]
    shown = webber.get(f"/admin/surges/{Surge.objects.get().pk}/").content.decode()
    file = webber.get("/admin/surges/export/").content.decode()
    assert "问了 30 次" in shown and "问了 30 次" in home(webber)
    for text in (shown, file, home(webber)):
        assert "问了 130" not in text and "130," not in text and "坐席" not in text


def test_where_it_is_no_surge_for_somebody_there_is_nothing(
    supervisor: Client, webber: Client, now: datetime
) -> None:
    """Too few on their channels, an answer that they may not read, a miss without the right."""
    ask_for("cards.fee", 100, at=now, channel="agent_desk", audience=2)
    few = surge_of(now=now, calls=19)
    inner = surge_of("cards.inner", now=now)
    assert listed(webber) == [] and "surge-panel" not in home(webber)
    for one in (few, inner):
        assert webber.get(f"/admin/surges/{one.pk}/").status_code == 404
        assert supervisor.get(f"/admin/surges/{one.pk}/").status_code == 200
    assert webber.get("/admin/surges/123456/").status_code == 404
    miss(*[COIN] * 25, now=now)
    look(now)
    Group.objects.get(name="Web team").permissions.remove(
        Permission.objects.get(codename="view_missgroup")
    )
    assert listed(webber) == []


def test_words_of_a_miss_are_those_of_the_own_channels(
    supervisor: Client, webber: Client, now: datetime
) -> None:
    miss(*[f"内部{COIN}"] * 30, now=now, channel="agent_desk", audience=2)
    miss(*[COIN] * 25, now=now, channel="web")
    one = look(now)[-1]
    assert "内部" not in webber.get(f"/admin/surges/{one.pk}/").content.decode() + home(webber)
    assert "内部" in supervisor.get(f"/admin/surges/{one.pk}/").content.decode()


def test_the_page_shows_the_half_hours_beside_what_is_usual(
    supervisor: Client, now: datetime
) -> None:
    usually("cards.fee", 6, now=now)
    one = surge_of(now=now, calls=60)
    chart = supervisor.get(f"/admin/surges/{one.pk}/").context["chart"]
    last = chart.bars[-1]
    assert (last.calls, last.low, last.high) == (60, 6, 6) and chart.days in (8, 20)
    assert chart.most == 60 and last.height == 100.0


def test_without_counts_the_page_says_so(supervisor: Client, now: datetime) -> None:
    one = surge_of(now=now)
    with store.writing(wait=1) as session:
        session.rows("DELETE FROM kb_surge_half")
    assert "四周" in supervisor.get(f"/admin/surges/{one.pk}/").content.decode()


def test_known_takes_it_off_the_home_with_name_and_reason(
    supervisor: Client, now: datetime
) -> None:
    one = surge_of(now=now)
    address = f"/admin/surges/{one.pk}/known/"
    refused = supervisor.post(address, {"hours": "4", "reason": " "})
    assert refused.status_code == 422 and "说明" in refused.content.decode()
    assert "surge-panel" in home(supervisor)
    assert supervisor.post(address, {"hours": "4", "reason": "系统升级"}).status_code == 302
    shown = supervisor.get(f"/admin/surges/{one.pk}/").content.decode()
    assert "系统升级" in shown and "supervisor-1" in shown
    assert "surge-panel" not in home(supervisor)
    approver = person("approver-1", "Approvers")
    assert approver.post(address, {"hours": "4", "reason": "不"}).status_code == 302
    assert one.events.count() == 1


def test_what_was_typed_stays_where_it_is_refused(supervisor: Client, now: datetime) -> None:
    one = surge_of(now=now)
    refused = supervisor.post(
        f"/admin/surges/{one.pk}/known/", {"hours": "999", "reason": "系统升级"}
    )
    assert refused.status_code == 422 and "系统升级" in refused.content.decode()


def test_a_notice_is_begun_with_the_answer_and_told_to_the_surge(
    supervisor: Client, now: datetime
) -> None:
    one = surge_of(now=now)
    prepared = template(wording_zh="手机银行暂停。", wording_en="Mobile banking is down.")
    page = supervisor.get(f"/admin/surges/{one.pk}/").content.decode()
    begin = f"/admin/notices/new/?surge={one.pk}&answer=cards.fee"
    assert begin.replace("&", "&amp;") in page
    form = supervisor.get(begin).content.decode()
    chosen = f"?template={prepared.pk}&amp;answer=cards.fee&amp;surge={one.pk}"
    assert chosen in form and "cards.fee" in form
    said = {
        "title": "登录故障", "wording_zh": SAID, "wording_en": SAID_EN, "audience": "public",
        "answers": "cards.fee", "ends_at": in_two_hours(now),
    }  # fmt: skip
    reply = supervisor.post(f"/admin/notices/new/{chosen.replace('&amp;', '&')}", said)
    version = NoticeVersion.objects.get()
    assert reply.status_code == 302 and version.answers == ["cards.fee"]
    assert one.events.get().notice_id == version.notice_id
    listing = supervisor.get("/admin/surges/").content.decode()
    assert f"/admin/notices/{version.notice_id}/" in listing


@pytest.mark.parametrize("asked", ["", "x", "-1", "999999", "9" * 40])
def test_a_notice_of_no_surge_is_a_notice(supervisor: Client, now: datetime, asked: str) -> None:
    said = {
        "title": "登录故障", "wording_zh": SAID, "wording_en": SAID_EN, "audience": "public",
        "ends_at": in_two_hours(now),
    }  # fmt: skip
    assert supervisor.post(f"/admin/notices/new/?surge={asked}", said).status_code == 302
    assert NoticeVersion.objects.count() == 1


def test_whoever_may_see_it_is_written_to_once_in_their_language(
    bank: Any, webber: Client, settings: Any, now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.EMAIL_HOST = "mail.test"
    for name, group, language in (
        ("boss-zh", "Supervisors", "zh-hans"), ("boss-en", "Supervisors", "en"),
        ("officer", "Compliance", "en"),
    ):  # fmt: skip
        user = library.staff(name, group)
        User.objects.filter(pk=user.pk).update(email=f"{name}@bank.test")
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = language
        profile.save()
    User.objects.filter(username="webber").update(email="webber@bank.test")
    ask_for("cards.inner", 40, at=now)
    miss(*[COIN] * 25, now=now, channel="agent_desk", audience=2)
    with django_capture_on_commit_callbacks(execute=True):
        look(now)
    with django_capture_on_commit_callbacks(execute=True):
        look(now + timedelta(minutes=1))
    told = {m.to[0]: m for m in mail.outbox}
    assert sorted(told) == ["boss-en@bank.test", "boss-zh@bank.test"] and len(mail.outbox) == 2
    english, chinese = told["boss-en@bank.test"], told["boss-zh@bank.test"]
    assert "Asked much more than usual" in english.subject and "内部口径" in english.subject
    assert "问得比平时多很多" in chinese.subject and "/admin/surges/" in chinese.body
    assert COIN not in english.subject + english.body + chinese.body


def test_long_lists_cost_no_more_queries(supervisor: Client, now: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            supervisor.get("/admin/surges/")
        return len(seen)

    surge_of(now=now)
    note_notice(Surge.objects.get(), notice_id=1, by=User.objects.first(), at=now)
    miss(*[COIN] * 25, now=now)
    look(now)
    both = list(Surge.objects.all())
    assert len(both) == 2, "an answer, and a question without one: each kind asks its own"
    queries()
    few = queries()
    for kept in both:
        for number in range(10):
            kept.pk, kept.ended_at = None, now - timedelta(hours=number + 1)
            kept.save(force_insert=True)
    assert queries() <= few
