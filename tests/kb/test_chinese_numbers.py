"""Numbers read aloud: known readings, and every reading understood again by another reader."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.formats import chinese_numbers as chinese

VALUE = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"两": 2}
SIZE = {"十": 10, "百": 100, "千": 1000}


def understand(said: str) -> int:
    """How a listener adds it up."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in said:
            high, _, low = said.rpartition(unit)
            return understand(high) * size + (understand(low) if low else 0)
    total = digit = 0
    for char in said:
        if char in SIZE:
            total += (digit or 1) * SIZE[char]
            digit = 0
        else:
            digit = VALUE[char]
    return total + digit


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("14", "十四"),
        ("20", "二十"),
        ("110", "一百一十"),
        ("200", "两百"),
        ("222", "两百二十二"),
        ("1001", "一千零一"),
        ("1234", "一千二百三十四"),
        ("10050", "一万零五十"),
        ("20000", "两万"),
        ("100000", "十万"),
        ("100100", "十万零一百"),
        ("100000050", "一亿零五十"),
        ("1000100000000", "一万零一亿"),
        ("-3", "负三"),
        ("-123.01", "负一百二十三点零一"),
        ("3.85", "三点八五"),
        ("0.5", "零点五"),
    ],
)
def test_numbers_are_read_as_people_say_them(number, said) -> None:
    assert chinese.read_number(Decimal(number)) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1234.56", "一千二百三十四元五角六分"),
        ("200", "两百元"),
        ("2", "两元"),
        ("0", "零元"),
        ("0.5", "五角"),
        ("0.05", "五分"),
        ("0.20", "两角"),
        ("1.05", "一元零五分"),
        ("100.50", "一百元五角"),
        ("0.005", "零点零零五元"),
        ("-3", "负三元"),
    ],
)
def test_amounts_are_read_with_jiao_and_fen(amount, said) -> None:
    assert chinese.read_yuan(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("95588", "九五五八八"),
        ("13812345678", "幺三八幺二三四五六七八"),
        ("400-000-1234", "四零零，零零零，幺二三四"),
        ("+86 (21) 0000-1234", "八六，二幺，零零零零，幺二三四"),
    ],
)
def test_telephone_numbers_are_read_digit_by_digit(number, said) -> None:
    assert chinese.read_telephone(number) == said


@given(st.integers(min_value=0, max_value=chinese.LARGEST - 1))
def test_every_whole_number_is_understood_again(number) -> None:
    said = chinese.read_whole(number)
    assert understand(said) == number
    assert "零零" not in said
    assert number == 0 or not said.endswith("零")


def test_a_number_without_a_name_is_refused() -> None:
    with pytest.raises(chinese.TooLarge):
        chinese.read_whole(chinese.LARGEST)
