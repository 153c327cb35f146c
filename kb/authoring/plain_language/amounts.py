"""Amounts, rates, telephone numbers and dates as they stand in texts, and the same in facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SIZES = {
    "万": Decimal(10_000), "亿": Decimal(100_000_000), "": Decimal(1), "thousand": Decimal(1_000),
    "million": Decimal(1_000_000), "billion": Decimal(1_000_000_000),
}  # fmt: skip
SIZE = "thousand|million|billion|[万亿]?"
CURRENCIES = {
    "元": "CNY", "块": "CNY", "人民币": "CNY", "¥": "CNY", "￥": "CNY", "yuan": "CNY", "rmb": "CNY",
    "cny": "CNY", "美元": "USD", "$": "USD", "usd": "USD", "us$": "USD", "dollars": "USD",
    "dollar": "USD", "港元": "HKD", "港币": "HKD", "hkd": "HKD", "hk$": "HKD", "欧元": "EUR",
    "€": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR",
}  # fmt: skip
UNITS = {
    "个工作日": "working_day", "工作日": "working_day", "working days": "working_day",
    "working day": "working_day", "分钟": "minute", "minutes": "minute", "minute": "minute",
    "个小时": "hour", "小时": "hour", "hours": "hour", "hour": "hour", "天": "day", "日内": "day",
    "days": "day", "day": "day", "个月": "month", "months": "month", "month": "month",
    "年": "year", "years": "year", "year": "year", "次": "time", "times": "time", "张": "card",
    "cards": "card", "人": "person", "people": "person",
}  # fmt: skip
_BEFORE = r"US\$|HK\$|\$|€|¥|￥|人民币|RMB|CNY|USD|HKD|EUR"
_AFTER = "美元|港元|港币|欧元|元|块钱|块(?!链)|yuan|dollars?|euros?|RMB|CNY|USD|HKD|EUR"
MONEY = re.compile(
    rf"(?:(?P<before>{_BEFORE})\s?(?P<first>{NUMBER})\s?(?P<size1>{SIZE})(?:元|\b)?"
    rf"|(?<![\d.])(?P<second>{NUMBER})\s?(?P<size2>{SIZE})\s?(?P<after>{_AFTER}))(?![a-z])",
    re.IGNORECASE,
)
RATE = re.compile(rf"(?<![\d.])(?P<number>{NUMBER})\s?(?P<sign>[%％‰]|percent\b|per cent\b)")
SPOKEN_RATE = re.compile(r"百分之(?P<number>\d+(?:\.\d+)?)")
PHONE = re.compile(
    r"(?<![\d.-])(?:[48]00[- ]?\d{3,4}[- ]?\d{3,4}|0\d{2,3}[- ]\d{7,8}|1[3-9]\d{9}|95\d{3}|1\d{4}"
    r"(?=\s*(?:热线|客服|hotline)))(?![\d-])"
)
DATE = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日|[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2}))"
)
COUNT = re.compile(
    rf"(?<![\d.,])(?P<number>{NUMBER})\s?(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})"
    r"(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` without writing habits: 20,000 and 2万 are one amount."""

    type: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    amount: Amount


def amount_of(fact_type: str, value: str, *, unit: str) -> Amount | None:
    """A fact's value as texts would have it; None for types that texts write in many ways."""
    if fact_type in ("money", "rate", "count"):
        number = _decimal(value)
        has_unit = fact_type != "count" or unit
        unit = "" if fact_type == "rate" else unit
        return Amount(fact_type, _plain(number), unit) if number is not None and has_unit else None
    if fact_type == "phone":
        return Amount("phone", re.sub(r"\D", "", value))
    return Amount("date", value) if fact_type == "date" else None


def amounts_in(words: str) -> Iterator[Place]:
    """From left to right, none inside another."""
    end = 0
    for place in sorted(_all(words), key=lambda p: (p.start, -p.end)):
        if place.start >= end:
            yield place
            end = place.end


def _all(words: str) -> Iterator[Place]:
    if not any(char.isdigit() for char in words):
        return
    for pattern, read in READERS:
        for match in pattern.finditer(words):
            if amount := read(match):
                yield Place(match.start(), match.end(), amount)


def _money(match: re.Match[str]) -> Amount | None:
    number = _decimal(match["first"] or match["second"])
    if number is None:
        return None
    size = SIZES[(match["size1"] or match["size2"] or "").lower()]
    sign = (match["before"] or match["after"]).lower().removesuffix("钱")
    return Amount("money", _plain(number * size), CURRENCIES[sign])


def _rate(match: re.Match[str]) -> Amount | None:
    number = _decimal(match["number"])
    shift = -3 if "‰" in match[0] else -2
    return None if number is None else Amount("rate", _plain(number.scaleb(shift)))


def _phone(match: re.Match[str]) -> Amount:
    return Amount("phone", re.sub(r"\D", "", match[0]))


def _date(match: re.Match[str]) -> Amount | None:
    month, day = match["m1"] or match["m2"], match["d1"] or match["d2"]
    try:
        return Amount("date", date(int(match["year"]), int(month), int(day)).isoformat())
    except ValueError:
        return None


def _count(match: re.Match[str]) -> Amount | None:
    number = _decimal(match["number"])
    return None if number is None else Amount("count", _plain(number), UNITS[match["unit"]])


READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Amount | None]], ...] = (
    (DATE, _date),
    (PHONE, _phone),
    (MONEY, _money),
    (RATE, _rate),
    (SPOKEN_RATE, _rate),
    (COUNT, _count),
)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
