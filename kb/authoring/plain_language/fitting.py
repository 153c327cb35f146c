"""Puts what to say in the shape of what stands there: capitals, and a or an before it."""

from __future__ import annotations

import re

from kb.authoring.plain_language.word_lists import Hit

ARTICLE = re.compile(r"\b(a|an)\s+$", re.IGNORECASE)
VOWEL_SOUND = re.compile(r"(?!u[ns]e|use|unit|uni|one\b|eu)[aeiou]|hour|honest", re.IGNORECASE)


def fitted(text: str, hit: Hit, *, is_chinese: bool) -> tuple[tuple[int, int], str]:
    """Which characters go, and what comes for them."""
    plain, (start, end) = hit.entry.plain or "", (hit.start, hit.end)
    if is_chinese:
        return (start, end), plain
    if not plain:
        return _without(text, start, end)
    article = ARTICLE.search(text, 0, start)
    plain = _with_capital(plain, like=text[start:end])
    if article and bool(VOWEL_SOUND.match(plain)) != (article[1].lower() == "an"):
        start = article.start(1)
        wanted = "an" if VOWEL_SOUND.match(plain) else "a"
        plain = f"{_with_capital(wanted, like=article[1])} {plain}"
    return (start, end), plain


def _with_capital(plain: str, *, like: str) -> str:
    return plain[:1].upper() + plain[1:] if like[:1].isupper() else plain


def _without(text: str, start: int, end: int) -> tuple[tuple[int, int], str]:
    """One of the two blanks around goes as well, and the next word takes the capital."""
    after = re.match(r",? +", text[end:])
    if text[start].isupper() and after and end + len(after[0]) < len(text):
        end += len(after[0])
        return (start, end + 1), text[end].upper()
    if start and text[start - 1] == " ":
        start -= 1
    return (start, end), ""
