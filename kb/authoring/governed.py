"""What answers, topics, shared elements, facts and terms have in common: they go out whole or not
at all, and what was approved is never written over."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Revision, TaskState

DECIDED = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)


class Governed:
    """Mixin; stands before Wagtail's revision classes."""

    live_revision_id: int | None

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """One transaction, so that a refused publication takes no schedule with it."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)  # type: ignore[misc]

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """The editor's autosave writes over its last revision, unless that one counts already."""
        if overwrite_revision is not None and self._counts(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(  # type: ignore[misc]
            *args, overwrite_revision=overwrite_revision, **kwargs
        )

    def _counts(self, revision: Revision) -> bool:
        if revision.pk == self.live_revision_id or revision.approved_go_live_at is not None:
            return True
        return bool(revision.task_states.filter(status__in=DECIDED).exists())
