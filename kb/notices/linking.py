"""The answers that a notice names: typed as keys or as questions, one on each line."""

from __future__ import annotations

from collections.abc import Collection

from kb.access import Scope
from kb.authoring.models import KnowledgePage
from kb.locales import OUTSIDE_TO_DJANGO
from kb.publication.queries import Candidate, authorize

MOST = 50


class UnknownAnswer(ValueError):
    """`line`: as it was typed."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(line)


def keys_in(text: str, *, scope: Scope) -> tuple[str, ...]:
    """Each once, in the order typed. Raises UnknownAnswer for what this scope has no answer for."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise UnknownAnswer(lines[MOST])
    asked = _keys_of_questions(lines)
    keys = {line: asked.get(line, line) for line in lines}
    seen = questions_of(keys.values(), scope=scope)
    for line in lines:
        if keys[line] not in seen:
            raise UnknownAnswer(line)
    return tuple(dict.fromkeys(keys[line] for line in lines))


def questions_of(keys: Collection[str], *, scope: Scope) -> dict[str, str]:
    """Key → question, of those that the scope may see in any language."""
    candidates = [Candidate(key, locale) for key in keys for locale in OUTSIDE_TO_DJANGO]
    found: dict[str, str] = {}
    for answer in authorize(scope=scope, candidates=candidates):
        found.setdefault(answer.key, answer.document.question)
    return found


def _keys_of_questions(lines: Collection[str]) -> dict[str, str]:
    pages = KnowledgePage.objects.filter(title__in=lines, live=True, alias_of__isnull=True)
    return {title: key for title, key in pages.values_list("title", "key") if key}
