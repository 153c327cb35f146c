"""What is new since an agent's last shift: for this agent, in substance, and no word of what they
may no longer see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, KnowledgePage, LabelValue
from kb.publication import lane
from kb.publication.since import note_edges
from kb.reading.models import SeenChange, Shift
from kb.reading.news import MOST_DAYS, news_for
from kb.reading.shifts import forget_old, mark_seen, note_use
from tests import library
from tests.library import block
from tests.reading.stories import marked, news_of, say, scope_of, team, told, worked_until_now

HOUR = timedelta(hours=1)


def test_nothing_changed_is_nothing_new(agent: Any) -> None:
    assert news_of(agent).items == ()


def test_a_changed_fee_stands_there_with_its_old_and_new_words(agent: Any, bank: Any) -> None:
    say(bank["cards.fee"], "每年300元，刷卡满6次免年费。")
    item = told(agent)["cards.fee"]
    assert item.state == "changed" and not item.is_seen
    (change,) = item.elements
    assert marked(change.before) == "每年[200]元，刷卡满6次免年费。"
    assert marked(change.after) == "每年[300]元，刷卡满6次免年费。"


@pytest.mark.parametrize("text", ["每年200元、刷卡满6次免年费", "每年200元， 刷卡满6次免年费。"])
def test_signs_make_no_news(agent: Any, bank: Any, text: str) -> None:
    say(bank["cards.fee"], text)
    assert told(agent) == {}


def test_an_example_makes_no_news_by_itself(agent: Any, bank: Any) -> None:
    say(bank["cards.fee"], "每年200元，刷卡满6次免年费。", block("example", "小王刷了六次。"))
    assert told(agent) == {}
    say(bank["cards.fee"], "每年200元。", block("example", "小王一次也没刷。"))
    kinds = [(change.kind, change.state) for change in told(agent)["cards.fee"].elements]
    assert kinds == [("answer", "changed"), ("example", "new")]


def test_a_new_answer_begins_with_its_first_words(agent: Any, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    library.publish_answer(topic, "cards.new", "怎么办新卡？", block("answer", "带身份证。"))
    item = told(agent)["cards.new"]
    assert (item.state, item.question, item.lead) == ("new", "怎么办新卡？", "带身份证。")


def test_of_a_withdrawn_answer_only_the_key_is_told(agent: Any, bank: Any) -> None:
    bank["cards.fee"].unpublish()
    item = told(agent)["cards.fee"]
    assert item.state == "withdrawn"
    assert item.question == item.lead == "" and item.elements == ()


def test_what_came_and_went_in_between_is_no_news(agent: Any, bank: Any) -> None:
    topic = bank["cards.lost"].get_parent().specific
    made = library.publish_answer(topic, "cards.brief", "短命", block("answer", "很短。"))
    made.unpublish()
    assert told(agent) == {}


def test_of_an_element_taken_out_only_its_kind_is_told(agent: Any, bank: Any) -> None:
    page = say(bank["cards.fee"], "每年200元。", block("condition", "学生免收。"))
    worked_until_now(agent)
    say(page, "每年200元。")
    (change,) = told(agent)["cards.fee"].elements
    assert (change.kind, change.state, change.before, change.after) == ("condition", "gone", (), ())


def test_a_fact_is_news_in_every_answer_that_says_it(agent: Any, bank: Any) -> None:
    fact = Fact.objects.create(
        key="card.fee", name="年费", type="money", unit="CNY", value="200", live=True
    )
    say(bank["cards.fee"], "每年{{ card.fee }}。")
    worked_until_now(agent)
    fact.value = "260"
    fact.save()
    lane.drain()
    (change,) = told(agent)["cards.fee"].elements
    assert (marked(change.before), marked(change.after)) == ("每年[¥200]。", "每年[¥260]。")


def test_a_value_that_begins_by_itself_is_news_then(agent: Any, bank: Any) -> None:
    now = timezone.now()
    note_edges(now=now)
    coming = block("condition", "明天起须预约。", valid_from=now + HOUR)
    page = say(bank["branches.hours"], "工作日上午9点。", coming)
    worked_until_now(agent)
    assert told(agent) == {} and page.live
    later = scope_of(agent, at=now + 2 * HOUR)
    note_edges(now=later.now)
    (item,) = news_for(agent.pk, scope=later, locale="zh-Hans").items
    assert [(c.kind, c.state) for c in item.elements] == [("condition", "new")]


class TestOtherReaders:
    """Two teams that read different regions."""

    @pytest.fixture(autouse=True)
    def regions(self, bank: Any) -> Any:
        for code in ("beijing", "shanghai"):
            LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
        forget_choices()
        yield
        forget_choices()

    @pytest.fixture
    def beijing(self, bank: Any) -> Any:
        return self.member("beijing")

    @pytest.fixture
    def shanghai(self, bank: Any) -> Any:
        return self.member("shanghai")

    def member(self, region: str) -> Any:
        team(f"Agents {region}", regions=[region])
        user = library.staff(f"agent-{region}", f"Agents {region}")
        worked_until_now(user)
        return user

    def test_a_region_is_news_to_its_own_agents(
        self, beijing: Any, shanghai: Any, bank: Any
    ) -> None:
        local = block("fee", "北京加收5元。", regions=["beijing"])
        say(bank["cards.fee"], "每年200元，刷卡满6次免年费。", local)
        assert [c.kind for c in told(beijing)["cards.fee"].elements] == ["fee"]
        assert told(shanghai) == {}

    def test_an_element_narrowed_to_others_tells_none_of_its_words(
        self, beijing: Any, shanghai: Any, bank: Any
    ) -> None:
        page = say(bank["cards.fee"], "每年200元。", block("fee", "加收5元。"))
        worked_until_now(shanghai)
        say(page, "每年200元。", block("fee", "加收5元。", regions=["beijing"]))
        (change,) = told(shanghai)["cards.fee"].elements
        assert (change.state, change.before, change.after) == ("gone", (), ())

    def test_an_answer_narrowed_to_others_is_like_a_withdrawn_one(
        self, shanghai: Any, bank: Any
    ) -> None:
        only = block("answer", "北京每年100元。", regions=["beijing"])
        library.rewrite(bank["cards.fee"], only)
        item = told(shanghai)["cards.fee"]
        assert (item.state, item.question, item.elements) == ("withdrawn", "", ())

    def test_what_others_could_see_and_no_more_is_no_news(
        self, beijing: Any, shanghai: Any, bank: Any
    ) -> None:
        topic = bank["cards.lost"].get_parent().specific
        only = block("answer", "只在北京。", regions=["beijing"])
        page = library.publish_answer(topic, "cards.beijing", "北京怎么办？", only)
        worked_until_now(beijing)
        worked_until_now(shanghai)
        page.unpublish()
        assert told(shanghai) == {}
        assert told(beijing)["cards.beijing"].state == "withdrawn"

    def test_a_grant_that_was_taken_away_takes_the_old_words_along(
        self, beijing: Any, bank: Any
    ) -> None:
        local = block("fee", "北京加收5元。", regions=["beijing"])
        page = say(bank["cards.fee"], "每年200元。", local)
        worked_until_now(beijing)
        say(page, "每年300元。", block("fee", "北京加收6元。", regions=["beijing"]))
        grant = beijing.groups.get().access_grants.get()
        grant.regions = []
        grant.save()
        changes = told(beijing)["cards.fee"].elements
        assert [change.kind for change in changes] == ["answer"]

    def test_a_topic_that_closes_takes_its_answers_along(self, beijing: Any, bank: Any) -> None:
        topic = bank["branches.hours"].get_parent().specific
        topic.unpublish()
        assert told(beijing)["branches.hours"].state == "withdrawn"
        worked_until_now(beijing)
        topic.save_revision().publish()
        assert told(beijing)["branches.hours"].state == "new"


class TestShifts:
    def test_the_first_day_has_no_news(self, bank: Any) -> None:
        newcomer = library.staff("agent-1", "Agents")
        note_use(newcomer.pk, scope=scope_of(newcomer), locale="zh-Hans")
        assert news_of(newcomer).items == ()
        say(bank["cards.fee"], "每年300元。")
        assert set(told(newcomer)) == {"cards.fee"}

    def test_a_pause_for_lunch_is_no_new_shift(self, agent: Any) -> None:
        began = Shift.objects.get().since
        later = scope_of(agent, at=timezone.now() + HOUR)
        note_use(agent.pk, scope=later, locale="zh-Hans")
        shift = Shift.objects.get()
        assert (shift.since, shift.last_used_at) == (began, later.now)

    def test_after_a_night_what_was_seen_is_put_away(self, agent: Any, bank: Any) -> None:
        say(bank["cards.fee"], "每年300元。")
        self.work(agent)
        mark_seen(agent.pk, news_of(agent).items)
        assert news_of(agent).unseen == 0 and told(agent)["cards.fee"].is_seen
        ended = Shift.objects.get().last_used_at
        self.come_again(agent)
        assert Shift.objects.get().since == ended
        assert told(agent) == {}

    def test_what_was_left_unseen_stays_new(self, agent: Any, bank: Any) -> None:
        began = Shift.objects.get().since
        say(bank["cards.fee"], "每年300元。")
        self.work(agent)
        self.come_again(agent)
        assert Shift.objects.get().since == began
        assert not told(agent)["cards.fee"].is_seen

    def test_a_further_change_is_new_again(self, agent: Any, bank: Any) -> None:
        page = say(bank["cards.fee"], "每年300元。")
        mark_seen(agent.pk, news_of(agent).items)
        say(page, "每年400元。")
        assert not told(agent)["cards.fee"].is_seen

    def test_one_agents_looking_is_not_anothers(self, agent: Any, bank: Any) -> None:
        other = library.staff("agent-8", "Agents")
        worked_until_now(other)
        say(bank["cards.fee"], "每年300元。")
        mark_seen(agent.pk, news_of(agent).items)
        assert news_of(other).unseen == 1

    def test_nobody_reads_up_on_months(self, agent: Any, bank: Any) -> None:
        say(bank["cards.fee"], "每年300元。")
        later = scope_of(agent, at=timezone.now() + timedelta(days=MOST_DAYS + 1))
        assert news_for(agent.pk, scope=later, locale="zh-Hans").items == ()

    def test_what_stands_in_no_list_any_more_is_forgotten(self, agent: Any, bank: Any) -> None:
        say(bank["cards.fee"], "每年300元。")
        mark_seen(agent.pk, news_of(agent).items)
        forget_old(now=timezone.now() + timedelta(days=MOST_DAYS - 1))
        assert SeenChange.objects.count() == 1
        forget_old(now=timezone.now() + timedelta(days=MOST_DAYS + 1))
        assert SeenChange.objects.count() == 0

    def work(self, agent: Any) -> None:
        note_use(agent.pk, scope=scope_of(agent), locale="zh-Hans")

    def come_again(self, agent: Any) -> None:
        tomorrow = scope_of(agent, at=timezone.now() + 12 * HOUR)
        note_use(agent.pk, scope=tomorrow, locale="zh-Hans")


def test_english_news_are_those_of_english_answers(agent: Any, bank: Any) -> None:
    page = KnowledgePage.objects.get(key="accounts.foreign")
    library.rewrite(page, block("answer", "No, only with a work permit."))
    assert told(agent) == {}
    assert [item.key for item in news_of(agent, locale="en").items] == ["accounts.foreign"]
