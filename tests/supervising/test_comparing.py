"""What a difference is worth, beside values from tables of statistics."""

import pytest

from channels.supervising.comparing import (
    Verdict,
    compare_counts,
    compare_shares,
    compare_times,
    likely,
)
from channels.supervising.sums import Share, Sums
from channels.supervising.times import MOST, add_up, percentile, step_of


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [
        (1, 1, 0.2065, 1.0),
        (0, 1, 0.0, 0.7935),
        (8, 10, 0.4902, 0.9433),
        (81, 263, 0.2553, 0.3662),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_where_a_rate_likely_lies(good: int, of: int, low: float, high: float) -> None:
    interval = likely(Share(good, of))
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-4)


def test_of_nothing_nothing_is_said() -> None:
    assert likely(Share(0, 0)) is None
    assert compare_shares(Share(0, 0), Share(9, 9)) is Verdict.FEW
    assert percentile({}, 0.5) is None
    assert Sums().first_contact.rate is None


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (5, 14, Verdict.FEW),
        (100, 110, Verdict.SAME),
        (100, 140, Verdict.MORE),
        (140, 100, Verdict.LESS),
        (0, 20, Verdict.MORE),
    ],
)
def test_counts(before: int, after: int, verdict: Verdict) -> None:
    assert compare_counts(before, after) is verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (Share(10, 19), Share(90, 100), Verdict.FEW),
        (Share(50, 100), Share(55, 100), Verdict.SAME),
        (Share(50, 100), Share(70, 100), Verdict.MORE),
        (Share(70, 100), Share(50, 100), Verdict.LESS),
        # Newcombe's own example: 56 of 70 and 48 of 80, a difference of .0524 to .3339.
        (Share(48, 80), Share(56, 70), Verdict.MORE),
    ],
)
def test_shares(before: Share, after: Share, verdict: Verdict) -> None:
    assert compare_shares(before, after) is verdict


def test_times() -> None:
    quick, slow = {10: 30, 20: 30}, {20: 30, 40: 30}
    assert compare_times(quick, slow) is Verdict.MORE
    assert compare_times(slow, quick) is Verdict.LESS
    assert compare_times(quick, quick) is Verdict.SAME
    assert compare_times({10: 50}, {10: 50}) is Verdict.SAME
    assert compare_times({10: 19}, slow) is Verdict.FEW
    assert compare_times({10: 60}, {10: 57, 7200: 3}) is Verdict.SAME, "a few endless ones"


def test_steps_of_time_are_fine_where_it_matters() -> None:
    assert [step_of(s) for s in (0, 0.9, 59.9, 119, 120, 124.9, 125, 614, 615)] == [
        0, 0, 59, 119, 120, 120, 125, 600, 615,
    ]  # fmt: skip
    assert step_of(10**9) == MOST
    assert add_up([{"10": 1}, {"10": 2, "20": 1}]) == {10: 3, 20: 1}


def test_first_contact_says_which_way_it_is_told() -> None:
    known = Sums(contacts=10, ended=10, solved=8, named=5, named_solved=4, back=1)
    assert known.knows_customers and known.first_contact == Share(3, 5)
    unknown = Sums(contacts=10, ended=10, solved=8, named=4, named_solved=4, back=1)
    assert not unknown.knows_customers and unknown.first_contact == Share(8, 10)
