"""Authoring's own signal: something that readers may see has changed.

It is sent inside the transaction of the change, so whoever listens commits or fails with it.
Wagtail's `published` signals fire after the save, outside a transaction, and on expiry name another
class;
`save()` and the plain Page's `post_save` see every route (docs/decisions/0003-announcements.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import Signal

Subject = Literal["answer", "topic", "shared", "fact", "term", "offer"]
announced = Signal()
# A transaction that will announce has begun: a listener that serialises writers takes its lock now,
# before any row is touched (docs/decisions/0020-the-logs-lock-comes-first.md).
change_began = Signal()


@dataclass(frozen=True, slots=True)
class Change:
    """`pk`: of the page or snippet; `gone`: it is being deleted."""

    subject: Subject
    pk: int
    gone: bool = False


_collected: ContextVar[dict[Change, None] | None] = ContextVar("collected", default=None)


def announce(*changes: Change) -> None:
    """Tell the listeners now, or at the end of the surrounding `one_announcement`.

    What a listener raises undoes the change; publication raises `kb.problem.Refused`.
    """
    collected = _collected.get()
    if collected is not None:
        collected.update(dict.fromkeys(changes))
        return
    with transaction.atomic():
        announced.send(sender=Change, changes=changes)


def begin_change() -> None:
    """First in a transaction that will write what readers may see, and announce it."""
    change_began.send(sender=Change)


@contextmanager
def one_change() -> Iterator[None]:
    """A transaction that has begun so."""
    with transaction.atomic():
        begin_change()
        yield


@contextmanager
def one_announcement() -> Iterator[None]:
    """Bulk work: one transaction, one announcement with the whole list."""
    with one_change():
        token = _collected.set({})
        try:
            yield
            changes: Sequence[Change] = tuple(_collected.get() or ())
        finally:
            _collected.reset(token)
        if changes:
            announce(*changes)


def connect() -> None:
    """Listen to the plain Page: expiry, move, and unpublishing an alias save that class only."""
    from wagtail.models import Page

    from kb.authoring.models import Fact, KnowledgePage, Offer, SharedElement, Term, TopicPage

    post_save.connect(_plain_page_saved, sender=Page, dispatch_uid="granule-page-saved")
    for page in (Page, KnowledgePage, TopicPage):
        pre_delete.connect(_page_deleted, sender=page, dispatch_uid=f"granule-{page.__name__}")
    for snippet in (Fact, SharedElement, Term, Offer):
        uid = f"granule-{snippet.__name__}"
        pre_delete.connect(_snippet_deleted, sender=snippet, dispatch_uid=uid)


def subject_of(page: Any) -> Subject | None:
    """Which of ours a page is, judged by its content type; None for any other page."""
    model = page.specific_class
    if model is None:
        return None
    subjects: dict[str, Subject] = {"KnowledgePage": "answer", "TopicPage": "topic"}
    return subjects.get(model.__name__)


def _plain_page_saved(instance: Any, **_: Any) -> None:
    """Also the topic it stands in: a move pushes its neighbours aside without saving them."""
    if subject := subject_of(instance):
        parent = instance.get_parent()
        announce(Change("topic", parent.pk), Change(subject, instance.pk))


def _page_deleted(instance: Any, **_: Any) -> None:
    if subject := subject_of(instance):
        announce(Change(subject, instance.pk, gone=True))


def _snippet_deleted(instance: Any, **_: Any) -> None:
    announce(Change(instance.subject, instance.pk, gone=True))
