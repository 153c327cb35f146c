"""Which notices a person sees in the admin: those that their grants would let them be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from kb.access import Scope, fits
from kb.authoring.staff_scopes import staff_scope
from kb.locales import to_outside
from kb.notices.reach import topics_read, will_be_told
from kb.notices.tables import Notice, NoticeVersion

VIEW = "kb.view_notice"
FALLBACK = "zh-hans"


def screen_locale() -> str:
    return to_outside(get_language() or FALLBACK)


def is_seen(version: NoticeVersion, *, scope: Scope) -> bool:
    """Whoever looks after notices may see those for any team."""
    return will_be_told(version, scope=scope, locale=screen_locale(), teams=version.teams)


def sees(user: Any, version: NoticeVersion, *, now: datetime) -> bool:
    scope = staff_scope(user, now=now)
    return scope is not None and is_seen(version, scope=scope)


def seen_notices(scope: Scope | None) -> list[Notice]:
    """The newest first; one is seen where every version of it is. A fixed number of queries."""
    if scope is None:
        return []
    rows = list(_with_versions().order_by("-begun_at", "-pk"))
    topics = {key for row in rows for version in row.versions.all() for key in version.topics}
    read = topics_read(topics, scope=scope, locale=screen_locale())
    return [row for row in rows if _fits_all(row, scope=scope, read=read)]


def find_notice(pk: int, *, scope: Scope | None) -> Notice | None:
    """None where there is none, or none for this scope."""
    if scope is None:
        return None
    row = _with_versions().filter(pk=pk).first()
    return row if row is not None and _all_seen(row, scope=scope) else None


def _with_versions() -> Any:
    newest = NoticeVersion.objects.order_by("-number")
    return Notice.objects.prefetch_related(Prefetch("versions", newest))


def _fits_all(notice: Notice, *, scope: Scope, read: frozenset[str]) -> bool:
    versions = notice.versions.all()
    return all(
        fits(scope, version.labels) and (not version.topics or not read.isdisjoint(version.topics))
        for version in versions
    )


def _all_seen(notice: Notice, *, scope: Scope) -> bool:
    return all(is_seen(version, scope=scope) for version in notice.versions.all())
