"""The checks in the editor's form: the same assembly and budgets as publication, on what is not
saved yet."""

from __future__ import annotations

from typing import Any

from kb.assembly.operations import Assembly, assemble
from kb.assembly.sources import sources_for
from kb.locales import to_outside
from kb.problem import Problem
from kb.publication.budgets import over_budget


def assemble_unsaved(page: Any) -> Assembly:
    """How the page would go out if it were published as it stands."""
    sources = sources_for([page], locale_id=page.locale_id)
    locale = to_outside(page.locale.language_code)
    return assemble(page, key=page.key or "draft", locale=locale, sources=sources)


def problems_before_approval(page: Any) -> tuple[Problem, ...]:
    assembly = assemble_unsaved(page)
    return assembly.problems or over_budget(assembly.documents)
