"""Reads numbers aloud in Chinese, in Han characters, so that no speech engine has to guess."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
GROUPS = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
LARGEST = 10**16
# One is said so on the telephone, since yī is taken for qī (seven).
TELEPHONE_ONE = "幺"
MINUS = "负"
POINT = "点"


class TooLarge(ValueError):
    """No bank reads a number this long aloud."""


def read_number(number: Decimal, *, counting: bool = False) -> str:
    """`10050` → 一万零五十, `-3` → 负三, `3.85` → 三点八五; decimals digit by digit, as written.

    `counting`: a measure word follows, so that two alone is 两 (两张, 两元). Raises TooLarge.
    """
    if number < 0:
        return MINUS + read_number(-number, counting=counting)
    whole, _, decimals = f"{number:f}".partition(".")
    if decimals:
        return read_whole(int(whole)) + POINT + read_digits(decimals)
    if counting and int(whole) == 2:
        return "两"
    return read_whole(int(whole))


def read_whole(number: int) -> str:
    """A whole number from nought up; a leading two before 百, 千, 万, 亿 is 两. Raises TooLarge."""
    if number >= LARGEST:
        raise TooLarge(str(number))
    if number == 0:
        return DIGITS[0]
    said = _read(number)
    if said.startswith("一十"):
        return said[1:]
    if said.startswith("二") and len(said) > 1 and said[1] != "十":
        return "两" + said[1:]
    return said


def read_digits(digits: str, *, one: str = DIGITS[1]) -> str:
    """Digit by digit; what is no ASCII digit is left out."""
    return "".join(one if d == "1" else DIGITS[int(d)] for d in digits if d in "0123456789")


def read_telephone(number: str) -> str:
    """`400-000-1234` → 四零零，零零零，幺二三四: a pause at each dash or blank, no 一."""
    groups = number.replace("(", " ").replace(")", " ").replace("-", " ").split()
    said = [read_digits(group, one=TELEPHONE_ONE) for group in groups]
    return "，".join(filter(None, said))


def read_yuan(amount: Decimal) -> str:
    """`1234.56` → 一千二百三十四元五角六分; finer than a fen is read with 点. Raises TooLarge."""
    if amount < 0:
        return MINUS + read_yuan(-amount)
    fen = amount * 100
    if fen != fen.to_integral_value():
        return read_number(amount.normalize()) + "元"
    yuan, rest = divmod(int(fen), 100)
    jiao, fen_left = divmod(rest, 10)
    said = read_number(Decimal(yuan), counting=True) + "元" if yuan or not rest else ""
    if jiao:
        said += _count(jiao) + "角"
    elif fen_left and yuan:
        said += DIGITS[0]
    return said + (_count(fen_left) + "分" if fen_left else "")


def _count(digit: int) -> str:
    return read_number(Decimal(digit), counting=True)


def _read(number: int) -> str:
    """From one up, without the niceties at the front; one 零 stands for any gap."""
    for size, unit in GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            gap = DIGITS[0] if 0 < low < size // 10 else ""
            return _read(high) + unit + gap + (_read(low) if low else "")
    return DIGITS[number]
