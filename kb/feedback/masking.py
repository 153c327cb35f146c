"""Takes card, phone and identity numbers out of what people write; the words stay. Pure."""

from __future__ import annotations

import re
import unicodedata

MASK = "***"
# Digits in groups, as people write them; the ends are checked so that no part of a number stays.
_GAP = r"[ \-.·]?"
_NUMBERS = (
    # Resident identity number: 17 digits and a check character.
    rf"(?:\d{_GAP}){{17}}[\dXx]",
    # Bank card: 13 to 19 digits.
    rf"\d(?:{_GAP}\d){{12,18}}",
    # Mobile number, perhaps with its country code.
    rf"(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}",
    # Landline with its area code.
    r"\(?0\d{2,3}\)?[ \-]?\d{7,8}",
    # Abroad.
    rf"\+\d{{1,3}}(?:{_GAP}\d){{6,12}}",
    # Passports and travel permits.
    r"[A-Za-z]{1,2}\d{7,9}",
)
_PERSONAL = re.compile("|".join(rf"(?<![\w+])(?:{n})(?![\d])" for n in _NUMBERS), re.ASCII)


def mask_numbers(text: str) -> str:
    """`我的卡6222 0212 3456 7890丢了` → `我的卡***丢了`. Short numbers, such as 95588, stay.

    Full-width digits and those of other scripts count as digits.
    """
    plain = "".join(_narrow(char) for char in text)
    pieces, end = [], 0
    for match in _PERSONAL.finditer(plain):
        pieces += [text[end : match.start()], MASK]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _narrow(char: str) -> str:
    """One character for one, so that places in both texts agree; digits of any script as ours."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
