"""Sentences and paragraphs that are too long, or hold too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.sentences import Sentence
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

# The longest that passes, and the longest that passes with a warning.
MOST_HAN = (30, 45)
MOST_WORDS = (20, 25)
MOST_SENTENCES = 3
MOST_COMMAS_CHINESE, MOST_COMMAS_ENGLISH = 3, 4
LONG_CHINESE = _("%(count)s characters in one sentence; at most %(most)s. Make it two.")
LONG_ENGLISH = _("%(count)s words in one sentence; at most %(most)s. Make it two.")
COMMAS = _("%(count)s commas in one sentence. Make it two, or a list.")
PARAGRAPH = _("%(count)s sentences in one paragraph; at most %(most)s. Make it two, or a list.")
COMMA = re.compile(r"[，,](?!\d)")


def long_sentences(text: Text, background: Background) -> Iterator[Finding]:
    good, bearable = MOST_HAN if background.is_chinese else MOST_WORDS
    message = LONG_CHINESE if background.is_chinese else LONG_ENGLISH
    for sentence in text.sentences:
        count = sentence.length(is_chinese=background.is_chinese)
        if count > good:
            yield text.finding(
                "long_sentence",
                "error" if count > bearable else "warning",
                sentence.span,
                message,
                count=count,
                most=good,
            )


def many_commas(text: Text, background: Background) -> Iterator[Finding]:
    most = MOST_COMMAS_CHINESE if background.is_chinese else MOST_COMMAS_ENGLISH
    for sentence in text.sentences:
        count = len(COMMA.findall(sentence.words))
        if count > most:
            yield text.finding("many_commas", "hint", sentence.span, COMMAS, count=count)


def long_paragraphs(text: Text, background: Background) -> Iterator[Finding]:
    """A paragraph ends with its line; what stands between semicolons is no sentence here."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in text.sentences:
        if not sentence.words.rstrip().endswith(("；", ";")):
            line = text.words.count("\n", 0, sentence.start)
            paragraphs.setdefault(line, []).append(sentence)
    for said in paragraphs.values():
        if len(said) > MOST_SENTENCES:
            span = said[MOST_SENTENCES].start, said[-1].end
            yield text.finding(
                "long_paragraph", "hint", span, PARAGRAPH, count=len(said), most=MOST_SENTENCES
            )
