"""Plain language: what customers would stumble over, said while the text is written
(docs/explanation/plain-language.md)."""

from kb.authoring.plain_language.background import Background, background_for
from kb.authoring.plain_language.findings import SEVERITIES, Finding, Severity, say_finding
from kb.authoring.plain_language.linting import Report, lint
from kb.authoring.plain_language.texts import Text

__all__ = [
    "SEVERITIES",
    "Background",
    "Finding",
    "Report",
    "Severity",
    "Text",
    "background_for",
    "lint",
    "say_finding",
]
