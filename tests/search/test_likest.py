"""What one wording says together comes before what several say in parts."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.publication.queries import Authorized
from kb.search import likest, queries
from kb.search.candidates import Ranked, Ranking, ranked
from kb.search.engine import Query
from kb.search.likest import BLOCK, MOST_PHRASES, SHARE, factor, in_blocks, whole_blocks
from tests.search import library
from tests.search.samples import CHINESE, reader


@dataclass(frozen=True)
class Scored:
    score: float


class TestFactor:
    def test_the_question_itself_adds_all_of_it_and_nothing_alike_nothing(self) -> None:
        assert factor(["卡丢了怎么办"], ["年费", "卡丢了怎么办"]) == pytest.approx(1 + SHARE)
        assert factor(["卡丢了怎么办"], ["年费减免"]) == 1
        assert factor(["卡丢了怎么办"], []) == factor(["？"], ["年费"]) == factor([""], [""]) == 1

    def test_one_whole_wording_is_worth_more_than_its_parts_in_two(self) -> None:
        asked = ["why was my transfer declined"]
        parts = factor(asked, ["why was my card blocked", "a transfer that was late, not declined"])
        assert parts < factor(asked, ["blocked", "my transfer was declined"]) < 1 + SHARE

    def test_little_words_make_little_of_a_likeness(self) -> None:
        asked = ["can i get a fee"]
        assert 1 < factor(asked, ["can i get a limit"]) < factor(asked, ["the fee"])

    def test_the_same_in_other_words_counts_as_well(self) -> None:
        assert factor(["卡丢了", "卡挂失"], ["卡挂失"]) == pytest.approx(1 + SHARE)

    def test_only_so_many_wordings_are_looked_at(self) -> None:
        others = [f"年费{n}" for n in range(MOST_PHRASES)]
        assert factor(["卡丢了"], [*others[1:], "卡丢了"]) == pytest.approx(1 + SHARE)
        assert factor(["卡丢了"], [*others, "卡丢了"]) == 1


class TestBlocks:
    @given(st.lists(st.floats(0, 50).map(Scored), max_size=35))
    def test_places_are_traded_within_ten_only(self, found: list[Scored]) -> None:
        ordered = in_blocks(found)
        for start in range(0, len(found), BLOCK):
            block = ordered[start : start + BLOCK]
            assert sorted(map(id, block)) == sorted(map(id, found[start : start + BLOCK]))
            scores = [one.score for one in block]
            assert scores == sorted(scores, reverse=True)

    def test_equals_stay_as_they_are(self) -> None:
        found = [Scored(1.0) for _ in range(4)]
        assert all(one is other for one, other in zip(in_blocks(found), found, strict=True))

    def test_whole_blocks_hold_what_is_wanted(self) -> None:
        assert [whole_blocks(n) for n in (1, 10, 11, 20)] == [10, 10, 20, 20]


def keys(page: queries.SearchPage) -> list[str]:
    return [result.key for result in page.results]


def search(text: str, **options: Any) -> queries.SearchPage:
    return queries.search(scope=reader(), text=text, locale=CHINESE, **options)


@pytest.fixture
def in_parts_and_whole(cards: Any) -> tuple[str, str]:
    """By words alone the first is a little ahead: both have them all."""
    library.publish(cards, "parts", "境外取现", wordings="手续费退回")
    library.publish(cards, "whole", "费用退回说明", wordings="境外取现手续费退回吗")
    library.catch_up()
    return "parts", "whole"


@pytest.mark.django_db
class TestSearch:
    text = "境外取现手续费退回"

    def by_words(self) -> list[str]:
        query = Query(self.text)
        found = ranked(scope=reader(), query=query, locale=CHINESE, wanted=10)
        return [one.answer.key for one in found]

    def test_it_puts_first_what_one_wording_says(self, in_parts_and_whole: tuple[str, str]) -> None:
        assert self.by_words() == [*in_parts_and_whole]
        assert keys(search(self.text)) == [*reversed(in_parts_and_whole)]

    def test_what_moved_it_is_its_words_and_no_boost(
        self, in_parts_and_whole: tuple[str, str]
    ) -> None:
        assert [result.boosts for result in search(self.text).results] == [(), ()]

    def test_whether_to_answer_is_decided_from_the_order_it_was_fitted_on(
        self, in_parts_and_whole: tuple[str, str]
    ) -> None:
        decision = queries.decide(scope=reader(), text=self.text, locale=CHINESE)
        assert decision.considered == in_parts_and_whole

    def test_order_by_meaning_is_left_as_it_was_measured(
        self, in_parts_and_whole: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "pool", lambda: 50)
        assert keys(search(self.text)) == [*in_parts_and_whole]

    def test_nothing_is_added_or_lost(self, in_parts_and_whole: tuple[str, str]) -> None:
        query = Query(self.text)
        found = ranked(scope=reader(), query=query, locale=CHINESE, wanted=10)
        moved = likest.likest_first(found, said=[self.text])
        assert _answers(moved) == [*reversed(_answers(found))]
        assert all(one.boosts == () for one in moved)
        assert likest.likest_first(Ranking(), said=[self.text]) == Ranking()

    def test_pages_of_any_size_are_cut_from_one_order(self, cards: Any) -> None:
        for n in range(24):
            words = "年费怎么减免" if n % 3 else "减免\n年费\n年费减免\n怎么减免年费"
            library.publish(cards, f"k{n:02}", f"年费{n}", wordings=words)
        library.catch_up()
        whole = keys(search("年费怎么减免", limit=50))
        assert len(whole) == 24
        for size in (1, 7, 10, 23):
            read, cursor = [], ""
            while len(read) < 24:
                page = search("年费怎么减免", limit=size, cursor=cursor)
                read, cursor = read + keys(page), page.cursor
            assert read == whole and cursor == ""


def _answers(found: Ranking) -> list[Authorized]:
    several: list[Ranked] = list(found)
    return [one.answer for one in several]
