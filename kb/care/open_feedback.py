"""Feedback that nobody has answered yet: a publication after it counts as the answer."""

from __future__ import annotations

from typing import Any

from kb.feedback.models import Feedback

COMPLAINTS = (Feedback.Verdict.WRONG, Feedback.Verdict.OUTDATED, Feedback.Verdict.MISSING)


def complaints() -> Any:
    return Feedback.objects.filter(verdict__in=COMPLAINTS)
