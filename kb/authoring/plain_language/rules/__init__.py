"""The rules, one subject a file; a rule only reads and tells what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.rules.abbreviations import unexplained_abbreviations
from kb.authoring.plain_language.rules.characters import (
    full_width_characters,
    letters_among_digits,
    look_alikes,
    unseen_characters,
)
from kb.authoring.plain_language.rules.duplicates import repeated_shared_elements
from kb.authoring.plain_language.rules.jargon import jargon
from kb.authoring.plain_language.rules.lengths import (
    long_paragraphs,
    long_sentences,
    many_commas,
)
from kb.authoring.plain_language.rules.negation import double_negation
from kb.authoring.plain_language.rules.officialese import officialese
from kb.authoring.plain_language.rules.passive import passive
from kb.authoring.plain_language.rules.placeholders import placeholders
from kb.authoring.plain_language.rules.values import typed_values
from kb.authoring.plain_language.texts import Text

TextRule = Callable[[Text, Background], Iterator[Finding]]
AnswerRule = Callable[[Sequence[Text], Background], Iterator[Finding]]

# What concerns every text, mandated ones too: what stands there must be what people see.
SAFETY_RULES: tuple[TextRule, ...] = (
    placeholders,
    unseen_characters,
    look_alikes,
    letters_among_digits,
    full_width_characters,
)
WORD_RULES: tuple[TextRule, ...] = (
    jargon,
    officialese,
    long_sentences,
    many_commas,
    long_paragraphs,
    double_negation,
    passive,
    typed_values,
)
# These need the whole answer: what one element explains, another may use.
ANSWER_RULES: tuple[AnswerRule, ...] = (unexplained_abbreviations, repeated_shared_elements)
