"""How likely chance alone is, beside sums that take longer."""

from __future__ import annotations

from math import exp, factorial, isclose, lgamma, log

from hypothesis import given
from hypothesis import strategies as st

from kb.feedback.surges.chance import Usual, chance_of, tail

means = st.floats(0.01, 300)
shapes = st.floats(0.3, 40)
numbers = st.integers(0, 400)


def term(calls: int, mean: float, shape: float) -> float:
    part = lgamma(calls + shape) - lgamma(calls + 1) - lgamma(shape)
    return exp(part + shape * log(shape / (mean + shape)) + calls * log(mean / (mean + shape)))


@given(st.integers(0, 60), st.floats(0.01, 40), shapes)
def test_it_is_the_sum_of_all_that_is_not_less(calls: int, mean: float, shape: float) -> None:
    below = sum(term(n, mean, shape) for n in range(calls))
    assert isclose(tail(calls, mean=mean, shape=shape), 1 - below, abs_tol=1e-9)


@given(numbers, means, shapes)
def test_it_is_a_chance(calls: int, mean: float, shape: float) -> None:
    assert 0.0 <= tail(calls, mean=mean, shape=shape) <= 1.0


@given(numbers, means, shapes)
def test_more_calls_are_less_likely(calls: int, mean: float, shape: float) -> None:
    one, other = (tail(n, mean=mean, shape=shape) for n in (calls, calls + 1))
    assert other <= one + 1e-12


@given(numbers, means, shapes, st.floats(1, 10))
def test_where_more_is_usual_the_same_is_likelier(
    calls: int, mean: float, shape: float, times: float
) -> None:
    one, other = (tail(calls, mean=m, shape=shape) for m in (mean, mean * times))
    assert one <= other * (1 + 1e-9) + 1e-12


@given(st.integers(30, 400), st.floats(0.5, 10))
def test_days_that_differ_more_make_much_likelier(calls: int, mean: float) -> None:
    assert tail(calls, mean=mean, shape=20) <= tail(calls, mean=mean, shape=5) + 1e-12


@given(st.integers(0, 40), st.floats(0.1, 20))
def test_with_days_all_alike_it_is_poissons(calls: int, mean: float) -> None:
    below = sum(exp(-mean) * mean**n / factorial(n) for n in range(calls))
    assert isclose(tail(calls, mean=mean, shape=1e9), 1 - below, abs_tol=1e-5)


@given(st.floats(0, 5000), st.integers(3, 28))
def test_the_shape_is_that_of_the_more_uncertain(calls: float, windows: int) -> None:
    usual = Usual(calls, windows)
    assert 0 < usual.shape <= min(10.0, calls + 0.5)
    assert usual.expected > 0


def test_figures_that_can_be_worked_out_by_hand() -> None:
    # With shape 1 it is geometric: each call more is half as likely.
    assert isclose(tail(3, mean=1, shape=1), 1 / 8)
    assert isclose(tail(10, mean=1, shape=1), 1 / 1024)
    assert Usual(0, 0).mean == 0.0
    assert isclose(Usual(40, 20).expected, 40.5 / 21)


def test_what_nobody_ever_asked_is_told_from_few_calls_on() -> None:
    assert chance_of(20, usual=Usual(0, 20)) < 1e-12
    assert chance_of(1, usual=Usual(0, 20)) > 0.01


def test_as_much_more_as_everything_is_no_news() -> None:
    usual = Usual(200, 20)
    assert chance_of(40, usual=usual) < 1e-5 < chance_of(40, usual=usual, times=3)
