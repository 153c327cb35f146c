"""What Wagtail keeps beside its pages: the admin's own search, and where something is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from modelsearch.backends import get_search_backends
from wagtail.models import ReferenceIndex


def index_for_admin(pages: Sequence[Any]) -> None:
    """For pages of one class that were inserted past Wagtail's signals."""
    if not pages:
        return
    with transaction.atomic():
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(type(pages[0]), list(pages))
