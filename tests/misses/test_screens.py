"""The list of misses, what becomes of a group, and who sees and may do what."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kb.access.models import AccessGrant
from kb.authoring.models import KnowledgePage
from kb.feedback.misses import store
from kb.feedback.misses.calls import Outcome
from kb.feedback.misses.models import MissGroup
from kb.publication import projections
from tests import library
from tests.journeys.people import give_subtree
from tests.library import block
from tests.misses.asking import ask, tick

pytestmark = pytest.mark.django_db
COIN = "纪念币几点开售"


@pytest.fixture
def bank() -> Any:
    cards = library.publish_topic("cards", "银行卡")
    library.publish_answer(cards, "cards.fee", "补卡多少钱？", block("answer", "收15元。"))
    projections.catch_up()
    return cards


def person(name: str, *groups: str) -> Client:
    client = Client()
    client.force_login(library.staff(name, *groups))
    return client


@pytest.fixture
def supervisor(bank: Any) -> Client:
    return person("supervisor-1", "Supervisors")


def missed(*texts: str, **how: Any) -> None:
    now = timezone.now()
    ask(*texts, at=now - timedelta(minutes=5), **how)
    tick(now)


def page_of(client: Client, query: str = "") -> Any:
    return client.get(f"/admin/misses/?{query}").context["page"]


def titles(client: Client, query: str = "") -> list[str]:
    return [row.group.title for row in page_of(client, query)]


def name_of(title: str) -> str:
    with store.reading() as session:
        rows = session.rows("SELECT grouped FROM kb_miss_question WHERE words = %s", [title])
    return str(rows[0][0])


def decide(client: Client, title: str, **said: Any) -> Any:
    return client.post(f"/admin/misses/{name_of(title)}/decide/", said)


def test_the_weightiest_come_first_and_filters_narrow(supervisor: Client) -> None:
    missed(COIN, COIN, "境外消费怎么还款", channel="web")
    missed("K宝驱动装不上", channel="agent_desk", audience=2, outcome=Outcome.HANDED_OVER)
    missed("开户行在哪里查", outcome=Outcome.CLARIFIED)
    assert titles(supervisor)[0] == COIN and len(titles(supervisor)) == 3
    assert titles(supervisor, "channel=agent_desk") == ["K宝驱动装不上"]
    assert titles(supervisor, "outcome=handed_over") == ["K宝驱动装不上"]
    assert titles(supervisor, "outcome=clarified") == ["开户行在哪里查"]
    assert titles(supervisor, "locale=en") == []
    assert titles(supervisor, "days=x&channel=nowhere&state='--") == titles(supervisor)


def test_languages_have_names(supervisor: Client) -> None:
    missed(COIN)
    html = supervisor.get("/admin/misses/").content.decode()
    assert '<option value="zh-Hans">简体中文' in html and '<td class="misses-more">简体中文' in html
    assert "简体中文" in supervisor.get(f"/admin/misses/{name_of(COIN)}/").content.decode()


def test_an_empty_list_says_what_will_be_there(supervisor: Client) -> None:
    assert "没有待处理的未命中问题" in supervisor.get("/admin/misses/").content.decode()
    assert "没有符合筛选条件" in supervisor.get("/admin/misses/?days=7").content.decode()


def test_a_person_sees_the_misses_of_their_channels_alone(supervisor: Client) -> None:
    """Titles, numbers, examples, the file and the group's own screen."""
    web = Group.objects.create(name="Web team")
    web.permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_missgroup"]))
    AccessGrant.objects.create(group=web, audience="public", channels=["web"], topics=["*"])
    webber = person("webber", "Web team")
    missed(COIN, channel="web")
    missed("内部纪念币几点开售", COIN, channel="agent_desk", audience=2)
    missed("只在坐席问过的内部口径", channel="agent_desk", audience=2)

    assert [(r.group.title, r.group.calls, r.group.examples) for r in page_of(webber)] == [
        (COIN, 1, ())
    ]
    shown = webber.get(f"/admin/misses/{name_of(COIN)}/").content.decode()
    file = b"".join(webber.get("/admin/misses/export/?state=every").streaming_content).decode()
    assert "内部" not in shown + file
    assert webber.get(f"/admin/misses/{name_of('只在坐席问过的内部口径')}/").status_code == 404
    assert decide(webber, COIN, act="ignore", why="不做").status_code == 302
    assert not MissGroup.objects.exists()
    assert len(titles(supervisor)) == 2


def test_without_grants_there_is_nothing_to_see(bank: Any) -> None:
    boss = Client()
    user = library.staff("boss")
    user.is_superuser = user.is_staff = True
    user.save()
    boss.force_login(user)
    missed(COIN)
    assert COIN not in boss.get("/admin/misses/").content.decode()
    assert boss.get(f"/admin/misses/{name_of(COIN)}/").status_code == 404


