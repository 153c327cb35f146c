"""Amounts, rates and phone numbers that contradict a fact, or each other, for the same thing."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from kb.access.models import AccessGrant
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import run_waiting
from kb.authoring.models import Fact, FactVariant
from kb.care import clock, conflict_jobs
from kb.care.contradictions import scan
from kb.care.mentions import mentions_in
from kb.care.models import ConflictDecision, Contradiction
from tests.authoring.making import (
    element,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
)

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "nonghang_qa.csv"


def found_in(text: str, locale: str = "zh-Hans") -> list[tuple[str, str, str]]:
    return [(m.thing, m.kind, m.value) for m in mentions_in(text, locale=locale)]


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "thing", "kind", "value"),
        [
            ("信用卡年费是200元。", "信用卡年费", "money", "200"),
            ("目前信用卡年费为２００元", "信用卡年费", "money", "200"),
            ("信用卡年费每年收二百元", "信用卡年费", "money", "200"),
            ("补卡工本费每张十元", "补卡工本费", "money", "10"),
            ("补卡工本费收五块钱", "补卡工本费", "money", "5"),
            ("大额转账手续费每笔一万二千元", "大额转账手续费", "money", "12000"),
            ("二代K宝最高单笔交易限额为100万元，", "二代k宝最高单笔交易限额", "money", "1000000"),
            ("信用卡日利率0.05%", "信用卡日利率", "rate", "0.05"),
            ("信用卡日利率是0.5‰", "信用卡日利率", "rate", "0.05"),
            ("请拨打客服热线400-000-1234。", "客服热线", "phone", "4000001234"),
            ("金卡活动截止日期为2027年1月31日。", "金卡活动截止日期", "date", "2027-01-31"),
            ("金卡活动截止日期：2027-01-31", "金卡活动截止日期", "date", "2027-01-31"),
            ("挂失补卡时限为7个工作日", "挂失补卡时限", "count of working_day", "7"),
            ("境外客服热线：95588", "境外客服热线", "phone", "95588"),
        ],
    )  # fmt: skip
    def test_in_chinese(self, text: str, thing: str, kind: str, value: str) -> None:
        assert found_in(text) == [(thing, kind, value)]

    @pytest.mark.parametrize(
        ("text", "thing", "value"),
        [
            ("The credit card annual fee is ¥200 a year.", "the credit card annual fee", "200"),
            ("Our home loan rate is 3.1%.", "our home loan rate", "3.1"),
            (
                "The gold card closing date is 31 January 2027.",
                "the gold card closing date",
                "2027-01-31",
            ),
        ],
    )
    def test_in_english(self, text: str, thing: str, value: str) -> None:
        ((name, _kind, found),) = found_in(text, "en")
        assert thing.endswith(name) and found == value

    @pytest.mark.parametrize(
        "text",
        ["手续费是5元。", "单笔支付限额为5万元", "年利率4.35%", "年费要200元", "每天费用5元",
         "收200元", "The fee is ¥5.", "余额不足10元",
         "房贷基准利率1年期", "超过票据到期日2年", "有效期为3年", "截止日期为2027年1月31日"],
    )  # fmt: skip
    def test_nothing_in_particular_is_passed_over(self, text: str) -> None:
        assert found_in(text) + found_in(text, "en") == []

    def test_real_questions_give_few_false_alarms(self) -> None:
        if not REAL.exists():
            pytest.skip(f"{REAL} is not here")
        things: dict[tuple[str, str], set[str]] = {}
        count = 0
        with REAL.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for mention in mentions_in(row["reply"], locale="zh-Hans"):
                    things.setdefault((mention.kind, mention.thing), set()).add(mention.value)
                    count += 1
        several = {thing: values for thing, values in things.items() if len(values) > 1}
        print(f"{count} mentions of {len(things)} things, {len(several)} with several values")
        assert count > 50
        assert len(several) <= 3


@pytest.mark.django_db
class TestTheScan:
    @pytest.fixture
    def editor(self) -> User:
        return make_user("editor", "Editors", owns=make_topic("cards"))

    def answer(self, key: str, text: str, **settings: Any) -> Any:
        return published_answer(key, element("answer", text, **settings))

    def test_a_text_against_a_fact(self, editor: User) -> None:
        published_fact("card.annual_fee", "200", name="信用卡年费")
        self.answer("cards.right", "信用卡年费是200元。")
        self.answer("cards.used", "信用卡年费是{{ card.annual_fee }}。")
        wrong = self.answer("cards.wrong", "信用卡年费是300元。")
        assert scan() == 1
        row = Contradiction.objects.get()
        assert (row.page_id, row.fact, row.said) == (wrong.pk, "card.annual_fee", "300元")

    def test_a_value_of_a_region_or_of_tomorrow_is_no_contradiction(self, editor: User) -> None:
        fact = published_fact("card.annual_fee", "200", name="信用卡年费")
        FactVariant.objects.create(fact=fact, regions=["beijing"], value="100")
        Fact.objects.filter(pk=fact.pk).update(next_value="250", next_from="2027-01-01T00:00Z")
        self.answer("cards.one", "信用卡年费是100元。")
        self.answer("cards.two", "信用卡年费是250元。")
        assert not Contradiction.objects.exclude(fact="").exists()

    def test_a_rate_is_kept_as_a_fraction(self, editor: User) -> None:
        published_fact(
            "card.rate", "0.0005", name="信用卡日利率", type="rate", basis="daily", unit=""
        )
        self.answer("cards.one", "信用卡日利率是0.05%。")
        assert scan() == 0
        self.answer("cards.two", "信用卡日利率是0.5%。")
        assert scan() == 1

    @pytest.mark.parametrize(
        ("fact", "right", "wrong"),
        [
            ({"name": "金卡活动截止日期", "type": "date", "value": "2027-01-31", "unit": ""},
             "2027年1月31日", "2027年2月28日"),
            ({"name": "挂失补卡时限", "type": "count", "value": "7", "unit": "working_day"},
             "7个工作日", "5个工作日"),
        ],
    )  # fmt: skip
    def test_a_day_and_a_count(
        self, editor: User, fact: dict[str, str], right: str, wrong: str
    ) -> None:
        published_fact("card.value", **fact)
        self.answer("cards.right", f"{fact['name']}为{right}。")
        odd = self.answer("cards.wrong", f"{fact['name']}为{wrong}。")
        assert scan() == 1
        row = Contradiction.objects.get()
        assert (row.page_id, row.fact, row.other_said) == (odd.pk, "card.value", fact["value"])

    def test_two_texts_against_each_other(self, editor: User) -> None:
        for number in range(2):
            self.answer(f"cards.a{number}", "客服热线：400-000-1234。")
        odd = self.answer("cards.odd", "请拨打客服热线400-000-9999。")
        assert scan() == 1
        assert Contradiction.objects.get().page_id == odd.pk

    def test_not_where_labels_tell_readers_apart(self, editor: User) -> None:
        self.answer("cards.a", "异地挂失手续费是10元。", regions=["beijing"])
        self.answer("cards.b", "异地挂失手续费是20元。", regions=["shanghai"])
        assert scan() == 0

    def test_not_where_one_answer_gives_several(self, editor: User) -> None:
        self.answer("cards.a", "金卡年费是300元；金卡年费是200元，满六次减免。")
        self.answer("cards.b", "金卡年费是300元。")
        assert scan() == 0

    def test_a_decision_is_remembered_over_scans(self, editor: User) -> None:
        self.answer("cards.a", "金卡年费是300元。")
        self.answer("cards.b", "金卡年费是400元。")
        scan()
        client = logged_in(editor)
        assert "金卡年费" in client.get(reverse("care_conflicts")).content.decode()
        row = Contradiction.objects.get()
        client.post(reverse("care_conflict_settle", args=[row.pk]), {"why": ""})
        assert not ConflictDecision.objects.exists()
        client.post(reverse("care_conflict_settle", args=[row.pk]), {"why": "两种金卡"})
        scan()
        assert "金卡年费" not in client.get(reverse("care_conflicts")).content.decode()

    def test_strangers_settle_nothing(self, editor: User) -> None:
        self.answer("cards.a", "金卡年费是300元。")
        self.answer("cards.b", "金卡年费是400元。")
        scan()
        stranger = logged_in(make_user("stranger", "Editors", owns=make_topic("loans")))
        url = reverse("care_conflict_settle", args=[Contradiction.objects.get().pk])
        assert stranger.post(url, {"why": "x"}).status_code == 404

    def test_another_teams_sentence_is_shown_where_it_may_be_read(self, editor: User) -> None:
        loans = make_topic("loans")
        other = make_user("other", "Editors", owns=loans)
        for key, topic, price in (("loans.fee", loans, 300), ("cards.fee", None, 400)):
            inside = element("answer", f"金卡年费是{price}元。", audience="agent")
            published_answer(key, element(), inside, topic=topic)
        scan()
        url = reverse("care_conflicts")
        for user in (editor, other):
            assert "金卡年费是300元" in logged_in(user).get(url).content.decode()
        AccessGrant.objects.update(audience="public")
        for user in (editor, other):
            assert "金卡年费" not in logged_in(user).get(url).content.decode()

    def test_each_night_it_is_done_once(self, editor: User) -> None:
        night = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # half past two in Shanghai
        self.answer("cards.a", "金卡年费是300元。")
        self.answer("cards.b", "金卡年费是400元。")
        clock.run(now=night - timedelta(hours=1))
        assert not Job.objects.exists()
        for minute in range(2):
            clock.run(now=night + timedelta(minutes=minute))
            Job.objects.update(created=night)
        run_waiting(should_stop=lambda: False)
        job = Job.objects.get()
        assert (job.kind, job.state, job.result) == ("care-contradictions", "done", {"count": 1})
        clock.run(now=night + timedelta(days=1))
        assert Job.objects.count() == 2

    def test_one_that_takes_too_long_is_given_up(
        self, editor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answer("cards.a", "金卡年费是300元。")
        self.answer("cards.b", "金卡年费是400元。")
        scan()
        monkeypatch.setattr(conflict_jobs, "LONGEST_SECONDS", -1)
        logged_in(editor).post(reverse("care_conflict_scan"))
        run_waiting(should_stop=lambda: False)
        assert Job.objects.get().state == "failed"
        assert Contradiction.objects.count() == 1

    def test_it_is_started_in_the_background(self, editor: User) -> None:
        response = logged_in(editor).post(reverse("care_conflict_scan"))
        job = Job.objects.get()
        assert job.kind == "care-contradictions"
        assert str(job.pk) in response.headers["location"]
