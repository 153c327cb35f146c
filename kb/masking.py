"""Takes card, phone and identity numbers and mail addresses out of what people write; the words
stay. Pure."""

from __future__ import annotations

import re
import unicodedata

MASK = "***"
# What people put between the digits of one number, and what nobody sees there.
_GAP = r"[ \-.·_/\u200b]{0,3}"
_NUMBERS = (
    # Cards, identity numbers (17 digits and a check character), mobile numbers, accounts: whatever
    # stands before or behind. A longer run of digits is masked whole, so no piece of it stays.
    rf"\+?\d(?:{_GAP}\d){{10,}}(?:{_GAP}[Xx](?![A-Za-z]))?",
    # Landline with its area code.
    r"(?<![\d+])\(?0\d{2,3}\)?[ \-]{0,2}\d{3,4}[ \-]?\d{4}(?!\d)",
    # Abroad.
    rf"\+\d{{1,3}}(?:{_GAP}\d){{6,12}}",
    # Passports and travel permits.
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{7,9}(?!\d)",
)
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PERSONAL = re.compile("|".join((*_NUMBERS, _MAIL)), re.ASCII)
# A long word is gone through from each of its letters, in search of a sign that is not there.
_WITHOUT_MAIL = re.compile("|".join(_NUMBERS), re.ASCII)
# Read out or typed in characters, 一三八零零一三八零零零; one or two of them are words, as in 周一.
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_HAN = "".join(map(chr, _HAN_DIGITS))
_READ_OUT = re.compile(rf"[{_HAN}](?:{_GAP}[{_HAN}]){{2,}}")
_MASKED = re.compile(rf"\s*(?:{re.escape(MASK)}\s*)+")


def mask_numbers(text: str) -> str:
    """`我的卡6222 0212 3456 7890丢了` → `我的卡***丢了`. Short numbers, such as 95588, stay.

    Full-width digits and those of other scripts count as digits; so do Chinese numerals where
    three or more stand together. Blanks, dashes and characters that nobody sees between the
    digits do not hide a number.
    """
    plain = _READ_OUT.sub(lambda found: found[0].translate(_HAN_DIGITS), _narrowed(text))
    personal = _PERSONAL if "@" in plain else _WITHOUT_MAIL
    pieces, end = [], 0
    for match in personal.finditer(plain):
        pieces += [text[end : match.start()], MASK]
        end = match.end()
    return "".join([*pieces, text[end:]])


def without_masks(text: str) -> str:
    """`卡***丢了` → `卡丢了`, `my card *** is lost` → `my card is lost`."""
    return " ".join(_MASKED.sub(_joint, text).split())


def _joint(masked: re.Match[str]) -> str:
    """A blank stays where there was one."""
    return " " if masked[0] != MASK else ""


def _narrowed(text: str) -> str:
    return "".join(map(_narrow, text))


def _narrow(char: str) -> str:
    """One character for one, so that places in both texts agree; digits of any script as ours,
    every dash, every blank and everything unseen as one of its kind."""
    if char.isascii():
        return char if char.isprintable() else " "
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Cs"):
        return "\u200b"
    if category == "Pd" or char == "\u2212":
        return "-"
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
