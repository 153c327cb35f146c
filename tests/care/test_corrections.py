"""What readers report becomes work at the element that carried the sentence, once, for its owner,
and comes back to whoever reported it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kb.care.corrections import count_news, mark_read, open_corrections, reports_by
from kb.care.models import Care, Correction
from kb.care.rows import care_of
from kb.feedback.models import Feedback
from kb.feedback.operations import record_feedback
from kb.publication.readers import staff_scope
from tests import library
from tests.authoring.making import make_user
from tests.library import block
from tests.open_bank import Answers, bank, bank_tables

__all__ = ["bank", "bank_tables"]

pytestmark = pytest.mark.django_db
LIST = "care_corrections"


@pytest.fixture
def agent(bank: Answers) -> Any:
    return library.staff("agent-7", "Agents")


@pytest.fixture
def editor(bank: Answers) -> Client:
    """In English; of the team that the cards are of."""
    client = Client(headers={"Accept-Language": "en"})
    topic = bank["cards.lost"].get_parent().specific
    client.force_login(make_user("editor-1", "Editors", owns=topic))
    return client


def report(agent: Any, key: str = "cards.lost", *, now: Any = None, **said: Any) -> Any:
    now = now or timezone.now()
    scope = staff_scope(agent, now=now)
    assert scope
    fields = {"channel": "agent_desk", "verdict": "wrong", "source": agent.username, "at": now}
    fields |= {"locale": "zh-Hans", "reporter_id": agent.pk, "key": key} | said
    return record_feedback(scope=scope, **fields)


def the_correction() -> Correction:
    return Correction.objects.get()


def close(client: Client, one: Correction, **said: str) -> str:
    address = reverse("care_correction_close", args=[one.pk])
    return client.post(address, said, follow=True).content.decode()


class TestOpening:
    def test_is_at_the_element_with_a_time_of_working_hours(
        self, agent: Any, bank: Answers, settings: Any
    ) -> None:
        settings.WORKING_TIME, settings.CORRECTION_HOURS = "1-5 09:00-17:00", 8
        element = library.element_id(bank["cards.lost"], "fee")
        friday = timezone.make_aware(datetime(2026, 11, 20, 12))
        report(agent, element=element, now=friday)
        one = the_correction()
        assert (one.element, one.verdict) == (element, Feedback.Verdict.WRONG)
        assert (one.care.subject, one.care.object_id) == ("answer", bank["cards.lost"].pk)
        monday = timezone.make_aware(datetime(2026, 11, 23, 12))
        assert one.due_at == monday

    def test_the_same_again_joins_it_and_another_kind_does_not(
        self, agent: Any, bank: Answers
    ) -> None:
        other = library.staff("agent-8", "Agents")
        for person in (agent, other, other):
            report(person)
        report(agent, verdict="unclear")
        said = {one.verdict: one.said for one in open_corrections(Care.objects.all())}
        assert said == {"wrong": 3, "unclear": 1}

    @pytest.mark.parametrize("verdict", [v for v in Feedback.Verdict.values if v != "helpful"])
    def test_every_verdict_but_a_good_one_is_work(self, agent: Any, verdict: str) -> None:
        report(agent, verdict=verdict)
        assert the_correction().verdict == verdict

    def test_praise_is_no_work(self, agent: Any) -> None:
        report(agent, verdict="helpful")
        assert not Correction.objects.exists() and Feedback.objects.exists()

    def test_what_a_reader_may_not_see_opens_nothing(self, agent: Any, bank: Answers) -> None:
        assert report(agent, "cards.none") is None
        assert report(agent, element="0" * 36) is None
        assert not Correction.objects.exists()

    def test_a_customers_verdict_joins_the_queue(self, agent: Any, web_key: Any) -> None:
        body = {"key": "cards.lost", "locale": "zh-Hans", "verdict": "not_understood"}
        client = Client(headers=web_key)
        assert (
            client.post("/api/v1/feedback", body, content_type="application/json").status_code < 300
        )
        assert the_correction().reports.get().reporter_id is None

    def test_a_shared_sentence_is_corrected_where_it_is_kept(
        self, agent: Any, bank: Answers, editor: Client
    ) -> None:
        topic = bank["cards.lost"].get_parent().specific
        shared = library.publish_shared("call", block("answer", "挂失请打电话。"))
        for n in (1, 2):
            question, place = f"挂失电话是多少{n}", library.shared_place(shared)
            library.publish_answer(topic, f"cards.call-{n}", question, place)
        report(agent, "cards.call-1", element=str(shared.translation_key))
        one = the_correction()
        assert (one.care.subject, one.care.object_id) == ("shared", shared.pk)
        page = editor.get(reverse(LIST)).content.decode()
        assert "stands in 2 answers" in page and "挂失电话是多少2" in page

    def test_the_list_asks_as_often_however_much_is_shared(
        self, agent: Any, bank: Answers, editor: Client
    ) -> None:
        topic = bank["cards.lost"].get_parent().specific

        def report_shared(number: int) -> None:
            shared = library.publish_shared(f"s{number}", block("answer", f"说明{number}。"))
            place = library.shared_place(shared)
            library.publish_answer(topic, f"cards.s-{number}", f"说明问题{number}", place)
            report(agent, f"cards.s-{number}", element=str(shared.translation_key))

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(reverse(LIST)).status_code == 200
            return len(queries)

        report_shared(0)
        asked()
        once = asked()
        for number in range(1, 6):
            report_shared(number)
        assert asked() == once


class TestSettling:
    def test_changed_only_after_a_change(self, agent: Any, bank: Answers, editor: Client) -> None:
        report(agent, comment="工本费是5元，我的卡6222021234567890123")
        one = the_correction()
        page = editor.get(reverse(LIST)).content.decode()
        assert "工本费是5元" in page and "6222021234567890123" not in page
        refused = close(editor, one, outcome="changed", why="The fee is new.")
        assert "Nothing was saved there" in refused
        # What was typed is there again, once.
        assert 'value="changed" checked' in refused and 'value="The fee is new."' in refused
        assert "The fee is new." not in editor.get(reverse(LIST)).content.decode()
        bank["cards.lost"].save_revision()
        assert "Whoever reported it is told" in close(editor, one, outcome="changed")
        one.refresh_from_db()
        assert (one.outcome, one.closed_by) == ("changed", "editor-1")

    def test_right_as_it_is_only_with_a_reason(self, agent: Any, editor: Client) -> None:
        report(agent)
        one = the_correction()
        assert "Say why it is right" in close(editor, one, outcome="right", why=" ")
        assert "Choose first" in close(editor, one, outcome="perhaps")
        close(editor, one, outcome="right", why="Fees changed on 1 November.")
        one.refresh_from_db()
        assert (one.outcome, one.why) == ("right", "Fees changed on 1 November.")

    def test_reported_again_after_it_was_settled_it_is_new_work(
        self, agent: Any, editor: Client
    ) -> None:
        report(agent)
        close(editor, the_correction(), outcome="right", why="It is.")
        report(agent)
        assert Correction.objects.filter(closed_at=None).count() == 1
        assert Correction.objects.count() == 2

    def test_other_teams_neither_see_nor_settle_it(self, agent: Any, bank: Answers) -> None:
        report(agent)
        others = (make_user("editor-2", "Editors"), library.staff("agent-9", "Agents"))
        for other in others:
            stranger = Client(headers={"Accept-Language": "en"})
            stranger.force_login(other)
            assert "银行卡丢了" not in stranger.get(reverse(LIST), follow=True).content.decode()
            close(stranger, the_correction(), outcome="right", why="x")
            assert the_correction().closed_at is None

    def test_mine_are_those_i_own_and_late_ones_say_so(
        self, agent: Any, bank: Answers, editor: Client
    ) -> None:
        report(agent, now=timezone.now() - timedelta(days=30))
        assert "late" in editor.get(reverse(LIST)).content.decode()
        mine = editor.get(reverse(LIST), {"whose": "mine"}).content.decode()
        assert "Nothing that you look after" in mine
        row = care_of("answer", bank["cards.lost"].pk, today=timezone.localdate())
        assert row
        row.owner_id = int(editor.session["_auth_user_id"])
        row.save()
        mine = editor.get(reverse(LIST), {"whose": "mine"}).content.decode()
        assert "said once" in mine


def test_further_pages_show_only_mine_too(
    agent: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.care.correction_admin.A_PAGE", 1)
    for verdict in ("wrong", "outdated"):
        report(agent, verdict=verdict)
    Care.objects.update(owner_id=int(editor.session["_auth_user_id"]))
    assert (
        'href="?whose=mine&amp;p=2"'
        in editor.get(reverse(LIST), {"whose": "mine"}).content.decode()
    )
    assert 'href="?p=2"' in editor.get(reverse(LIST)).content.decode()


class TestTheReporterLearns:
    def test_once_it_is_settled_and_until_it_is_read(self, agent: Any, editor: Client) -> None:
        other = library.staff("agent-8", "Agents")
        report(agent)
        report(other)
        assert count_news(agent.pk) == 0
        close(editor, the_correction(), outcome="right", why="It is.")
        assert count_news(agent.pk) == count_news(other.pk) == 1
        mark_read(agent.pk, shown=reports_by(agent.pk, limit=5), now=timezone.now())
        assert (count_news(agent.pk), count_news(other.pk)) == (0, 1)
        (mine,) = reports_by(agent.pk, limit=5)
        assert mine.correction.why == "It is."

    def test_what_was_not_shown_stays_new(self, agent: Any, editor: Client) -> None:
        report(agent)
        close(editor, the_correction(), outcome="right", why="It is.")
        mark_read(agent.pk, shown=(), now=timezone.now())
        assert count_news(agent.pk) == 1

    def test_what_is_settled_while_they_read_stays_new(self, agent: Any, editor: Client) -> None:
        report(agent)
        looked_up = timezone.now()
        close(editor, the_correction(), outcome="right", why="It is.")
        mark_read(agent.pk, shown=reports_by(agent.pk, limit=5), now=looked_up)
        assert count_news(agent.pk) == 1

    def test_at_the_desk(self, agent: Any, bank: Answers, editor: Client) -> None:
        desk = Client(headers={"Accept-Language": "en"})
        desk.force_login(agent)
        assert "You have reported nothing" in desk.get("/desk/reports/mine/").content.decode()
        report(agent, comment="It is 5 yuan.")
        mine = desk.get("/desk/reports/mine/").content.decode()
        assert "Being looked at" in mine and "It is 5 yuan." in mine
        close(editor, the_correction(), outcome="right", why="It was raised in May.")
        assert "with news" in desk.get("/desk/").content.decode()
        assert "It was raised in May." in desk.get("/desk/reports/mine/").content.decode()
        assert "with news" not in desk.get("/desk/").content.decode()

    def test_what_was_withdrawn_since_is_not_named(
        self, agent: Any, bank: Answers, editor: Client
    ) -> None:
        desk = Client(headers={"Accept-Language": "en"})
        desk.force_login(agent)
        report(agent)
        close(editor, the_correction(), outcome="right", why="An inner reason.")
        bank["cards.lost"].unpublish()
        mine = desk.get("/desk/reports/mine/").content.decode()
        assert "not here any more" in mine
        assert "An inner reason." not in mine and "银行卡丢了" not in mine


@pytest.fixture
def web_key(bank: Answers) -> dict[str, str]:
    return library.key_for("web")
