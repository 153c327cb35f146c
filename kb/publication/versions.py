"""Which version of an answer came first after a moment; nothing of its content."""

from __future__ import annotations

from datetime import datetime

from kb.publication.models import Publication


def first_version_since(*, key: str, locale: str, since: datetime) -> int | None:
    """Its position in the log; None where nothing was published since."""
    rows = Publication.objects.filter(kind="publish", key=key, locale=locale, at__gt=since)
    return rows.order_by("seq").values_list("seq", flat=True).first()


def version_at(*, key: str, locale: str, at: datetime) -> int | None:
    """The one that was out then."""
    rows = Publication.objects.filter(key=key, locale=locale, at__lte=at)
    last = rows.order_by("-seq").values_list("kind", "seq").first()
    return last[1] if last and last[0] == Publication.Kind.PUBLISH else None
