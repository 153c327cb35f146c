"""What moves an answer beside its words: each thing by little, told by name, seen by nobody who
may not see its cause."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kb.access import Scope
from kb.feedback import ratings
from kb.feedback.models import Feedback, Rating
from kb.publication.queries import Authorized
from kb.search import boosts, queries
from kb.search.boosts import boosted, freshness, helpfulness
from kb.search.candidates import By, Ranked, Ranking, ranked
from kb.search.engine import Query
from kb.search.likest import BLOCK
from tests.search import library
from tests.search.samples import CHINESE, NOW, reader

MOST = boosts.FOR_TOPIC + boosts.FOR_FRESHNESS + boosts.FOR_FEEDBACK


def search(text: str, *, now: Any = NOW, **options: Any) -> queries.SearchPage:
    scope = reader(now=now, **options.pop("scope", {}))
    return queries.search(scope=scope, text=text, locale=CHINESE, **options)


def keys(page: queries.SearchPage) -> list[str]:
    return [result.key for result in page.results]


def moved(page: queries.SearchPage) -> dict[str, list[By]]:
    return {result.key: [boost.by for boost in result.boosts] for result in page.results}


def verdict(key: str, *, good: bool, channel: str = "web", days: int = 1, times: int = 1) -> None:
    said = Feedback.Verdict.HELPFUL if good else Feedback.Verdict.UNHELPFUL
    rows = [
        Feedback(key=key, locale=CHINESE, channel=channel, verdict=said, source="x",
                 at=NOW - timedelta(days=days))
        for _ in range(times)
    ]  # fmt: skip
    Feedback.objects.bulk_create(rows)


@pytest.fixture
def two_alike(cards: Any) -> tuple[str, str]:
    """The same words in both, so that only what is beside them tells them apart; in the order
    that words give."""
    for key in ("k1", "k2"):
        library.publish(cards, key, "年费怎么减免", library.element("answer", "刷满六次免年费。"))
    library.catch_up()
    first, second = keys(search("年费怎么减免"))
    return first, second


@pytest.mark.django_db
class TestFeedback:
    def test_what_readers_found_helpful_comes_before_its_equal(
        self, two_alike: tuple[str, str]
    ) -> None:
        first, second = two_alike
        verdict(second, good=True, times=8)
        verdict(first, good=False, times=8)
        ratings.count(now=NOW)
        page = search("年费怎么减免")
        assert keys(page) == [second, first]
        up, down = (result.boosts[0].share for result in page.results)
        assert 0 < up < boosts.FOR_FEEDBACK and down == -up

    def test_what_is_said_on_other_channels_moves_nothing(self, two_alike: tuple[str, str]) -> None:
        before = search("年费怎么减免").results
        verdict(two_alike[1], good=True, times=50, channel="agent_desk")
        ratings.count(now=NOW)
        assert search("年费怎么减免").results == before
        inside = {"channels": frozenset({"web", "agent_desk"})}
        assert keys(search("年费怎么减免", scope=inside)) == [*reversed(two_alike)]

    def test_old_verdicts_are_forgotten(self, two_alike: tuple[str, str]) -> None:
        verdict(two_alike[1], good=True, times=9, days=ratings.COUNTED_DAYS + 1)
        verdict(two_alike[1], good=True, times=1)
        ratings.count(now=NOW)
        assert list(Rating.objects.values_list("key", "helpful", "unhelpful")) == [
            (two_alike[1], 1, 0)
        ]
        assert ratings.count(now=NOW) == 0
        assert ratings.count(now=NOW + timedelta(days=ratings.COUNTED_DAYS)) == 1
        assert not Rating.objects.exists()

    def test_the_clock_counts_once_an_hour(
        self, two_alike: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ratings, "_counted_at", None)
        for minutes, counted in ((0, 1), (59, 1), (60, 3)):
            verdict(two_alike[0], good=True)
            ratings.run(now=NOW + timedelta(minutes=minutes))
            assert Rating.objects.get().helpful == counted


@pytest.mark.django_db
class TestTopics:
    def test_an_answer_whose_topic_is_named_comes_before_its_equal(self, cards: Any) -> None:
        loans = library.topic("loans", "房贷")
        for parent, key in ((cards, "a"), (loans, "b")):
            library.publish(parent, key, "提前还款怎么办")
        library.catch_up()
        page = search("房贷提前还款怎么办")
        assert keys(page)[0] == "b" and moved(page) == {"b": [By.TOPIC], "a": []}
        assert moved(search("提前还款怎么办")) == {"a": [], "b": []}

    def test_the_title_of_a_topic_that_is_not_theirs_moves_nothing(self, cards: Any) -> None:
        inner = cards.add_child(
            instance=type(cards)(title="挂失", key="cards.loss", slug="loss", locale=cards.locale)
        )
        library.publish(inner, "loss", "银行卡挂失怎么办")
        library.publish(inner, "other", "银行卡怎么挂失")
        library.catch_up()
        only_below = {"topics": frozenset({"cards.loss"})}
        assert moved(search("银行卡", scope=only_below)) == {"loss": [], "other": []}
        assert moved(search("挂失", scope=only_below)) == {"loss": [By.TOPIC], "other": [By.TOPIC]}
        assert moved(search("银行卡")) == {"loss": [By.TOPIC], "other": [By.TOPIC]}


@pytest.mark.django_db
def test_what_has_just_changed_says_so(two_alike: tuple[str, str]) -> None:
    page = search("年费怎么减免", now=timezone.now())
    assert moved(page) == {key: [By.FRESHNESS] for key in two_alike}


@pytest.mark.django_db
def test_pages_of_any_size_are_cut_from_one_order(cards: Any) -> None:
    for n in range(24):
        library.publish(cards, f"k{n:02}", "年费怎么减免")
        verdict(f"k{n:02}", good=n % 3 == 0, times=n % 7)
    library.catch_up()
    ratings.count(now=NOW)
    whole = keys(search("年费怎么减免", limit=50))
    assert len(whole) == 24 and whole != sorted(whole)
    for size in (1, 4, 7, 10, 23):
        read, cursor = [], ""
        while len(read) < 24:
            page = search("年费怎么减免", limit=size, cursor=cursor)
            read, cursor = read + keys(page), page.cursor
        assert read == whole and cursor == ""


@pytest.mark.django_db
def test_nothing_leaves_its_block_or_gains_more_than_is_said(cards: Any) -> None:
    for n in range(12):
        library.publish(cards, f"k{n:02}", f"挂失问题{n}")
    library.catch_up()
    scope = reader(now=timezone.now())
    found = ranked(scope=scope, query=Query("挂失问题"), locale=CHINESE, wanted=12)
    agree = _orders_agree(found, scope=scope)
    agree()
    print(f"{agree.checked} random orders of {len(found)} answers")


def _orders_agree(found: Ranking, *, scope: Scope) -> Any:
    @given(
        scores=st.lists(st.floats(0.1, 50), min_size=12, max_size=12),
        ages=st.lists(st.integers(0, 100), min_size=12, max_size=12),
        said=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=12, max_size=12),
    )
    def agree(scores: list[float], ages: list[int], said: list[tuple[int, int]]) -> None:
        before = [
            Ranked(_aged(one.answer, days, scope=scope), score)
            for one, score, days in zip(found, sorted(scores, reverse=True), ages, strict=True)
        ]
        verdicts = {(o.answer.key, CHINESE): v for o, v in zip(before, said, strict=True)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(boosts._registered, "count", lambda answers, channels: verdicts)
            after = boosted(Ranking(tuple(before)), text="挂失问题", scope=scope, locale=CHINESE)
        _check(before, list(after))
        agree.checked += 1  # type: ignore[attr-defined]

    agree.checked = 0  # type: ignore[attr-defined]
    return agree


def _aged(answer: Authorized, days: int, *, scope: Scope) -> Authorized:
    return replace(answer, published_at=scope.now - timedelta(days=days))


def _check(before: list[Ranked], after: list[Ranked]) -> None:
    words = {one.answer.key: one.score for one in before}
    for start in range(0, len(before), BLOCK):
        blocks = [{o.answer.key for o in some[start : start + BLOCK]} for some in (before, after)]
        assert blocks[0] == blocks[1]
        scores = [one.score for one in after[start : start + BLOCK]]
        assert scores == sorted(scores, reverse=True)
    for one in after:
        told = sum(boost.share for boost in one.boosts)
        assert abs(told) <= MOST
        assert one.score == pytest.approx(words[one.answer.key] * (1 + told))


def test_freshness_ends_and_the_first_verdicts_move_little() -> None:
    day = timedelta(days=1)
    assert [freshness(n * day) for n in (0, 7, 60, 400)] == [1, 1, 0, 0]
    assert 0 < freshness(59 * day) < freshness(8 * day) < 1
    assert helpfulness(0, 0) == 0 and 0 < helpfulness(1, 0) < 0.1 < helpfulness(40, 2) < 1
    assert helpfulness(3, 9) == -helpfulness(9, 3)