def test_an_ignored_group_stays_away_until_it_has_grown(supervisor: Client, settings) -> None:
    missed(*[COIN] * 4)
    assert decide(supervisor, COIN, act="ignore", why="").status_code == 422
    assert decide(supervisor, COIN, act="ignore", why="不归我们管").status_code == 302
    missed(*[COIN] * 4)
    assert titles(supervisor) == [] and titles(supervisor, "state=ignored") == [COIN]
    missed(COIN)
    assert titles(supervisor) == [COIN]
    told = [(event.act, event.note) for event in MissGroup.objects.get().events.all()]
    assert told == [("grew", ""), ("ignored", "不归我们管")]


def test_a_draft_that_is_deleted_opens_the_group_again(supervisor: Client, bank: Any) -> None:
    missed(COIN)
    decide(supervisor, COIN, act="new", question=COIN, topic=bank.pk)
    tick(timezone.now())
    assert titles(supervisor) == []
    KnowledgePage.objects.get(title=COIN).delete()
    tick(timezone.now())
    assert titles(supervisor) == [COIN]


def test_what_is_missing_is_said_at_its_field(supervisor: Client, bank: Any) -> None:
    missed(COIN)
    for said, field in (
        ({"act": "new", "question": " ", "topic": bank.pk}, "question"),
        ({"act": "new", "question": COIN}, "topic"),
        ({"act": "wording", "wordings": [COIN]}, "answer"),
        ({"act": "wording", "wordings": [COIN], "other": "no.such"}, "other"),
        ({"act": "wording", "other": "cards.fee"}, "wordings"),
        ({"act": "wording", "other": "cards.fee", "wordings": ["从来没人问过"]}, "wordings"),
        ({"act": "nonsense"}, "act"),
    ):
        reply = decide(supervisor, COIN, **said)
        assert reply.status_code == 422 and field in reply.context["form"].errors, said
    assert not MissGroup.objects.exists() and not KnowledgePage.objects.filter(title=COIN).exists()


def test_editors_draft_where_they_may_write_and_nowhere_else(supervisor: Client, bank: Any) -> None:
    loans = library.publish_topic("loans", "贷款")
    give_subtree(loans, group="Editors")
    editor = person("editor-1", "Editors")
    missed(COIN)
    assert decide(editor, COIN, act="new", question=COIN, topic=bank.pk).status_code == 422
    said = {"act": "wording", "other": "cards.fee", "wordings": [COIN]}
    assert decide(editor, COIN, **said).status_code == 422
    reply = decide(editor, COIN, act="new", question=COIN, topic=loans.pk)
    made = KnowledgePage.objects.get(title=COIN)
    assert reply.url == f"/admin/pages/{made.pk}/edit/" and not made.live
    assert made.get_parent().pk == loans.pk and made.owner.username == "editor-1"
    assert editor.get(reply.url).status_code == 200


def test_an_answer_that_is_being_approved_is_left_alone(supervisor: Client, bank: Any) -> None:
    page = KnowledgePage.objects.get(key="cards.fee")
    page.save_revision()
    page.get_workflow().start(page, library.staff("ed", "Editors"))
    missed(COIN)
    reply = decide(supervisor, COIN, act="wording", other="cards.fee", wordings=[COIN])
    assert reply.status_code == 422 and "正在审核" in reply.content.decode()


def test_the_file_holds_no_formula(supervisor: Client) -> None:
    missed("=HYPERLINK(年费)", "＋年费多少钱一年", "@纪念币")
    reply = supervisor.get("/admin/misses/export/")
    text = b"".join(reply.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 4 and all(row[0].startswith("'") for row in rows[1:])


def test_the_screens_ask_the_database_a_fixed_number_of_times(supervisor: Client) -> None:
    def queries(address: str) -> int:
        """The least of three: what the admin remembers for some seconds may run out in one."""
        counts = []
        for _time in range(3):
            with CaptureQueriesContext(connection) as asked:
                assert supervisor.get(address).status_code == 200
            counts.append(len(asked))
        return min(counts)

    missed(COIN)
    few = queries("/admin/misses/"), queries(f"/admin/misses/{name_of(COIN)}/")
    missed(
        *[f"{word}怎么办理" for word in ("开户", "销户", "挂失", "转账", "还款", "理财", "保险")]
    )
    assert len(titles(supervisor)) > 4
    assert (queries("/admin/misses/"), queries(f"/admin/misses/{name_of(COIN)}/")) == few


def test_while_the_counts_cannot_be_read_the_screens_say_so(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed(COIN)
    name = name_of(COIN)

    def busy() -> None:
        raise store.StoreBusy("disk I/O error")

    monkeypatch.setattr(store, "reading", busy)
    assert "暂时无法读取" in supervisor.get("/admin/misses/").content.decode()
    assert (
        "暂时无法读取"
        in b"".join(supervisor.get("/admin/misses/export/").streaming_content).decode()
    )
    assert supervisor.get(f"/admin/misses/{name}/").status_code == 404
