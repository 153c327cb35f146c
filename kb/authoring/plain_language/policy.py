"""Which findings keep a text from approval: those of the severity in LANGUAGE_STOPS, and worse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from kb.authoring.plain_language.background import background_for
from kb.authoring.plain_language.elements import texts_of
from kb.authoring.plain_language.findings import Finding, at_least, say_finding
from kb.authoring.plain_language.linting import lint
from kb.locales import to_outside
from kb.problem import Problem
from kb.problem import msgid as _

# Assembly refuses these itself, whatever the policy says.
REFUSED_ANYWAY = frozenset({"placeholder"})
# The form takes these out as it saves.
GONE_AT_SAVE = frozenset({"unseen"})
QUOTING = frozenset({"word", "words", "name"})
QUOTED = 24
HERE = _("“%(text)s”: %(advice)s")


def stopping() -> frozenset[str]:
    """The severities that stop."""
    if settings.LANGUAGE_STOPS == "nothing":
        return frozenset()
    return frozenset(at_least(settings.LANGUAGE_STOPS))


def stops_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    severities = stopping()
    return tuple(f for f in findings if f.severity in severities and f.rule not in GONE_AT_SAVE)


def stops_of(unsaved: Any) -> tuple[Problem, ...]:
    """For `register_check`: what the policy stops, at its element, with what to do."""
    if not stopping():
        return ()
    locale = to_outside(unsaved.locale.language_code)
    report = lint(texts_of(unsaved), background=background_for(locale))
    found = (f for f in stops_in(report.findings) if f.rule not in REFUSED_ANYWAY)
    return tuple(dict.fromkeys(_problem(finding) for finding in found))


def _problem(finding: Finding) -> Problem:
    """Advice that names no words gets them quoted: the form only knows the element."""
    if QUOTING & dict(finding.params).keys():
        return finding.problem
    text = finding.text if len(finding.text) <= QUOTED else f"{finding.text[:QUOTED]}…"
    return Problem(
        code=finding.rule,
        message=HERE,
        element=finding.element,
        params=(("text", text), ("advice", say_finding(finding))),
    )
