"""Numbers that name a person are masked; numbers that name a bank, a day or a sum are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.masking import MASK, mask_numbers


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
        ("card no6222021234567890", "card no***"),
        ("62220212345678901234567", "***"),
        ("6222 - 0212 - 3456 - 7890", "***"),
        ("6222\u200b0212\u200b3456\u200b7890", "***"),
        ("138－0013－8000", "***"),
        ("138 0013\u30008000", "***"),
        ("一三八零零一三八零零零", "***"),
        ("幺三八〇〇幺三八〇〇〇打不通", "***打不通"),
        ("陆贰贰贰零贰壹贰叁肆伍陆柒捌玖零", "***"),
        ("第一13800138000", "第一***"),
        ("1３８٠٠١٣٨٠٠٠", "***"),
        ("①③⑧0013⑧000", "***"),
        ("写信到 zhang.san@example.com 吧", "写信到 *** 吧"),
    ],
)
def test_masked(written: str, kept: str) -> None:
    assert mask_numbers(written) == kept


@pytest.mark.parametrize(
    "text",
    ["打95588", "400-123", "2026年11月22日", "2026-11-22", "年费200元", "1,234.56元", "3.85%",
     "15:30", "第3条第12款", "", "A1", "COVID-19", "一二三四五六七八九十", "2026-11-22 15:30",
     "1,234,567,890元", "4008895588", "三个月零五天"],
)  # fmt: skip
def test_kept(text: str) -> None:
    assert mask_numbers(text) == text


@given(st.from_regex(r"[一-龥]{0,4}(?:6\d{15,18}|1[3-9]\d{9})[一-龥]{0,4}", fullmatch=True))
def test_no_digit_of_a_number_is_left(text: str) -> None:
    masked = mask_numbers(text)
    assert MASK in masked
    assert not any(char.isdigit() for char in masked)


SEPARATED = st.sampled_from(["", " ", "-", "－", "\u200b", " - ", "\u3000", ".", "·"])
WIDTHS = [str.maketrans("0123456789", digits) for digits in (
    "0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖",
    "٠١٢٣٤٥٦٧٨٩",
)]  # fmt: skip


@given(
    st.from_regex(r"6[0-9]{15,18}|1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]", fullmatch=True),
    st.lists(SEPARATED, min_size=20, max_size=20),
    st.sampled_from(WIDTHS),
    st.from_regex(r"[天地人卡号码a-z]{0,4}", fullmatch=True),
)
def test_no_digit_is_left_however_it_is_written(number, gaps, width, words) -> None:
    written = "".join(a + b for a, b in zip(number.translate(width), gaps, strict=False))
    masked = mask_numbers(f"{words}{written}，{words}")
    assert MASK in masked
    assert not any(c.isdigit() or c in "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖" for c in masked)
    assert mask_numbers(masked) == masked
    assert masked.startswith(words) and masked.endswith(f"，{words}")


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "No"], exclude_characters="@")))
def test_words_stay(text: str) -> None:
    assert mask_numbers(text) == text
