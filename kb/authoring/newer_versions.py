"""Nothing is written over unseen: a form that was opened before the newest version was saved says
so, keeps what was typed, and goes through when it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

# Set by templates/static/granule/handing-in.js where Wagtail's own dialog has asked already.
SEEN = "newer_version_seen"


def warn_of_newer(obj: Any, data: Mapping[str, str], *, user: Any) -> str:
    """What to tell; empty where the form knows the newest version. The editor's saves by itself
    are refused by Wagtail, before any form is asked."""
    loaded = data.get("loaded_revision_id")
    if not loaded or data.get(SEEN) or not getattr(obj, "latest_revision_id", None):
        return ""
    latest = Revision.objects.filter(pk=obj.latest_revision_id).select_related("user").first()
    if latest is None or _is_loaded(latest, data):
        return ""
    if latest.user == user:
        text = _(
            "You saved a newer version in another window. Nothing was written over, and what you "
            "typed is still here. Look at the newer version; to put yours in its place, send again."
        )
        return text
    text = _(
        "%(name)s saved a newer version. Nothing was written over, and what you typed is still "
        "here. Look at the newer version; to put yours in its place, send again."
    )
    return text % {"name": latest.user or _("Somebody")}


def _is_loaded(latest: Revision, data: Mapping[str, str]) -> bool:
    """An autosave writes over its own revision, so that its number alone does not tell."""
    if data.get("overwrite_revision_id"):
        return data["overwrite_revision_id"] == str(latest.pk)
    moment = data.get("loaded_revision_created_at", "")
    return data["loaded_revision_id"] == str(latest.pk) and moment == latest.created_at.isoformat()
