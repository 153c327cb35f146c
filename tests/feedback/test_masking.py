"""Numbers that name a person are masked; numbers that name a bank, a day or a sum are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.feedback.masking import MASK, mask_numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("卡6222021234567890123丢了", "卡***丢了"),
        ("6222 0212 3456 7890", "***"),
        ("6222-0212-3456-7890", "***"),
        ("６２２２０２１２３４５６７８９０", "***"),
        ("身份证11010519491231002X。", "身份证***。"),
        ("身份证110105194912310021", "身份证***"),
        ("手机13812345678", "手机***"),
        ("+86 138 1234 5678", "***"),
        ("8613812345678", "***"),
        ("电话010-12345678", "电话***"),
        ("(0755)1234567", "***"),
        ("+44 20 7946 0958", "***"),
        ("护照E12345678", "护照***"),
        ("passport ab1234567", "passport ***"),
        ("一13812345678二6222021234567890三", "一***二***三"),
    ],
)
def test_masked(written: str, kept: str) -> None:
    assert mask_numbers(written) == kept


@pytest.mark.parametrize(
    "text",
    ["打95588", "400-123", "2026年11月22日", "2026-11-22", "年费200元", "1,234.56元", "3.85%",
     "15:30", "第3条第12款", "", "A1", "COVID-19"],
)  # fmt: skip
def test_kept(text: str) -> None:
    assert mask_numbers(text) == text


@given(st.from_regex(r"[一-龥]{0,4}(?:6\d{15,18}|1[3-9]\d{9})[一-龥]{0,4}", fullmatch=True))
def test_no_digit_of_a_number_is_left(text: str) -> None:
    masked = mask_numbers(text)
    assert MASK in masked
    assert not any(char.isdigit() for char in masked)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"])))
def test_words_stay(text: str) -> None:
    assert mask_numbers(text) == text
