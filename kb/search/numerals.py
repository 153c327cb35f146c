"""Amounts and rates, however they are written: 五万, 5万, 50,000 and 50000 are one. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "k": 1_000, "w": 10_000}
_DIGIT = "".join(DIGITS)
# A unit alone is no number: 万一, 十分, 千万 mean other things.
_SPOKEN = rf"(?:[{_DIGIT}]+[十百千万亿]|十[一二三四五六七八九万亿])[{_DIGIT}十百千万亿]*"
_WRITTEN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PERCENT = re.compile(rf"百分之([{_DIGIT}十]+)(?:点([{_DIGIT}]+))?|({_WRITTEN})(?=%)")
_AMOUNT = re.compile(rf"(?<![\d.,])({_WRITTEN})([十百千万亿]+|[kw](?![a-z0-9]))?|({_SPOKEN})")
# 五元, 十元, 十万元: before what is paid in, a single character is a number too.
_PAID = re.compile(rf"({_SPOKEN}|[{_DIGIT}十])(?=元|块钱)")
LONGEST = 40


def numerals(normal: str) -> tuple[str, ...]:
    """The values in a normalised text that are not written as plain digits in it."""
    found = [_percent(match) for match in _PERCENT.finditer(normal)]
    rest = _PERCENT.sub(" ", normal)
    found += [value for match in _AMOUNT.finditer(rest) if (value := _amount(match))]
    return tuple(dict.fromkeys(value for value in found if len(value) <= LONGEST))


def with_paid_digits(normal: str) -> str:
    """`工本费十元` → `工本费10元`."""
    return _PAID.sub(lambda said: str(_spoken_value(said[1])), normal)


def _percent(match: re.Match[str]) -> str:
    whole, part, written = match.groups()
    if written:
        return f"{_plain(Decimal(written.replace(',', '')))}%"
    digits = "".join(str(DIGITS[character]) for character in part or "")
    return f"{_plain(Decimal(f'{_spoken_value(whole)}.{digits or 0}'))}%"


def _amount(match: re.Match[str]) -> str:
    written, unit, said = match.groups()
    if said:
        return str(_spoken_value(said))
    if not unit and written.isdigit():
        return ""
    value = Decimal(written.replace(",", ""))
    for character in unit or "":
        value *= UNITS[character]
    return _plain(value)


def _spoken_value(said: str) -> int:
    """三千五百 → 3500; what stands before 万 and 亿 is multiplied as a whole."""
    for great in ("亿", "万"):
        before, found, after = said.partition(great)
        if found:
            return (_spoken_value(before) or 1) * UNITS[great] + _spoken_value(after)
    total, digit = 0, 0
    for character in said:
        if character in DIGITS:
            digit = digit * 10 + DIGITS[character]
        else:
            total, digit = total + (digit or 1) * UNITS[character], 0
    return total + digit


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
