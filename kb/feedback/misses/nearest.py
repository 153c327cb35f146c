"""The answers that come nearest to a group's question, as the person may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.authoring.staff_scopes import staff_scope
from kb.feedback.misses.queries import Group
from kb.feedback.misses.seeing import answers_for
from kb.search.queries import BadQuery, IndexUnavailable, search

MOST = 5


@dataclass(frozen=True, slots=True)
class Near:
    """`may_edit`: this person may add a wording to it."""

    key: str
    question: str
    text: str
    may_edit: bool


def nearest_answers(user: Any, group: Group, *, now: datetime) -> tuple[Near, ...]:
    """The likest first; none while search is being set up."""
    scope = staff_scope(user, now=now)
    if scope is None:
        return ()
    try:
        page = search(scope=scope, text=group.title, locale=group.locale, limit=MOST)
    except (BadQuery, IndexUnavailable):
        return ()
    found = page.results or page.nearest
    answers = answers_for(user, locale=group.locale, now=now)
    mine = set(answers.filter(key__in=[r.key for r in found]).values_list("key", flat=True))
    return tuple(Near(r.key, r.question, r.snippet.text, r.key in mine) for r in found[:MOST])
