"""One number for an answer: 100 is plain, and every finding costs by how bad it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.sentences import ENGLISH_WORD, HAN
from kb.authoring.plain_language.texts import Text

COSTS = {"error": 10, "warning": 4, "hint": 1}
# So much text may hold one finding of each kind for the same price: long answers find more.
HAN_A_UNIT, WORDS_A_UNIT = 200, 120


def score(findings: Iterable[Finding], texts: Sequence[Text], *, is_chinese: bool) -> int:
    """From 0 to 100: what the findings cost, shared out over the length of the text."""
    cost = sum(COSTS[finding.severity] for finding in findings)
    pattern, unit = (HAN, HAN_A_UNIT) if is_chinese else (ENGLISH_WORD, WORDS_A_UNIT)
    length = sum(sum(1 for _m in pattern.finditer(text.words)) for text in texts)
    return max(0, round(100 - cost / max(1.0, length / unit)))
