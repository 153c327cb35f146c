"""The bank's words of the term list, with what we say instead."""

from __future__ import annotations

from collections.abc import Iterator

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.fitting import fitted
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

JARGON = _("“%(word)s” is the bank's word. Say “%(plain)s”.")


def jargon(text: Text, background: Background) -> Iterator[Finding]:
    """Not where the plain wording stands in the same text: there it is explained."""
    lowered = text.text.lower()
    for hit in background.jargon.find(text.words):
        plain = hit.entry.plain or ""
        if plain and plain.lower() not in lowered:
            span, put = fitted(text.text, hit, is_chinese=background.is_chinese)
            word = text.text[hit.start : hit.end]
            yield text.finding(
                "jargon", "warning", span, JARGON, replacement=put, word=word, plain=plain
            )
