"""A box that searches with every key asks one question, not ten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.feedback.misses.calls import Call, Outcome
from kb.feedback.misses.settling import settle
from tests.misses.asking import NOON

Typed = list[tuple[float, str]]


def calls(typed: Typed, *, seat: str = "seat", shared: bool = False) -> list[Call]:
    """Seconds and texts; a text that begins with > is an answer opened from that search."""
    return [
        Call(
            NOON + timedelta(seconds=seconds), "agent_desk", 2, "zh-Hans",
            Outcome.OPENED if text.startswith(">") else Outcome.FOUND,
            text.removeprefix(">"), seat, is_shared=shared, is_typed=bool(seat),
        )
        for seconds, text in typed
    ]  # fmt: skip


def asked(given: list[Call]) -> list[str]:
    return [s.call.text for s in settle(given) if s.call.outcome is Outcome.FOUND]


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ([(0, "信"), (0.4, "信用"), (0.9, "信用卡"), (1.5, "信用卡年费")], ["信用卡年费"]),
        ([(0, "年费"), (8, "年费多少"), (20, "年费")], ["年费"]),
        ([(0, "年费"), (1, "年费多"), (2, "挂失")], ["挂失"]),
        ([(0, "年费"), (10, "挂失")], ["年费", "挂失"]),
        ([(0, "年费"), (40, "年费多少")], ["年费", "年费多少"]),
        ([(0, "年费"), (2, ">年费"), (4, "年费多少")], ["年费", "年费多少"]),
        ([(0, "年费"), (10, "年费"), (35, "年费")], ["年费"]),
        ([(0, "年费"), (40, "年费")], ["年费", "年费"]),
        ([(0, "Card"), (0.5, "ＣＡＲＤ fee")], ["ＣＡＲＤ fee"]),
    ],
)
def test_at_one_persons_seat(typed: Typed, counted: list[str]) -> None:
    assert asked(calls(typed)) == counted


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ([(0, "年费"), (1, "年费多少")], ["年费多少"]),
        ([(0, "年费"), (1, "年费")], ["年费", "年费"]),
        ([(0, "年费"), (1, "挂失")], ["年费", "挂失"]),
        ([(0, "年费"), (10, "年费多少")], ["年费", "年费多少"]),
    ],
)
def test_behind_a_key_many_people_ask(typed: Typed, counted: list[str]) -> None:
    assert asked(calls(typed, shared=True)) == counted


def test_two_seats_do_not_settle_each_other_and_without_one_each_call_counts() -> None:
    both = calls([(0, "年费")], seat="one") + calls([(1, "年费多少")], seat="two")
    assert asked(both) == ["年费", "年费多少"]
    assert asked(calls([(0, "年费"), (1, "年费多少")], seat="")) == ["年费", "年费多少"]


def test_what_was_opened_is_told() -> None:
    found = settle(calls([(0, "年费"), (2, ">年费"), (20, "挂失")]))
    assert [(s.call.text, s.was_opened) for s in found if s.call.outcome is Outcome.FOUND] == [
        ("年费", True),
        ("挂失", False),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["年", "年费", "年费多少", "挂失", ">年费"])),
        max_size=12,
        unique_by=lambda typed: typed[0],
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_arrival_changes_nothing_and_nothing_is_invented(typed: Typed, rnd) -> None:
    given_calls = calls(typed)
    mixed = list(given_calls)
    rnd.shuffle(mixed)
    assert settle(mixed) == settle(given_calls)
    texts = {call.text for call in given_calls if call.outcome is Outcome.FOUND}
    found = asked(given_calls)
    assert set(found) <= texts and bool(found) == bool(texts)
    assert len(found) <= len([c for c in given_calls if c.outcome is Outcome.FOUND])
