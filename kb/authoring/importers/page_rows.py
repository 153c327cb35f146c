"""The rows behind new pages: keys, pages, revisions, history; a constant number of statements.

Django cannot `bulk_create` a model with a parent table, so the parent's rows go first and the
child's follow with the ids they got.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.db.models.sql import InsertQuery
from wagtail.models import Page, PageLogEntry, Revision

from kb.authoring.models import AnswerKey, KnowledgePage

CREATED, PUBLISHED = "wagtail.create", "wagtail.publish"


def insert_keys(answers: Iterable[Any]) -> None:
    """The public names of these answers, where their translation group has none yet."""
    wanted = {answer.translation_key: answer.key for answer in answers}
    known = AnswerKey.objects.filter(translation_key__in=wanted).values_list(
        "translation_key", flat=True
    )
    missing = wanted.keys() - set(known)
    AnswerKey.objects.bulk_create(
        AnswerKey(key=wanted[name], translation_key=name) for name in wanted if name in missing
    )


def insert_pages(pages: Sequence[Any]) -> None:
    """Sets each page's id."""
    kind = ContentType.objects.get_for_model(KnowledgePage)
    parents = [_parent_row(page, kind) for page in pages]
    Page.objects.bulk_create(parents)
    for page, parent in zip(pages, parents, strict=True):
        page.content_type, page.page_ptr, page.pk = kind, parent, parent.pk
        page._state.adding = False
    _insert_children(pages)


def _parent_row(page: Any, kind: ContentType) -> Page:
    names = (f.attname for f in Page._meta.concrete_fields if not f.primary_key)
    values = {name: getattr(page, name) for name in names}
    return Page(**(values | {"content_type_id": kind.pk}))


def _insert_children(pages: Sequence[Any]) -> None:
    fields = KnowledgePage._meta.local_concrete_fields
    size = connection.ops.bulk_batch_size(fields, pages)
    for start in range(0, len(pages), size):
        query = InsertQuery(KnowledgePage)
        query.insert_values(fields, list(pages[start : start + size]))
        query.get_compiler(connection=connection).execute_sql()


def insert_revisions(pages: Sequence[Any], *, user: Any, at: datetime) -> None:
    """One revision for each page, which is its latest, and its live one where it is live."""
    kinds = {
        "content_type": ContentType.objects.get_for_model(KnowledgePage),
        "base_content_type": ContentType.objects.get_for_model(Page),
    }
    revisions = [
        Revision(
            object_id=str(page.pk),
            created_at=at,
            user=user,
            object_str=page.title,
            content=revision_content(page),
            **kinds,
        )
        for page in pages
    ]
    Revision.objects.bulk_create(revisions)
    _point_to_revisions(pages, kinds["base_content_type"])
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = revision
        page.live_revision = revision if page.live else None
    _insert_history(pages, CREATED, user=user, at=at)
    _insert_history([page for page in pages if page.live], PUBLISHED, user=user, at=at)


def revision_content(page: Any) -> dict[str, Any]:
    """As Wagtail writes it; a new page has no comments to ask the database for."""
    page.wagtail_admin_comments.set([])
    content: dict[str, Any] = page.serializable_data()
    return content


def _point_to_revisions(pages: Sequence[Any], base_content_type: ContentType) -> None:
    own = Revision.objects.filter(
        base_content_type=base_content_type,
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    rows = Page.objects.filter(pk__in=[page.pk for page in pages])
    rows.update(latest_revision=Subquery(own.values("pk")[:1]))
    rows.filter(live=True).update(live_revision=F("latest_revision"))


def mark_published(pages: Sequence[Any], *, user: Any, at: datetime) -> None:
    """Pages whose row says the same as their latest revision."""
    rows = Page.objects.filter(pk__in=[page.pk for page in pages])
    rows.update(
        live=True, has_unpublished_changes=False, first_published_at=at, last_published_at=at,
        live_revision=F("latest_revision"),
    )  # fmt: skip
    _insert_history(pages, PUBLISHED, user=user, at=at)


def _insert_history(pages: Sequence[Any], action: str, *, user: Any, at: datetime) -> None:
    """What the page's history in the admin shows; all of one action are marked as one."""
    together = uuid.uuid4()
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type_id=page.content_type_id,
            page_id=page.pk,
            label=page.title,
            action=action,
            timestamp=at,
            uuid=together,
            user=user,
            revision_id=page.latest_revision_id,
            content_changed=action == CREATED,
        )
        for page in pages
    )
