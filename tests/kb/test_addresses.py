"""What reads as an address is found, however it is written; figures are not addresses."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.addresses import address_in

AROUND = st.sampled_from(["", "已退还", "请于 ", "（", "Paid ", "共", "v", "1.", "2."])
BEHIND = st.sampled_from(["", "元", "万元", " yuan", "%", "前", "。谢谢", ". Thanks", "版", "CNY"])


@pytest.mark.parametrize(
    "text",
    [
        "请登录 guyu-bank.vip 办理", "guyu.shop", "guyu.bank", "a.io", "12306.cn", "请到163.com看",
        "GUYU-BANK.VIP", "guyu-bank．vip", "ｇｕｙｕ．ｖｉｐ", "guyu-bank。vip", "guyu-bank｡vip",
        "guyu-bank﹒vip", "guyu-bank․vip", "谷雨银行.中国", "95588.中国", "谷雨.网址", "http:x",
        "HTTPS：//x", "weixin://dl", "www.x", "47.95.12.33/a", "гую.рф", "guyu.v\u0301ip",
        "guyu.xn--fiqs8s", "guyu.\u200bvip", "m.guyu-bank.co.uk", "guyu_bank.vip", "🍕.ws",
    ],
)  # fmt: skip
def test_a_dotted_name_is_one(text: str) -> None:
    assert address_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "已退还10元手续费。谢谢您。", "Refunded. Thank you.", "1.已核实 2.已退费", "10.30pm",
        "App 8.0.2.1", "v2.10.3版", "等待中…谢谢", "稍等...谢谢", "ok...thanks", "e.g. a fee",
        "9.00-17.30", "周一至周五", "已开通。OK", "10:30", "i.e. none", "No.5", "2026.11.23前",
    ],
)  # fmt: skip
def test_a_sentence_is_none(text: str) -> None:
    assert address_in(text) == ""


@given(
    before=AROUND, behind=BEHIND,
    amount=st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2) | st.integers(0),
)  # fmt: skip
def test_no_amount_is_one(before: str, amount: object, behind: str) -> None:
    for figure in (f"{amount}", f"{amount:,}", f"¥{amount}"):
        assert address_in(f"{before}{figure}{behind}") == ""


@given(before=AROUND, day=st.dates(min_value=date(1900, 1, 1)), behind=BEHIND)
def test_no_date_is_one(before: str, day: date, behind: str) -> None:
    for figure in (
        f"{day:%Y.%m.%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%m.%d}",
        f"{day}",
    ):
        assert address_in(f"{before}{figure}{behind}") == ""


@given(before=AROUND, moment=st.times(), behind=BEHIND)
def test_no_time_is_one(before: str, moment: time, behind: str) -> None:
    for figure in (f"{moment:%H:%M}", f"{moment:%H.%M}", f"{moment:%H：%M}"):
        assert address_in(f"{before}{figure}{behind}") == ""


@given(before=AROUND, parts=st.lists(st.integers(0, 999), min_size=2, max_size=4), behind=BEHIND)
def test_no_version_is_one(before: str, parts: list[int], behind: str) -> None:
    assert address_in(f"{before}{'.'.join(map(str, parts))}{behind}") == ""
