"""Approval listens to what authoring saves."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from kb.approval.operations import begin_again
from kb.authoring.governed import register_guard


def connect() -> None:
    from wagtail.models import Revision

    from kb.approval.remarks import open_remarks
    from kb.approval.verifying import refuse_outdated_schedule
    from kb.authoring import remarks_panel

    remarks_panel.register(open_remarks)
    register_guard(refuse_outdated_schedule)
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="granule-approval")


def _revision_saved(instance: Any, update_fields: Any, **_: Any) -> None:
    """New, or written over by the editor's autosave; scheduling alone changes no text."""
    if update_fields is None or "content" in update_fields:
        begin_again(instance)
