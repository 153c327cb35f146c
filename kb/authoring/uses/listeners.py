"""The routes that save neither our own class nor through its methods."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate, post_save

from kb.authoring.uses import keeping, rebuilding


def connect() -> None:
    """Called when the app starts."""
    from wagtail.models import Page, Revision

    post_save.connect(_plain_page_saved, sender=Page, dispatch_uid="granule-uses-page")
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="granule-uses-schedule")
    post_migrate.connect(_fill_first, dispatch_uid="granule-uses-first")


def _plain_page_saved(instance: Any, **_: Any) -> None:
    """Expiry, and withdrawing through the plain class."""
    if instance.specific_class is not None:
        keeping.note_saved(instance.specific)


def _revision_saved(instance: Any, update_fields: Any, **_: Any) -> None:
    """Taken off the schedule, or put there."""
    if update_fields and "approved_go_live_at" in update_fields:
        holder = instance.content_object
        if holder is not None:
            keeping.note_revised(holder)


def _fill_first(sender: Any, using: str, **_: Any) -> None:
    """A base from before there was an index gets it with the migration."""
    if sender.label == "kb" and using == "default":
        rebuilding.fill_if_empty()
