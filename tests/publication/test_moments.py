"""What is told when: windows of elements, next values of facts, and the end of an answer; `now`
travels in the scope, so no test waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kb.publication import lane, window_edges
from kb.publication.changes import changes_after
from kb.publication.models import EdgeMark, Live
from kb.publication.queries import find_answer
from tests.authoring.making import (
    NOON,
    element,
    fresh,
    place,
    published_answer,
    published_fact,
    published_shared,
    widest,
)
from tests.publication.reading import head, rows_since, texts_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def iso(moment: datetime) -> str:
    return moment.isoformat()


def valid_until(now: datetime, **scope: Any) -> datetime | None:
    found = find_answer(scope=widest(now, **scope), key="cards.one", locale="zh-Hans")
    return found.valid_until if found else None


class TestWindows:
    def test_of_elements_make_intervals(self) -> None:
        published_answer(
            "cards.one",
            element("answer", "总是"),
            element("note", "到中午", valid_to=iso(NOON)),
            element("note", "从中午", valid_from=iso(NOON)),
            element("note", "中午到明天", valid_from=iso(NOON), valid_to=iso(NOON + DAY)),
        )
        assert texts_of("cards.one", now=NOON - MINUTE) == ["总是", "到中午"]
        assert texts_of("cards.one", now=NOON) == ["总是", "从中午", "中午到明天"]
        assert texts_of("cards.one", now=NOON + DAY) == ["总是", "从中午"]
        assert Live.objects.count() == 3
        assert valid_until(NOON - MINUTE) == NOON
        assert valid_until(NOON) == NOON + DAY
        assert valid_until(NOON + DAY) is None

    def test_half_open_to_the_microsecond(self) -> None:
        published_answer("cards.one", element(), element("note", "x", valid_to=iso(NOON)))
        tick = timedelta(microseconds=1)
        assert len(texts_of("cards.one", now=NOON - tick)) == 2
        assert len(texts_of("cards.one", now=NOON)) == 1

    def test_an_answer_without_core_in_an_interval_is_not_there(self) -> None:
        published_answer("cards.one", element("answer", "从中午", valid_from=iso(NOON)))
        assert texts_of("cards.one", now=NOON - MINUTE) == []
        assert texts_of("cards.one", now=NOON) == ["从中午"]

    def test_of_a_shared_element_and_of_its_place_meet(self) -> None:
        shared = published_shared(inner=element("note", "共享", valid_from=iso(NOON)))
        published_answer("cards.one", element(), place(shared, valid_to=iso(NOON + DAY)))
        counts = [len(texts_of("cards.one", now=n)) for n in (NOON - MINUTE, NOON, NOON + DAY)]
        assert counts == [1, 2, 1]

    def test_moments_of_others_are_not_told(self) -> None:
        """The next edge a reader may know of is one that changes something for that reader."""
        from kb.access import Audience

        published_answer(
            "cards.one",
            element(),
            element("internal_note", "内部", valid_to=iso(NOON)),
            element("note", "北京", valid_to=iso(NOON + DAY), regions=["beijing"]),
        )
        before = NOON - DAY
        assert valid_until(before, audience=Audience.CUSTOMER) is None
        assert valid_until(before) == NOON
        beijing = {"audience": Audience.CUSTOMER, "regions": frozenset({"beijing"})}
        assert valid_until(before, **beijing) == NOON + DAY


class TestFacts:
    def test_the_next_value_starts_at_its_moment(self) -> None:
        published_fact("card.fee", next_value="220", next_from=NOON)
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        assert texts_of("cards.one", now=NOON - MINUTE) == ["200"]
        assert texts_of("cards.one", now=NOON) == ["220"]
        assert valid_until(NOON - MINUTE) == NOON

    def test_so_does_that_of_a_variant_for_its_readers(self) -> None:
        from kb.authoring.models import FactVariant

        fact = published_fact("card.fee")
        fact.variants = [
            FactVariant(regions=["beijing"], value="180", next_value="190", next_from=NOON)
        ]
        fact.save_revision().publish()
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        beijing = {"regions": frozenset({"beijing"})}
        assert texts_of("cards.one", now=NOON - MINUTE, **beijing) == ["180"]
        assert texts_of("cards.one", now=NOON, **beijing) == ["190"]
        assert valid_until(NOON - MINUTE, **beijing) == NOON
        assert valid_until(NOON - MINUTE) is None

    def test_a_next_value_that_is_planned_later_reaches_the_answer(self) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        fact.next_value, fact.next_from = "220", NOON
        fact.save_revision().publish()
        lane.drain()
        assert texts_of("cards.one", now=NOON) == ["220"]


class TestEnd:
    def test_of_an_answer_is_an_edge_like_any_other(self) -> None:
        published_answer("cards.one", expire_at=NOON)
        assert valid_until(NOON - MINUTE) == NOON
        assert texts_of("cards.one", now=NOON) == []

    def test_windows_beyond_it_do_not_matter(self) -> None:
        late = element("note", "太晚", valid_from=iso(NOON + DAY))
        published_answer("cards.one", element(), late, expire_at=NOON)
        assert Live.objects.count() == 1
        assert texts_of("cards.one", now=NOON + 2 * DAY) == []

    def test_budgets_are_checked_in_every_interval(self) -> None:
        from kb.publication.errors import Refused

        with pytest.raises(Refused):
            published_answer(
                "cards.one", element(), element("note", "长" * 900, valid_from=iso(NOON + DAY))
            )


class TestEdges:
    """Each passed edge stands in the log once, in order of time."""

    @pytest.fixture(autouse=True)
    def answers(self) -> None:
        published_fact("card.fee", next_value="220", next_from=NOON + 3 * MINUTE)
        published_answer(
            "cards.one",
            element("answer", "{{ card.fee }}"),
            element("note", "x", valid_to=iso(NOON + MINUTE)),
            element("internal_note", "y", valid_from=iso(NOON + 2 * MINUTE)),
        )
        published_answer("cards.two", element(), expire_at=NOON + MINUTE)
        window_edges.record(as_of=NOON)

    def recorded(self, until: datetime) -> list[tuple[str, int]]:
        before = head()
        window_edges.record(as_of=until)
        rows = rows_since(before)
        assert {row.kind for row in rows} <= {"edge"}
        assert {row.cause for row in rows} <= {"window edge"}
        return [(row.key, (row.at - NOON) // MINUTE) for row in rows]

    def test_all_that_passed_at_once(self) -> None:
        assert self.recorded(NOON + DAY) == [
            ("cards.one", 1), ("cards.two", 1), ("cards.one", 2), ("cards.one", 3)]  # fmt: skip

    def test_step_by_step_each_once(self) -> None:
        found = [self.recorded(NOON + n * MINUTE) for n in (1, 1, 2, 3, 10)]
        assert found == [
            [("cards.one", 1), ("cards.two", 1)], [], [("cards.one", 2)], [("cards.one", 3)], []
        ]  # fmt: skip

    def test_never_backwards(self) -> None:
        window_edges.record(as_of=NOON + DAY)
        assert self.recorded(NOON) == []
        assert EdgeMark.objects.get().through == NOON + DAY

    def test_a_reader_of_the_feed_records_what_is_due(self) -> None:
        seen = changes_after(scope=widest(NOON), after=0, limit=100)
        later = changes_after(scope=widest(NOON + DAY), after=seen.next, limit=100)
        found = [(change.op, change.key, (change.at - NOON) // MINUTE) for change in later.changes]
        assert found == [
            ("upsert", "cards.one", 1), ("remove", "cards.two", 1), ("upsert", "cards.one", 2),
            ("upsert", "cards.one", 3)]  # fmt: skip

    def test_an_edge_is_told_to_those_it_concerns(self) -> None:
        from kb.access import Audience

        customer = {"audience": Audience.CUSTOMER}
        seen = changes_after(scope=widest(NOON, **customer), after=0, limit=100)
        later = changes_after(scope=widest(NOON + DAY, **customer), after=seen.next, limit=100)
        assert [(change.key, (change.at - NOON) // MINUTE) for change in later.changes] == [
            ("cards.one", 1), ("cards.two", 1), ("cards.one", 3)]  # fmt: skip


def test_equal_sources_give_equal_states_whenever_they_are_assembled() -> None:
    """Past intervals stay part of an answer, so nothing is published again as time goes by."""
    page = published_answer("cards.one", element(), element("note", "x", valid_to=iso(NOON)))
    before = head()
    fresh(page).save_revision().publish()
    assert rows_since(before) == []
