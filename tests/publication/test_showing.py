"""What a reader of a channel was told, is told and will be told on a day, with the reasons, and
never more than the person who asks may read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.access.models import AccessGrant
from kb.authoring.label_values import forget_choices
from kb.authoring.models import LabelValue
from kb.publication.showing.moments import Answer, as_it_was
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    logged_in,
    make_topic,
    make_user,
    place,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    rewrite,
)

pytestmark = pytest.mark.django_db
LATER = "2100-01-02 12:00"


@pytest.fixture
def editor() -> Client:
    return logged_in(make_user("editor", "Editors"))


def show(client: Client, page: Any, **asked: Any) -> str:
    """As a customer on the web is told now, unless asked otherwise."""
    standard = {"channel": "web", "audience": "customer", "at": day(timezone.now())}
    response = client.get(reverse("kb_shown", args=[page.pk]), standard | asked)
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture
def beijing() -> Any:
    forget_choices()
    yield LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京分行", name_en="Beijing branch"
    )
    forget_choices()


class TestNowAndLater:
    def test_what_is_said_and_why_the_rest_is_not(self, editor: Client, beijing: Any) -> None:
        page = published_answer(
            "cards.one",
            element("answer", "先挂失。"),
            element("note", "北京的客户看这里。", regions=["beijing"]),
            element("internal_note", "核对身份。", audience="agent"),
        )
        soon = day(timezone.now() + timedelta(minutes=5))
        html = show(editor, page, at=soon)
        assert "先挂失。" in html and "北京的客户" not in html
        assert "仅限：北京分行。" in html and "仅限：坐席。" in html
        html = show(editor, page, at=soon, regions=["beijing"])
        assert "北京的客户看这里。" in html
        assert "核对身份。" in show(editor, page, at=soon, channel="agent_desk", audience="agent")

    def test_what_waits_for_verification_says_so(self, editor: Client) -> None:
        mine = element("note", "您的限额是五万元。", verification="full")
        page = published_answer("cards.mine", element("answer", "因人而异。"), mine)
        soon = day(timezone.now() + timedelta(minutes=5))
        for level in ("", "none", "partial"):
            html = show(editor, page, at=soon, verification=level)
            assert "五万元" not in html and "核身后可见：已核身。" in html
        assert "您的限额是五万元。" in show(editor, page, at=soon, verification="full")

    def test_what_begins_later_says_when(self, editor: Client) -> None:
        begins = "2100-01-01T00:00:00+08:00"
        page = published_answer(
            "cards.one", element(), element("note", "新年起。", valid_from=begins)
        )
        assert "自 2100-01-01" in show(editor, page, at="2099-01-01 00:00")
        assert "新年起。" in show(editor, page, at=LATER)

    def test_a_facts_next_value_is_said_from_its_day(self, editor: Client) -> None:
        published_fact(next_value="300", next_from=datetime(2100, 1, 1, tzinfo=UTC))
        page = published_answer("cards.one", element("answer", "年费{{ card.fee }}。"))
        assert "年费¥200。" in show(editor, page, at="2099-01-01 00:00")
        assert "年费¥300。" in show(editor, page, at=LATER)
        assert "年费300元。" in show(editor, page, at=LATER, channel="sms")

    def test_what_the_channel_leaves_out_is_told(self, editor: Client) -> None:
        page = published_answer("cards.one", element(), element("example", "比如小王。"))
        html = show(editor, page, channel="sms", at=LATER)
        assert "没有为它准备简短答案" in html

    def test_a_draft_only_by_choice(self) -> None:
        topic = make_topic("cards")
        page = published_answer("cards.one", element("answer", "旧。"), topic=topic)
        revision = rewrite(page, element("answer", "新。"))
        owner = logged_in(make_user("owner", "Editors", owns=topic))
        assert "新。" not in show(owner, page, at=LATER)
        assert "新。" in show(owner, page, at=LATER, version=revision.pk)

    def test_and_to_nobody_who_may_only_read_what_is_live(self, editor: Client) -> None:
        page = published_answer("cards.one", element("answer", "旧。"), title="旧问题？")
        draft = fresh(page)
        draft.title, draft.elements = "新问题？", [element("answer", "新。")]
        revision = draft.save_revision()
        html = show(editor, page, at=LATER) + show(editor, page, at=LATER, version=revision.pk)
        assert "旧问题？" in html
        assert "新问题" not in html and "新。" not in html

    def test_a_withdrawn_topic_closes_the_answer(self) -> None:
        topic = make_topic("cards")
        page = published_answer("cards.one", element("answer", "先挂失。"), topic=topic)
        topic.unpublish()
        html = show(logged_in(make_user("editor", "Editors", owns=topic)), page, at=LATER)
        assert "先挂失。" not in html and "所属业务目录已下架" in html


class TestWhatIsScheduled:
    """A day to come is shown with every version that will have gone live by then."""

    AFTER, BEFORE = LATER, "2099-12-31 12:00"

    @pytest.fixture
    def chief(self) -> Client:
        return logged_in(make_user("chief", "Editors", is_superuser=True))

    @staticmethod
    def schedule(obj: Any, **changes: Any) -> None:
        draft = fresh(obj)
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
        draft.save_revision().publish()

    def test_of_the_answer_itself(self, chief: Client) -> None:
        page = published_answer("cards.one", element("answer", "旧。"))
        self.schedule(page, elements=[element("answer", "新。")])
        before, after = (show(chief, page, at=at) for at in (self.BEFORE, self.AFTER))
        assert "旧。" in before and "新。" not in before and "已批准" not in before
        assert "新。" in after and "旧。" not in after
        assert "已批准、尚未生效" in after and "2100-01-01" in after

    def test_of_all_it_uses_and_nothing_else(self, chief: Client) -> None:
        fact, other = published_fact(), published_fact("card.other")
        term = published_term()
        shared = published_shared(inner=element("note", "收 {{ card.fee }}，{{ term.apr }}。"))
        page = published_answer("cards.one", element("answer", "先挂失。"), place(shared))
        self.schedule(fact, value="300", title="年费标准")
        self.schedule(other, value="5", title="别的费用")
        self.schedule(term, plain="一年的利息")
        self.schedule(shared, element=[element("note", "改收 {{ card.fee }}，{{ term.apr }}。")])
        assert "改收" not in show(chief, page, at=self.BEFORE)
        after = show(chief, page, at=self.AFTER)
        assert "改收 ¥300，一年的利息。" in after
        assert after.count("<li>") - show(chief, page, at=self.BEFORE).count("<li>") == 3
        assert "别的费用" not in after

    def test_what_could_not_go_out_then_is_said(self, chief: Client) -> None:
        fact = published_fact()
        page = published_answer("cards.one", element("answer", "收 {{ card.fee }}。"))
        self.schedule(page, elements=[element("answer", "收 {{ card.fee }}、{{ no.such }}。")])
        assert fact and "no.such" in show(chief, page, at=self.AFTER)

    def test_is_kept_from_whoever_may_read_only_what_is_live(self, editor: Client) -> None:
        page = published_answer("cards.one", element("answer", "旧。"))
        before = show(editor, page, at=self.AFTER)
        self.schedule(page, elements=[element("answer", "新。")])
        after = show(editor, page, at=self.AFTER)
        assert "旧。" in after and "新。" not in after and "2100-01-01" not in after
        assert "您无权查看的定时版本" in before and "您无权查看的定时版本" in after


class TestThePast:
    @pytest.fixture
    def moments(self, monkeypatch: Any) -> Any:
        """Published as one thing, then another, then withdrawn, an hour apart."""
        now = timezone.now()
        begun = now - timedelta(hours=10)

        def at(hours: int) -> None:
            monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(hours=hours))

        at(1)
        page = published_answer("cards.one", element("answer", "从前。"))
        at(2)
        rewrite(page, element("answer", "后来。")).publish()
        at(3)
        fresh(page).unpublish()
        monkeypatch.setattr(timezone, "now", lambda: now)
        return page, lambda hours: day(begun + timedelta(hours=hours))

    def test_is_told_from_the_log(self, moments: Any) -> None:
        page, at = moments
        topic = page.get_parent()
        client = logged_in(make_user("editor", "Editors", owns=topic))
        assert "当时尚未发布" in show(client, page, at=at(0))
        assert "从前。" in show(client, page, at=at(1.5))
        assert "后来。" in show(client, page, at=at(2.5))
        html = show(client, page, at=at(4))
        assert "下架" in html and "后来。" not in html

    def test_a_text_that_left_the_house_is_proved(self, editor: Client) -> None:
        page = published_answer("cards.one", element("answer", "先挂失。"))
        now = day(timezone.now() + timedelta(seconds=30))
        assert "没有留痕" not in show(editor, page, at=now)
        Client().get("/help/zh-Hans/answers/cards.one/")
        assert "首次提供" in show(editor, page, at=now, audience="public")


class TestATopicThatWasClosed:
    def test_is_closed_for_the_days_between(self) -> None:
        topic = make_topic("cards")
        below = make_topic("cards.credit", above=topic)
        page = published_answer("cards.one", element("answer", "先挂失。"), topic=below)
        open_at = timezone.now()
        fresh(topic).unpublish()
        closed_at = timezone.now()
        fresh(topic).get_latest_revision_as_object().save_revision().publish()
        open_again = timezone.now()
        answer = Answer(page.key, "zh-Hans", page.pk)
        seen = [as_it_was(answer, at=at).is_closed for at in (open_at, closed_at, open_again)]
        assert seen == [False, True, False]

    def test_the_screen_says_why_nothing_was_said(self) -> None:
        owner = logged_in(make_user("chief", "Editors", is_superuser=True))
        topic = make_topic("cards")
        page = published_answer("cards.one", element("answer", "先挂失。"), topic=topic)
        fresh(topic).unpublish()
        later = timezone.now() + timedelta(seconds=2)
        with mock.patch.object(timezone, "now", return_value=later):
            html = show(owner, page, at=day(later - timedelta(seconds=1)))
        assert "所属业务目录已下架。" in html


class TestRights:
    def test_forbidden_and_absent_look_alike(self, editor: Client) -> None:
        draft = draft_answer("cards.draft")
        address = reverse("kb_shown", args=[draft.pk])
        assert editor.get(address).status_code == 404
        assert editor.get(reverse("kb_shown", args=[draft.pk + 99])).status_code == 404
        assert "login" in Client().get(address).headers["Location"]

    def test_nobody_is_shown_more_than_their_grants_hold(self, editor: Client) -> None:
        page = published_answer(
            "cards.one", element(), element("internal_note", "暗号。", audience="agent")
        )
        AccessGrant.objects.filter(group__name="Editors").update(audience="customer")
        html = show(editor, page, channel="agent_desk", audience="agent")
        assert "暗号" not in html and "内部提示" not in html
        AccessGrant.objects.filter(group__name="Editors").update(channels=["web"])
        assert "暗号" not in show(editor, page, channel="agent_desk")

    def test_without_a_grant_even_the_own_topic_is_closed(self) -> None:
        topic = make_topic("cards")
        page = published_answer("cards.one", element("answer", "先挂失。"), topic=topic)
        AccessGrant.objects.all().delete()
        client = logged_in(make_user("editor", "Editors", owns=topic))
        html = show(client, page)
        assert "先挂失。" not in html and "访问授权" in html

    def test_a_version_that_does_not_wait_is_refused(self, editor: Client) -> None:
        page = published_answer("cards.one", element("answer", "旧。"))
        old = page.latest_revision_id
        html = show(editor, page, version=old)
        assert "旧。" not in html

    def test_the_queries_do_not_grow(
        self, editor: Client, django_assert_max_num_queries: Any
    ) -> None:
        page = published_answer("cards.one", *[element("answer", f"话{n}") for n in range(12)])
        show(editor, page)
        with django_assert_max_num_queries(35):
            show(editor, page)
