"""The whole base as it reads today: what is live, and the drafts that may follow it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.authoring.models import KnowledgePage, SharedElement
from kb.authoring.plain_language.background import Background, background_for
from kb.authoring.plain_language.elements import is_answer, texts_of
from kb.authoring.plain_language.linting import Report, lint
from kb.locales import to_outside

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Linted:
    """One answer or shared element in one language; `is_draft`: not what readers see now."""

    subject: str
    key: str
    title: str
    locale: str
    is_draft: bool
    report: Report


def lint_all(*, locales: tuple[str, ...]) -> Iterator[Linted]:
    """Live texts and latest drafts, in the order of their keys; second places are left out."""
    known = lru_cache(background_for)
    answers = KnowledgePage.objects.filter(alias_of=None)
    for subject, rows in (("answer", answers), ("shared", SharedElement.objects.all())):
        chosen = rows.select_related("locale", "latest_revision").order_by("key", "pk")
        for row in chosen.iterator(chunk_size=AT_ONCE):
            locale = to_outside(row.locale.language_code)
            if locale in locales:
                yield from _both(subject, row, locale=locale, background=known(locale))


def _both(subject: str, row: Any, *, locale: str, background: Background) -> Iterator[Linted]:
    versions = [(row, False)] if row.live else []
    if row.has_unpublished_changes or not row.live:
        versions.append((_draft_of(row), True))
    for version, is_draft in versions:
        report = lint(texts_of(version), background=background)
        yield Linted(subject, row.key, version.title, locale, is_draft, report)


def _draft_of(row: Any) -> Any:
    """Title and elements of the latest revision. Wagtail's own way to an object of a revision asks
    the database five times for each."""
    if row.latest_revision is None:
        return row
    content, stream = row.latest_revision.content, "elements" if is_answer(row) else "element"
    draft = copy(row)
    draft.title = content["title"]
    setattr(draft, stream, row._meta.get_field(stream).to_python(content[stream]))
    return draft
