"""Who may take documents apart, and whose: whoever may add answers under the document's topic."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.authoring.granulating.models import SourceDocument
from kb.authoring.models import TopicPage


def writable_topics(user: Any) -> Any:
    """In the order of the tree."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return TopicPage.objects.filter(pk__in=pages.values("pk")).order_by("path")


def may_granulate(user: Any) -> bool:
    return bool(writable_topics(user).exists())


def documents_for(user: Any) -> Any:
    """Newest first. One whose topic is gone is seen by superusers alone."""
    documents = SourceDocument.objects.select_related("topic", "uploader").order_by("-read_at")
    if user.is_superuser:
        return documents
    return documents.filter(topic__in=writable_topics(user).values("pk"))
