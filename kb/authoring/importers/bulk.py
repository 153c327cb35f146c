"""Adds many answers with few statements: some thirty times faster than saving page after page.

What Wagtail does for each page is done here for all: place in the tree, revision, history. The
blocks are cleaned by the stream itself. What Wagtail keeps beside (its search and reference
indexes) follows in admin_indexes.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Locale

from kb.authoring.announcements import Change, announce, one_announcement
from kb.authoring.cleaning import Cleaner
from kb.authoring.importers.elements import Raw, clean_stream
from kb.authoring.importers.page_rows import (
    insert_keys,
    insert_pages,
    insert_revisions,
    mark_published,
)
from kb.authoring.importers.tree import give_places
from kb.authoring.models import KnowledgePage
from kb.authoring.uses.keeping import note_new, note_published
from kb.authoring.variants import note_bases
from kb.locales import to_django
from kb.problem import Problem, Refusal, Refused

CHECKED_FIELDS = frozenset({"title", "key", "wordings"})
NOT_CHECKED = {f.name for f in KnowledgePage._meta.concrete_fields} - CHECKED_FIELDS


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One answer in one language, not in the knowledge base yet.

    `topic`: id of the topic page it goes under; `elements`: raw stream data, see elements.py;
    `locale`: outside tag; without `publish` it becomes a draft, which `may_be_unfinished`.
    """

    key: str
    translation_key: uuid.UUID
    locale: str
    topic: int
    question: str
    elements: tuple[Raw, ...]
    wordings: tuple[str, ...] = ()
    publish: bool = True
    may_be_unfinished: bool = False
    go_live_at: datetime | None = None
    expire_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Editor:
    """Who stands in Wagtail's history as the one who wrote; a command may have no user."""

    user: Any = None
    at: datetime = field(kw_only=True)


class Unsavable(Refused):
    """These answers could not even be kept as drafts."""


def make_page(answer: NewAnswer) -> Any:
    """The unsaved page. Raises Unsavable where the admin would not save it either."""
    elements, objections = clean_stream(
        KnowledgePage._meta.get_field("elements"),
        answer.elements,
        may_be_unfinished=answer.may_be_unfinished,
    )
    page = KnowledgePage(
        title=answer.question.strip(),
        key=answer.key,
        slug=answer.key.replace(".", "-"),
        translation_key=answer.translation_key,
        wordings="\n".join(answer.wordings),
        elements=elements,
        go_live_at=answer.go_live_at,
        expire_at=answer.expire_at,
    )
    Cleaner().clean_fields(page, page.cleaned_fields)
    objections += _field_objections(page)
    if objections:
        problems = tuple(Problem(code="invalid", message=words) for words in objections)
        raise Unsavable([Refusal(answer.key, answer.locale, problems)])
    note_bases(page.elements)
    return page


def _make_pages(answers: Sequence[NewAnswer]) -> list[Any]:
    pages: list[Any] = []
    refusals: list[Refusal] = []
    for answer in answers:
        try:
            pages.append(make_page(answer))
        except Unsavable as unsavable:
            refusals.extend(unsavable.refusals)
    if refusals:
        raise Unsavable(refusals)
    return pages


def _field_objections(page: Any) -> tuple[str, ...]:
    try:
        page.clean_fields(exclude=NOT_CHECKED)
        page.check_wordings()
    except ValidationError as error:
        return tuple(
            f"{name}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        )
    return ()


def add_answers(answers: Sequence[NewAnswer], *, editor: Editor) -> list[Any]:
    """All of them or none, in one transaction, announced once.

    Raises Unsavable or Refused, naming every answer it concerns.
    """
    if not answers:
        return []
    pages = _make_pages(answers)
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for page, answer in zip(pages, answers, strict=True):
        page.locale = locales[to_django(answer.locale)]
        _set_state(page, publish=answer.publish, editor=editor)
    with one_announcement():
        insert_keys(answers)
        for topic, group in _by_topic(pages, answers).items():
            give_places(group, parent_id=topic)
        insert_pages(pages)
        insert_revisions(pages, user=editor.user, at=editor.at)
        note_new(pages)
        announce(*(Change("answer", page.pk) for page in pages if page.live))
    return pages


def publish_drafts(pages: Sequence[Any], *, editor: Editor) -> None:
    """Pages that were never published go out as their latest revision stands: all or none.

    Raises Refused, naming every answer that cannot go out.
    """
    with one_announcement():
        mark_published(pages, user=editor.user, at=editor.at)
        note_published([page.pk for page in pages])
        announce(*(Change("answer", page.pk) for page in pages))


def _set_state(page: Any, *, publish: bool, editor: Editor) -> None:
    """What Wagtail notes of a page that was just created, and perhaps published."""
    page.draft_title = page.title
    page.live = publish
    page.has_unpublished_changes = not publish
    page.owner = editor.user
    page.latest_revision_created_at = editor.at
    if publish:
        page.first_published_at = page.last_published_at = editor.at


def _by_topic(pages: Sequence[Any], answers: Sequence[NewAnswer]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for page, answer in zip(pages, answers, strict=True):
        groups.setdefault(answer.topic, []).append(page)
    return groups
