"""All rules over one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import SEVERITIES, Finding
from kb.authoring.plain_language.rules import ANSWER_RULES, SAFETY_RULES, WORD_RULES
from kb.authoring.plain_language.rules.bases import ended_bases
from kb.authoring.plain_language.scoring import score
from kb.authoring.plain_language.texts import BASIS, Text


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in an answer, in reading order, and its score from 0 to 100."""

    findings: tuple[Finding, ...]
    score: int

    def count(self, severity: str) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    @property
    def counts(self) -> dict[str, int]:
        return {severity: self.count(severity) for severity in SEVERITIES}


def lint(texts: Sequence[Text], *, background: Background) -> Report:
    """Every text of one answer, or of one shared element."""
    order = {(text.element, text.field): place for place, text in enumerate(texts)}
    found = [finding for text in texts for finding in _of_text(text, background)]
    words = [text for text in texts if text.field != BASIS]
    found += [finding for rule in ANSWER_RULES for finding in rule(words, background)]
    found.sort(key=lambda f: (order[f.element, f.field], f.start, SEVERITIES.index(f.severity)))
    return Report(tuple(found), score(found, words, is_chinese=background.is_chinese))


def _of_text(text: Text, background: Background) -> list[Finding]:
    if text.field == BASIS:
        return list(ended_bases(text, background))
    rules = (*SAFETY_RULES, *WORD_RULES) if text.is_ours_to_word else SAFETY_RULES
    return [finding for rule in rules for finding in rule(text, background)]
