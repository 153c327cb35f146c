"""What answers, topics, shared elements, facts and terms have in common: they go out whole or not
at all, and what was approved is never written over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Revision, TaskState

from kb.acting import current_actor
from kb.authoring.announcements import begin_change
from kb.authoring.sameness import is_same_text
from kb.authoring.uses.keeping import note_revised
from kb.transactions import in_one_transaction

DECIDED = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
Guard = Callable[[Revision], None]
_guards: list[Guard] = []


def register_guard(guard: Guard) -> None:
    """`guard(revision)` raises where this revision may not go out; asked by every way there is."""
    if guard not in _guards:
        _guards.append(guard)


class Governed:
    """Mixin; stands before Wagtail's revision classes."""

    live_revision_id: int | None
    workflow_in_progress: bool

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """One transaction, so that a refused publication takes no schedule with it."""

        def act() -> Any:
            begin_change()
            _read_again(revision)
            for guard in _guards:
                guard(revision)
            published = super(Governed, self).publish(revision, *args, **kwargs)  # type: ignore[misc]
            if revision.approved_go_live_at:
                note_revised(self)
            return published

        return in_one_transaction(act)

    def save_revision(
        self, user: Any = None, *, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """The editor's autosave writes over its last revision, unless that one counts already or
        is another's. A remark on what waits for approval leaves the text its author."""
        user = self._author_of_text(user)
        if overwrite_revision is not None and (
            self._counts(overwrite_revision) or overwrite_revision.user != user
        ):
            overwrite_revision = None
        with transaction.atomic():
            revision: Revision = super().save_revision(  # type: ignore[misc]
                user=user, overwrite_revision=overwrite_revision, **kwargs
            )
            note_revised(self)
        return revision

    def _author_of_text(self, user: Any) -> Any:
        user = user or _whoever_acts()
        latest = self.get_latest_revision() if self.workflow_in_progress else None  # type: ignore[attr-defined]
        if latest is None or latest.user is None:
            return user
        content = self.serializable_data()  # type: ignore[attr-defined]
        return latest.user if is_same_text(content, latest.content) else user

    def _counts(self, revision: Revision) -> bool:
        if revision.pk == self.live_revision_id or revision.approved_go_live_at is not None:
            return True
        return bool(revision.task_states.filter(status__in=DECIDED).exists())


def _whoever_acts() -> Any:
    """Wagtail signs some copies with nobody's name, such as translations."""
    acts = current_actor().user_id
    return get_user_model().objects.filter(pk=acts).first() if acts else None


def _read_again(revision: Revision) -> None:
    """What it is a revision of may have been moved, or have got children or a newer draft, while
    this waited for its turn; publishing writes all of that as it was read."""
    content_object = Revision._meta.get_field("content_object")
    if content_object.is_cached(revision):
        content_object.delete_cached_value(revision)
