"""What is typed without an input method, and numbers in every spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import sounds
from kb.search.numerals import numerals
from kb.search.segmentation import normalise


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("信用卡年费", "xinyonkanianfei"),
        ("提前还款", "tiqianhuankuan"),
        ("跨行转账", "kuahanzuanzan"),
        ("重置密码", "conzimima"),
        ("K宝", "kbao"),
        ("利率", "lilu"),
        ("lost card", ""),
        ("", ""),
    ],
)
def test_how_a_phrase_sounds(said: str, spoken: str) -> None:
    assert sounds.spoken(normalise(said)) == spoken


def test_what_many_say_alike_is_one() -> None:
    assert sounds.folded("xinyongka") == sounds.folded("xinyonka") == "xinyonka"
    assert sounds.folded("zhuanzhang") == sounds.folded("zuanzang") == "zuanzan"
    assert sounds.folded("lvse") == sounds.folded("luse")


def test_a_phrase_starts_at_each_character() -> None:
    assert sounds.spoken_starts("年费")[0] == "^nianfei"
    assert set(sounds.spoken_starts("年费")) == {"^nianfei", "nianfei", "fei"}
    assert set(sounds.initial_starts("K宝年费")) == {"^kbnf", "kbnf", "bnf", "nf"}
    assert sounds.spoken_starts("annual fee") == sounds.initial_starts("annual fee") == ()


@pytest.mark.parametrize(
    ("run", "is_spoken"),
    [
        ("xinyongka", True), ("xinyonka", True), ("xinyongk", True), ("2017nianfei", True),
        ("transfer", False), ("xyk", False), ("atm", False), ("asdfgh", False), ("ka", False),
    ],
)  # fmt: skip
def test_letters_that_may_be_a_sound(run: str, is_spoken: bool) -> None:
    assert sounds.looks_spoken(run) is is_spoken


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("转五万元", ("50000",)), ("5万", ("50000",)), ("5w", ("50000",)), ("50,000元", ("50000",)),
        ("1.5万", ("15000",)), ("十万", ("100000",)), ("十五天", ("15",)), ("三千五百", ("3500",)),
        ("两万三千", ("23000",)), ("百分之三点八五", ("3.85%",)), ("3.850%", ("3.85%",)),
        ("一千二百万", ("12000000",)), ("50000", ()), ("62220200", ()), ("万一丢了", ()),
        ("十分满意", ()), ("千万别点", ()), ("一类卡", ()), ("5g卡", ()), ("", ()),
    ],
)  # fmt: skip
def test_a_number_in_every_spelling(text: str, values: tuple[str, ...]) -> None:
    assert numerals(normalise(text)) == values


@given(st.text(alphabet=st.sampled_from("十百千万亿一二零〇5.,%kw百分之点 元"), max_size=80))
def test_no_numbers_break_it(text: str) -> None:
    assert all(len(value) <= 40 for value in numerals(normalise(text)))


@given(st.text(max_size=40))
def test_no_text_breaks_the_sounds(text: str) -> None:
    assert " " not in sounds.spoken(normalise(text))
    sounds.spoken_starts(text), sounds.initial_starts(text), sounds.looks_spoken(text)
