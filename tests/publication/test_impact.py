"""What a change would do, foreseen exactly as publication would do it, and shown to each person
only as far as they may read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels.reads import counting
from channels.reads.models import ReadCount
from kb.access.models import AccessGrant
from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, LabelValue
from kb.publication.impact.marking import Run, mark
from kb.publication.impact.proposals import proposals_of
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
FEE = "年费 {{ card.fee }}。"


@pytest.fixture
def chief() -> Client:
    return logged_in(make_user("chief", is_superuser=True))


def url_of(subject: Any, name: str = "kb_impact", *more: int) -> str:
    return reverse(name, args=[subject._meta.label_lower, subject.pk, *more])


def read(client: Client, subject: Any, name: str = "kb_impact", *more: int, **asked: Any) -> str:
    response = client.get(url_of(subject, name, *more), asked)
    assert response.status_code == 200, response.status_code
    html: str = response.content.decode()
    return html


def redraft(fact: Any, **changes: Any) -> Any:
    draft = fresh(fact)
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft.save_revision()


class TestMarks:
    @pytest.mark.parametrize(
        ("before", "after", "gone", "come"),
        [
            ("年费200元。", "年费300元。", ["200"], ["300"]),
            ("年费¥200，按年收。", "年费¥300.50，按年收。", ["¥200"], ["¥300.50"]),
            ("请带身份证。", "请带身份证和卡。", [], ["和卡"]),
            ("Bring your card.", "Bring your passport.", ["card"], ["passport"]),
            ("", "新", [], ["新"]),
        ],
    )
    def test_name_what_differs(
        self, before: str, after: str, gone: list[str], come: list[str]
    ) -> None:
        old, new = mark(before, after)
        assert [run.text for run in old if run.changed] == gone
        assert [run.text for run in new if run.changed] == come

    def test_lose_nothing_of_either_text(self) -> None:
        old, new = mark("甲乙丙丁 one two", "甲丙丁戊 one three")
        assert "".join(run.text for run in old) == "甲乙丙丁 one two"
        assert "".join(run.text for run in new) == "甲丙丁戊 one three"

    def test_equal_texts_have_none(self) -> None:
        assert mark("一样", "一样") == ((Run("一样"),), (Run("一样"),))


class TestAFact:
    @pytest.fixture
    def fact(self) -> Any:
        fact = published_fact()
        published_answer("cards.one", element("answer", FEE, brief=FEE), title="年费多少？")
        redraft(fact, value="300")
        return fact

    def test_is_shown_old_and_new_on_every_channel(self, chief: Client, fact: Any) -> None:
        assert 'data-total="1"' in read(chief, fact)
        page = fact_page("cards.one")
        html = read(chief, fact, "kb_impact_answer", page.pk)
        assert html.count('<section class="impact__channel">') == 4
        assert "<mark>¥200</mark>" in html and "<mark>¥300</mark>" in html
        assert "<mark>200</mark>" in html and "<mark>300</mark>" in html  # in a text message
        assert "年费多少？" in read(chief, fact, "kb_impact_rows")

    def test_its_sizes_are_counted_as_the_channel_counts(self, chief: Client, fact: Any) -> None:
        redraft(fact, value="1300")
        html = read(chief, fact, "kb_impact_answer", fact_page("cards.one").pk)
        sizes = [line.strip() for line in html.splitlines() if "字节 →" in line or "条 →" in line]
        assert sorted(sizes) == [
            "1 段，114 字节 → 1 段，116 字节",  # two channels show a page with its question
            "1 段，114 字节 → 1 段，116 字节",
            "1 段，15 字节 → 1 段，17 字节",  # 年费 ¥200。 → 年费 ¥1,300。
            "14 字，分 1 条 → 16 字，分 1 条",  # with the bank's signature
        ]

    def test_nothing_is_published_by_looking(self, chief: Client, fact: Any) -> None:
        from kb.publication import log

        before = log.head()
        read(chief, fact)
        read(chief, fact, "kb_impact_rows")
        assert log.head() == before
        assert fresh(fact).value == "200"

    def test_what_does_not_fit_is_said(self, chief: Client, fact: Any) -> None:
        published_answer("cards.long", element("answer", f"{'长' * 490}{{{{ card.fee }}}}"))
        redraft(fact, value="99999999999999")
        rows = read(chief, fact, "kb_impact_rows")
        assert rows.count('data-overflows="1"') == 1
        html = read(chief, fact, "kb_impact_answer", fact_page("cards.long").pk)
        assert "500" in html and "help-critical" in html

    def test_the_most_read_come_first(self, chief: Client, fact: Any) -> None:
        published_answer("cards.two", element("answer", FEE), title="常看的？")
        today = timezone.now().date()
        row = {"key": "cards.two", "locale": "zh-Hans", "channel": "web"}
        ReadCount.objects.create(day=today, reads=7, **row)
        ReadCount.objects.create(day=today - timedelta(days=400), reads=9, **row)
        rows = read(chief, fact, "kb_impact_rows")
        assert rows.index("常看的？") < rows.index("年费多少？")
        assert 'data-reads="7"' in rows
        assert read(chief, fact, "kb_impact_rows", offset=1, count=1).count("<tr ") == 1

    def test_a_next_value_is_shown_from_its_day(self, chief: Client) -> None:
        fact = published_fact("card.other")
        published_answer("cards.next", element("answer", "收 {{ card.other }}。"))
        redraft(fact, next_value="500", next_from=datetime(2100, 1, 1, tzinfo=UTC))
        html = read(chief, fact, "kb_impact_answer", fact_page("cards.next").pk)
        assert "2100-01-01" in html and "<mark>¥500</mark>" in html

    def test_so_is_one_that_is_live_already(self, chief: Client) -> None:
        day = datetime(2100, 1, 1, tzinfo=UTC)
        fact = published_fact("card.other", next_value="500", next_from=day)
        published_answer("cards.next", element("answer", "收 {{ card.other }}。"))
        assert "没有待审核的修改" in read(chief, fact)
        html = read(chief, fact, "kb_impact_answer", fact_page("cards.next").pk)
        assert "<mark>¥200</mark>" in html and "<mark>¥500</mark>" in html

    def test_a_scheduled_change_is_shown_as_of_its_start(self, chief: Client, fact: Any) -> None:
        draft = fresh(fact)
        draft.value, draft.go_live_at = "400", datetime(2100, 1, 1, tzinfo=UTC)
        revision = draft.save_revision()
        revision.publish()
        redraft(fact, value="300", go_live_at=None)
        asked = {"revision": revision.pk}
        assert "2100-01-01" in read(chief, fact, **asked)
        page = fact_page("cards.one")
        assert "<mark>¥400</mark>" in read(chief, fact, "kb_impact_answer", page.pk, **asked)
        assert "<mark>¥300</mark>" in read(chief, fact, "kb_impact_answer", page.pk)
        assert len(proposals_of(fresh(fact), now=timezone.now())) == 2

    def test_the_queries_do_not_grow(
        self, chief: Client, fact: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            published_answer(f"cards.n{number}", element("answer", FEE))
        read(chief, fact, "kb_impact_rows")
        with django_assert_max_num_queries(30):
            read(chief, fact, "kb_impact_rows")


def fact_page(key: str) -> Any:
    from kb.authoring.models import KnowledgePage

    return KnowledgePage.objects.get(key=key)


class TestOthers:
    def test_a_term(self, chief: Client) -> None:
        term = published_term()
        page = published_answer("cards.one", element("answer", "是 {{ term.apr }}。"))
        redraft(term, plain="一年利息")
        html = read(chief, term, "kb_impact_answer", page.pk)
        assert "<mark>" in html and "一年" in html

    def test_a_shared_element(self, chief: Client) -> None:
        shared = published_shared()
        page = published_answer("cards.one", element(), place(shared))
        redraft(shared, element=[element("note", "请带护照。")])
        html = read(chief, shared, "kb_impact_answer", page.pk)
        assert "护照" in html

    def test_an_answer_by_itself(self, chief: Client) -> None:
        page = published_answer("cards.one", element("answer", "先挂失。", block="a"))
        rewrite(page, element("answer", "先锁卡。", block="a"))
        html = read(chief, page)
        assert "<mark>挂失</mark>" in html and "<mark>锁卡</mark>" in html

    def test_a_new_answer(self, chief: Client) -> None:
        page = draft_answer("cards.new", element("answer", "新答案。"))
        assert "<mark>新答案。</mark>" in read(chief, page)

    def test_an_answer_that_cannot_go_out(self, chief: Client) -> None:
        page = draft_answer("cards.new", element("answer", "{{ no.such }}"))
        assert "no.such" in read(chief, page)


class TestRegions:
    """Shown as somebody in one region reads it."""

    @pytest.fixture
    def page(self) -> Any:
        for code, name in (("beijing", "北京"), ("shanghai", "上海")):
            LabelValue.objects.create(
                dimension="regions", code=code, name_zh=name, name_en=code.title()
            )
        forget_choices()
        published_fact()
        here = element("note", "北京另收 {{ card.fee }}。", regions=["beijing"])
        return published_answer("cards.one", element("answer", FEE), here)

    def test_one_reads_what_is_said_there(self, page: Any, chief: Client) -> None:
        fact = Fact.objects.get()
        redraft(fact, value="300")
        everywhere = read(chief, fact, "kb_impact_answer", page.pk)
        beijing = read(chief, fact, "kb_impact_answer", page.pk, region="beijing")
        shanghai = read(chief, fact, "kb_impact_answer", page.pk, region="shanghai")
        assert "另收" in everywhere and "另收" in beijing and "另收" not in shanghai
        assert "<mark>¥300</mark>" in shanghai

    def test_the_choice_stays_in_every_part_of_the_screen(self, page: Any, chief: Client) -> None:
        fact = Fact.objects.get()
        redraft(fact, value="300")
        html = read(chief, fact, region="beijing")
        assert '<option value="beijing" selected>' in html
        assert "region=beijing" in html.split("data-rows=")[1].split(">")[0]
        assert "region=beijing" in read(chief, fact, "kb_impact_rows", region="beijing")
        assert "region=nowhere" not in read(chief, fact, region="nowhere")

    def test_only_regions_of_ones_grant_are_offered(self, page: Any) -> None:
        fact = Fact.objects.get()
        redraft(fact, value="300")
        AccessGrant.objects.filter(group__name="Editors").update(regions=["shanghai"])
        client = logged_in(make_user("editor", "Editors"))
        html = read(client, fact, region="beijing")
        assert '<option value="shanghai">' in html and "beijing" not in html


class TestRights:
    def test_forbidden_and_absent_look_alike(self) -> None:
        fact = published_fact()
        page = draft_answer("cards.one")
        supervisor = logged_in(make_user("supervisor", "Supervisors"))
        for subject in (fact, page):
            assert supervisor.get(url_of(subject)).status_code == 404
        editor = logged_in(make_user("editor", "Editors"))
        assert editor.get(f"{url_of(fact)[:-1]}9/").status_code == 404
        assert editor.get(reverse("kb_impact", args=["auth.user", 1])).status_code == 404
        assert editor.get(url_of(fact), {"revision": 99}).status_code == 404
        assert "login" in Client().get(url_of(fact)).headers["Location"]

    def test_answers_beyond_a_persons_grant_are_counted_and_no_more(self) -> None:
        fact = published_fact()
        own, foreign = make_topic("own"), make_topic("foreign")
        published_answer("own.one", element("answer", FEE), topic=own, title="自己的？")
        hidden = published_answer("foreign.one", element("answer", FEE), topic=foreign,
                                  title="别人的？")  # fmt: skip
        redraft(fact, value="300")
        AccessGrant.objects.filter(group__name="Editors").update(topics=["own"])
        client = logged_in(make_user("editor", "Editors"))
        heard = read(client, fact) + read(client, fact, "kb_impact_rows", count=50)
        assert "自己的？" in heard
        assert "别人的" not in heard and "foreign" not in heard
        assert client.get(url_of(fact, "kb_impact_answer", hidden.pk)).status_code == 404

    def test_elements_beyond_a_persons_grant_are_not_shown(self) -> None:
        fact = published_fact()
        secret = element("internal_note", "暗号{{ card.fee }}", audience="agent")
        page = published_answer("cards.one", element("answer", FEE), secret)
        redraft(fact, value="300")
        AccessGrant.objects.filter(group__name="Editors").update(audience="customer")
        html = read(logged_in(make_user("editor", "Editors")), fact, "kb_impact_answer", page.pk)
        assert "<mark>¥300</mark>" in html
        assert "暗号" not in html
        AccessGrant.objects.filter(group__name="Editors").update(audience="agent")
        html = read(logged_in(make_user("editor2", "Editors")), fact, "kb_impact_answer", page.pk)
        assert "暗号" in html

    def test_channels_beyond_a_persons_grant_are_not_shown(self) -> None:
        fact = published_fact()
        page = published_answer("cards.one", element("answer", FEE))
        redraft(fact, value="300")
        AccessGrant.objects.filter(group__name="Editors").update(channels=["web"])
        html = read(logged_in(make_user("editor", "Editors")), fact, "kb_impact_answer", page.pk)
        assert html.count('<section class="impact__channel">') == 1

    def test_the_draft_of_an_answer_is_not_shown_to_whoever_may_read_what_is_live(self) -> None:
        page = published_answer("cards.one", element("answer", "先挂失。"))
        rewrite(page, element("answer", "先锁卡。"))
        reader = logged_in(make_user("editor", "Editors"))
        assert reader.get(url_of(page)).status_code == 404

    def test_whoever_decides_sees_the_draft_that_waits(self) -> None:
        from tests.authoring.making import hand_in

        topic = make_topic("cards")
        editor = make_user("editor", "Editors", owns=topic)
        page = draft_answer("cards.new", element("answer", "新答案。"), user=editor)
        approver = logged_in(make_user("approver", "Approvers"))
        assert approver.get(url_of(page)).status_code == 404
        hand_in(page, editor)
        assert "新答案。" in read(approver, page)


class TestReads:
    def test_are_written_together_and_added_up(self) -> None:
        page = published_answer("cards.one")
        for _time in range(3):
            assert Client().get("/help/zh-Hans/answers/cards.one/").status_code == 200
        assert not ReadCount.objects.exists()
        assert counting.flush()
        Client().get("/help/zh-Hans/answers/cards.one/")
        assert counting.flush() and counting.flush()
        row = ReadCount.objects.get()
        assert (row.key, row.channel, row.reads) == (page.key, "web", 4)

    def test_that_the_database_does_not_take_now_are_kept(self, monkeypatch: Any) -> None:
        published_answer("cards.one")
        Client().get("/help/zh-Hans/answers/cards.one/")
        monkeypatch.setattr(counting, "write_aside", lambda *_: False)
        assert not counting.flush()
        monkeypatch.undo()
        assert counting.flush()
        assert ReadCount.objects.get().reads == 1
