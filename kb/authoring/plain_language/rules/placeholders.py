"""Facts and terms in braces: known to this language, and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.authoring.placeholders import (
    PLACEHOLDER,
    TERM_PREFIX,
    TITLE_WITH_FACT,
    UNKNOWN_FACT,
    UNKNOWN_TERM,
)
from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _

OPEN = _("This placeholder is not closed: write {{ key }}.")
UNCLOSED = re.compile(r"\{\{(?:(?!\}\}).)*\Z", re.DOTALL)
FIRST_LINE = re.compile(r"\{\{[^\n]{0,40}")


def placeholders(text: Text, background: Background) -> Iterator[Finding]:
    for match in PLACEHOLDER.finditer(text.text):
        message, key = _objection(match[1], text, background)
        if message:
            yield text.finding("placeholder", "error", match.span(), message, key=key)
    if unclosed := UNCLOSED.search(text.text):
        seen = FIRST_LINE.match(text.text, unclosed.start())
        end = seen.end() if seen else unclosed.end()
        yield text.finding("placeholder", "error", (unclosed.start(), end), OPEN)


def _objection(key: str, text: Text, background: Background) -> tuple[str, str]:
    if text.is_heading:
        return TITLE_WITH_FACT, key
    if key.startswith(TERM_PREFIX):
        short = key.removeprefix(TERM_PREFIX)
        return ("", "") if short in background.term_keys else (UNKNOWN_TERM, short)
    return ("", "") if key in background.fact_keys else (UNKNOWN_FACT, key)
