"""Who wrote what is waiting to go out."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision


def revisions_not_out(obj: Any) -> Any:
    """The revisions since the one that is live: together they are what an approval lets out."""
    revisions = Revision.objects.for_instance(obj)
    live = revisions.filter(pk=obj.live_revision_id).first() if obj.live_revision_id else None
    return revisions.filter(pk__gt=live.pk) if live else revisions


def is_author(obj: Any, user: Any) -> bool:
    """Wrote any revision that would go out; a page nobody revised counts its owner."""
    revisions = revisions_not_out(obj)
    if revisions.filter(user=user).exists():
        return True
    return not revisions.exists() and getattr(obj, "owner_id", None) == user.pk
