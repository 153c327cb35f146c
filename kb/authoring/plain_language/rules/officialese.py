"""Words of offices, from the lists beside these rules."""

from __future__ import annotations

from collections.abc import Iterator

from kb.authoring.plain_language import word_lists
from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.fitting import fitted
from kb.authoring.plain_language.texts import Text
from kb.authoring.plain_language.word_lists import Hit
from kb.problem import msgid as _

SAY = _("“%(word)s” sounds like an office. Say “%(plain)s”.")
LEAVE_OUT = _("“%(word)s” can be left out.")
THINK = _("“%(word)s” sounds like an office. Say it as you would to a customer.")


def officialese(text: Text, background: Background) -> Iterator[Finding]:
    hits = [*word_lists.officialese(is_chinese=background.is_chinese).find(text.words)]
    jargon = background.jargon.find(text.words) if hits else ()
    taken = {place for hit in jargon for place in range(*_span(hit))}
    for hit in hits:
        if taken.isdisjoint(range(*_span(hit))):
            yield _finding(text, hit, is_chinese=background.is_chinese)


def _span(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def _finding(text: Text, hit: Hit, *, is_chinese: bool) -> Finding:
    word, plain = text.text[hit.start : hit.end], hit.entry.plain
    if plain is None:
        return text.finding("officialese", "hint", _span(hit), THINK, word=word)
    span, put = fitted(text.text, hit, is_chinese=is_chinese)
    if not plain:
        return text.finding("officialese", "hint", span, LEAVE_OUT, replacement=put, word=word)
    return text.finding(
        "officialese", "warning", span, SAY, replacement=put, word=word, plain=plain
    )
