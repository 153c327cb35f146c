"""Who does it? A passive does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.authoring.plain_language import word_lists
from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

PASSIVE = _("“%(words)s” does not say who does it. Say who: we, you, the branch.")


def passive(text: Text, background: Background) -> Iterator[Finding]:
    if text.is_heading:
        return
    pattern = _chinese() if background.is_chinese else _english()
    for match in pattern.finditer(text.words):
        words = text.text[match.start() : match.end()]
        yield text.finding("passive", "hint", match.span(), PASSIVE, words=words)


@lru_cache
def _chinese() -> re.Pattern[str]:
    fine = "|".join(map(re.escape, word_lists.passives_that_are_fine()))
    return re.compile(
        rf"(?<!棉)被(?!{fine})[^，。；！？\s]{{1,6}}"
        r"|由(?!于)[^，。；！？\s]{1,10}?(?:予以|进行|加以|给予)"
        r"|为[^，。；！？\s]{1,8}?所(?!有|在|以|需|得)[^，。；！？\s]{1,2}"
    )


@lru_cache
def _english() -> re.Pattern[str]:
    irregular = "|".join(word_lists.irregular_participles())
    adjectives = "|".join(word_lists.participles_as_adjectives())
    return re.compile(
        r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:not\s+|always\s+|also\s+|\w+ly\s+)?"
        rf"(?!(?:{adjectives})\b)(?:\w+ed|{irregular})\b(?!\s+of\b|-)",
        re.IGNORECASE,
    )
