"""The words of each language for typed values, as data. A language without a table is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.locales import UnknownLocale
from kb.plain_text import Punctuation


@dataclass(frozen=True, slots=True)
class Words:
    """`bases` as said after a rate, `spoken_bases` as read before it (Chinese) or after it
    (English); `basis_hints`: a text that already holds one of these has said the basis;
    `units` as (one, several)."""

    babel: str
    punctuation: Punctuation
    list_comma: str
    otherwise: str
    bases: Mapping[str, str]
    spoken_bases: Mapping[str, str]
    basis_hints: Mapping[str, tuple[str, ...]]
    units: Mapping[str, tuple[str, str]]
    date_pattern: str
    days: tuple[str, ...]
    spoken_days: tuple[str, ...]
    day_span: str
    spoken_day_span: str
    every_day: str
    closed: str
    all_day: str


def words_for(locale: str) -> Words:
    """`zh-Hans` or `en`; raises UnknownLocale."""
    try:
        return WORDS[locale]
    except KeyError:
        raise UnknownLocale(locale) from None


# Currencies whose sign nobody mistakes; all others are written with their code.
CURRENCY_SIGNS = {
    "CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "SGD": "S$",
    "AUD": "A$", "CAD": "CA$", "NZD": "NZ$", "KRW": "₩", "INR": "₹",
}  # fmt: skip

CHINESE = Words(
    babel="zh_Hans",
    punctuation=Punctuation(colon="：", semicolon="；", brackets=("（", "）")),
    list_comma="、",
    otherwise="其他",
    bases={
        "annual": "（年利率）",
        "monthly": "（月利率）",
        "daily": "（日利率）",
        "simple": "（单利）",
        "compound": "（复利）",
        "once": "（按金额一次收取）",
    },
    spoken_bases={
        "annual": "年利率",
        "monthly": "月利率",
        "daily": "日利率",
        "simple": "单利",
        "compound": "复利",
        "once": "按金额一次收取",
    },
    basis_hints={
        "annual": ("年利率", "年化"),
        "monthly": ("月利率",),
        "daily": ("日利率",),
        "simple": ("单利",),
        "compound": ("复利",),
        "once": ("按金额", "一次性", "一次收取"),
    },
    units={
        "day": ("天", "天"),
        "working_day": ("个工作日", "个工作日"),
        "week": ("周", "周"),
        "month": ("个月", "个月"),
        "year": ("年", "年"),
        "second": ("秒", "秒"),
        "minute": ("分钟", "分钟"),
        "hour": ("小时", "小时"),
        "time": ("次", "次"),
        "transaction": ("笔", "笔"),
        "card": ("张", "张"),
        "account": ("个账户", "个账户"),
        "person": ("人", "人"),
        "device": ("台", "台"),
        "item": ("项", "项"),
        "digit": ("位", "位"),
        "point": ("分", "分"),
    },
    date_pattern="y年M月d日",
    days=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    spoken_days=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    day_span="{}至{}",
    spoken_day_span="{}到{}",
    every_day="每天",
    closed="休息",
    all_day="24小时",
)

ENGLISH = Words(
    babel="en",
    punctuation=Punctuation(colon=": ", semicolon="; ", brackets=(" (", ")")),
    list_comma=", ",
    otherwise="Otherwise",
    bases={
        "annual": " a year",
        "monthly": " a month",
        "daily": " a day",
        "simple": " simple interest",
        "compound": " compound interest",
        "once": " of the amount, once",
    },
    spoken_bases={
        "annual": " a year",
        "monthly": " a month",
        "daily": " a day",
        "simple": " simple interest",
        "compound": " compound interest",
        "once": " of the amount, once",
    },
    basis_hints={
        "annual": ("annual", "yearly", "a year", "per year", "APR"),
        "monthly": ("monthly", "a month", "per month"),
        "daily": ("daily", "a day", "per day"),
        "simple": ("simple",),
        "compound": ("compound",),
        "once": ("of the amount", "one-off"),
    },
    units={
        "day": ("day", "days"),
        "working_day": ("working day", "working days"),
        "week": ("week", "weeks"),
        "month": ("month", "months"),
        "year": ("year", "years"),
        "second": ("second", "seconds"),
        "minute": ("minute", "minutes"),
        "hour": ("hour", "hours"),
        "time": ("time", "times"),
        "transaction": ("transaction", "transactions"),
        "card": ("card", "cards"),
        "account": ("account", "accounts"),
        "person": ("person", "people"),
        "device": ("device", "devices"),
        "item": ("item", "items"),
        "digit": ("digit", "digits"),
        "point": ("point", "points"),
    },
    date_pattern="d MMMM y",
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    spoken_days=(
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ),
    day_span="{}–{}",
    spoken_day_span="{} to {}",
    every_day="every day",
    closed="closed",
    all_day="24 hours",
)  # fmt: skip

WORDS = {"zh-Hans": CHINESE, "en": ENGLISH}
