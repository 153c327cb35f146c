"""The checks in the editor's form: the same assembly and budgets as publication, on what is not
saved yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.assembly.operations import Assembly, assemble
from kb.assembly.sources import sources_for
from kb.authoring.models import Offer, SharedElement
from kb.locales import to_outside
from kb.problem import Problem
from kb.publication.budgets import over_budget


@dataclass(frozen=True, slots=True)
class _Alone:
    """A shared element or an offer as if it were a page with nothing else on it."""

    title: str
    elements: Any
    translation_key: Any
    wording_list: tuple[str, ...] = ()
    expire_at: None = None


def assemble_unsaved(source: Any) -> Assembly:
    """How an answer, or a shared element or offer by itself, would go out if published as it
    stands."""
    alone = isinstance(source, SharedElement | Offer)
    page = _Alone(source.title, source.element, source.translation_key) if alone else source
    sources = sources_for([page], locale_id=source.locale_id)
    return assemble(
        page,
        key=source.key or "draft",
        locale=to_outside(source.locale.language_code),
        sources=sources,
        needs_answer=not alone,
    )


def problems_before_approval(source: Any) -> tuple[Problem, ...]:
    """What a shared element does to the answers around it is foreseen in where_used.py."""
    assembly = assemble_unsaved(source)
    if assembly.problems or isinstance(source, SharedElement):
        return assembly.problems
    return over_budget(assembly.documents)
