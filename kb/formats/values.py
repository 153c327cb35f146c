"""One typed value → words: exact, never rounded, free of no-break spaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import (
    UnknownCurrencyError,
    format_decimal,
    get_currency_name,
    get_currency_precision,
)

from kb.document import FactValue
from kb.formats import chinese_numbers as chinese
from kb.formats.hours import BadHours, speak_hours, write_hours
from kb.formats.words import CHINESE, CURRENCY_SIGNS, Words, words_for

DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,12})?", re.ASCII)
CURRENCY = re.compile(r"[A-Z]{3}")
PHONE = re.compile(r"\+?[0-9(][0-9 ()*#-]*", re.ASCII)
TEN_THOUSAND, HUNDRED_MILLION = 10**4, 10**8


class BadValue(ValueError):
    """A value that its type cannot read; the text says what is wrong, `fact` which it is."""

    fact: str = ""


class Style(StrEnum):
    """SYMBOL: ¥200. WORDS: 200元 or CNY 200, in characters every phone shows and none charges
    double for. SPOKEN: 两百元, to be read aloud."""

    SYMBOL = "symbol"
    WORDS = "words"
    SPOKEN = "spoken"


@lru_cache(maxsize=8192)
def format_fact(value: FactValue, *, locale: str, style: Style) -> str:
    """The value as this language says it. Raises BadValue, UnknownLocale."""
    words = words_for(locale)
    if value.type not in FORMATS:
        raise BadValue(f"unknown type of fact: {value.type!r}; use one of {', '.join(FORMATS)}")
    try:
        return FORMATS[value.type](value, words, style)
    except (BadHours, chinese.TooLarge) as error:
        raise BadValue(str(error)) from error


def _money(value: FactValue, words: Words, style: Style) -> str:
    if not CURRENCY.fullmatch(value.unit):
        raise BadValue(f"money needs its currency as three capital letters, not {value.unit!r}")
    amount = _decimal(value.value)
    if style is Style.SPOKEN:
        return _spoken_money(amount, value.unit, words)
    if style is Style.WORDS and words is CHINESE:
        return _round_number(amount, value.unit, words) + _currency_name(value.unit, words)
    sign = "-" if amount < 0 else ""
    number = _amount(abs(amount), value.unit, words)
    if style is Style.SYMBOL and value.unit in CURRENCY_SIGNS:
        return f"{sign}{CURRENCY_SIGNS[value.unit]}{number}"
    return f"{value.unit} {sign}{number}"


def _spoken_money(amount: Decimal, currency: str, words: Words) -> str:
    if words is not CHINESE:
        return f"{_amount(amount, currency, words)} {_currency_name(currency, words)}"
    if currency == "CNY":
        return chinese.read_yuan(amount)
    said = chinese.read_number(_shortest(amount), counting=True)
    return said + _currency_name(currency, words)


def _currency_name(currency: str, words: Words) -> str:
    if currency == "CNY":
        return "元" if words is CHINESE else "yuan"
    try:
        return get_currency_name(currency, count=2, locale=words.babel)
    except UnknownCurrencyError:
        return currency


def _amount(amount: Decimal, currency: str, words: Words) -> str:
    """Whole amounts without decimals, others with at least the currency's own number of them."""
    shortest = _shortest(amount)
    if shortest == shortest.to_integral_value():
        return _grouped(shortest, words)
    places = max(_places(shortest), get_currency_precision(currency))
    return _grouped(shortest, words, places=places)


def _round_number(amount: Decimal, currency: str, words: Words) -> str:
    """`50000` → 5万, as Chinese readers say it; only where nothing is left over."""
    for size, unit in ((HUNDRED_MILLION, "亿"), (TEN_THOUSAND, "万")):
        if amount and amount % size == 0:
            return _grouped(amount / size, words) + unit
    return _amount(amount, currency, words)


def _rate(value: FactValue, words: Words, style: Style) -> str:
    if value.basis and value.basis not in words.bases:
        known = ", ".join(words.bases)
        raise BadValue(f"unknown basis of a rate: {value.basis!r}; use one of {known}")
    percent = _decimal(value.value).scaleb(2)
    if style is not Style.SPOKEN:
        basis = words.bases[value.basis] if value.basis else ""
        return f"{_grouped(percent, words, places=_places(percent))}%{basis}"
    basis = words.spoken_bases[value.basis] if value.basis else ""
    if words is not CHINESE:
        return f"{_shortest(percent):f} percent{basis}"
    sign = chinese.MINUS if percent < 0 else ""
    return f"{basis}{sign}百分之{chinese.read_number(_shortest(abs(percent)))}"


def _count(value: FactValue, words: Words, style: Style) -> str:
    number = _decimal(value.value)
    one, several = words.units.get(value.unit, (value.unit, value.unit))
    unit = one if number == 1 else several
    if words is CHINESE and style is Style.SPOKEN:
        return chinese.read_number(number, counting=bool(unit)) + unit
    gap = " " if unit and words is not CHINESE else ""
    return _grouped(number, words, places=_places(number)) + gap + unit


def _date(value: FactValue, words: Words, style: Style) -> str:
    try:
        day = date.fromisoformat(value.value)
    except ValueError:
        raise BadValue(f"{value.value!r}: write a date as 2026-12-31") from None
    if words is CHINESE and style is Style.SPOKEN:
        month, number = (chinese.read_whole(part) for part in (day.month, day.day))
        return f"{chinese.read_digits(str(day.year))}年{month}月{number}日"
    return format_date(day, words.date_pattern, locale=words.babel)


def _phone(value: FactValue, words: Words, style: Style) -> str:
    if not PHONE.fullmatch(value.value):
        raise BadValue(f"{value.value!r}: write a phone number in digits and dashes")
    if style is not Style.SPOKEN:
        return value.value
    if words is CHINESE:
        return chinese.read_telephone(value.value)
    return ", ".join(" ".join(group) for group in re.findall(r"[0-9]+", value.value))


def _hours(value: FactValue, words: Words, style: Style) -> str:
    if style is Style.SPOKEN:
        return speak_hours(value.value, words=words)
    return write_hours(value.value, words=words, plain=style is Style.WORDS)


def _text(value: FactValue, words: Words, style: Style) -> str:
    if not value.value.strip():
        raise BadValue("a text value must not be empty")
    return value.value


FORMATS: dict[str, Callable[[FactValue, Words, Style], str]] = {
    "money": _money,
    "rate": _rate,
    "count": _count,
    "date": _date,
    "phone": _phone,
    "hours": _hours,
    "text": _text,
}


def _decimal(text: str) -> Decimal:
    if not DECIMAL.fullmatch(text):
        raise BadValue(f"{text!r}: write a number in digits, with a point before decimals")
    return Decimal(text)


def _shortest(number: Decimal) -> Decimal:
    """Without noughts at the end of its decimals."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _grouped(number: Decimal, words: Words, *, places: int = 0) -> str:
    """`places` holds every decimal there is, so nothing is ever rounded."""
    pattern = "#,##0" + ("." + "0" * places if places > 0 else "")
    return format_decimal(number, format=pattern, locale=words.babel)
