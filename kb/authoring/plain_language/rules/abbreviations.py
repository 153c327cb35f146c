"""Abbreviations that nobody has explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.authoring.plain_language import word_lists
from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

UNEXPLAINED = _("What is “%(word)s”? Explain it here once, or say it in words.")
ABBREVIATION = re.compile(r"(?<![A-Za-z0-9@&/_.-])[A-Z][A-Z&]{1,5}s?(?![A-Za-z0-9@_/-]|\.\w)")
# LPR（贷款市场报价利率）, the loan prime rate (LPR), “CXYE”: explained, or to be typed as it is.
EXPLAINED_BEHIND = re.compile(
    r"\s?(?:[（(][^（）()]{2,}|[，,:：（(]?\s?(?:即|也就是|指的?是|is short for\b|stands for\b))"
)
BRACKETED = re.compile(r"[（(]\s?(?:简称|即|以下简称|or)?\s?[“\"]?$")
CAPITALS = re.compile(r"[A-Z]{2,}")
QUOTED = re.compile(r"[“\"'‘「#*]$")


def unexplained_abbreviations(texts: Sequence[Text], background: Background) -> Iterator[Finding]:
    """The first place of each in the answer, unless any place explains it."""
    places: dict[str, tuple[Text, tuple[int, int]]] = {}
    explained: set[str] = set()
    for text in texts:
        for match in ABBREVIATION.finditer(text.words):
            word = match[0].removesuffix("s")
            if _is_explained(text.words, match):
                explained.add(word)
            elif text.is_ours_to_word and not _is_none(text.words, match):
                places.setdefault(word, (text, match.span()))
    known = explained | word_lists.known_abbreviations()
    for word, (text, span) in places.items():
        if word not in known and word not in background.explained:
            yield text.finding("abbreviation", "warning", span, UNEXPLAINED, word=word)


def _is_explained(words: str, match: re.Match[str]) -> bool:
    before = words[max(0, match.start() - 8) : match.start()]
    if BRACKETED.search(before) or QUOTED.search(before):
        return True
    return bool(EXPLAINED_BEHIND.match(words, match.end()))


def _is_none(words: str, match: re.Match[str]) -> bool:
    """XX stands for any name; a line in capitals is a heading or a warning."""
    around = words[max(0, match.start() - 20) : match.end() + 20]
    is_shouted = sum(1 for _word in CAPITALS.finditer(around)) > 3
    return len(set(match[0])) == 1 or is_shouted
