"""An alias is a second place of the same answer, under another topic; never a second answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from wagtail.models import Page

from kb.authoring.models import AnswerKey, KnowledgePage
from kb.locales import to_outside
from kb.publication import live, log
from kb.publication.models import AliasPlace, LiveTopic


def settle(pages: Iterable[Any], *, gone: set[int], now: datetime) -> bool:
    """Note where answers stand a second time, as the alias pages say; True if the log grew."""
    aliases = [page for page in pages if page.alias_of_id is not None]
    wanted = {page.pk: _place(page) for page in aliases if page.live}
    ids = gone | {page.pk for page in aliases} | {page.pk for page in pages}
    stored = {place.page_id: place for place in AliasPlace.objects.filter(page_id__in=ids)}
    changed = [pk for pk in ids if facts(wanted.get(pk)) != facts(stored.get(pk))]
    if not changed:
        return False
    rows = [_log_row(stored.get(pk), wanted.get(pk), now=now) for pk in changed]
    log.append(rows)
    AliasPlace.objects.filter(page_id__in=changed).delete()
    AliasPlace.objects.bulk_create(wanted[pk] for pk in changed if pk in wanted)
    return True


def as_pages_say() -> dict[int, AliasPlace]:
    """Every second place as it should be, by page id; unsaved."""
    pages = list(
        KnowledgePage.objects.filter(alias_of__isnull=False, live=True)
        .select_related("locale")
        .annotate(source_key=F("alias_of__translation_key"))
    )
    keys = dict(AnswerKey.objects.values_list("translation_key", "key")) if pages else {}
    paths = {page.path[: -page.steplen] for page in pages}
    topics = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
    return {
        page.pk: _place_in(page, keys[page.source_key], topics[page.path[: -page.steplen]])
        for page in pages
    }


def facts(place: AliasPlace | None) -> tuple[str, str, int] | None:
    """What readers can tell two states of a place apart by."""
    return (place.key, place.locale, place.topic_id) if place else None


def _place(page: Any) -> AliasPlace:
    source = KnowledgePage.objects.only("translation_key").get(pk=page.alias_of_id)
    key = AnswerKey.objects.get(translation_key=source.translation_key).key
    return _place_in(page, key, page.get_parent().pk)


def _place_in(page: Any, key: str, topic_id: int) -> AliasPlace:
    return AliasPlace(
        page_id=page.pk,
        source_id=page.alias_of_id,
        key=key,
        locale=to_outside(page.locale.language_code),
        topic_id=topic_id,
    )


def _log_row(old: AliasPlace | None, new: AliasPlace | None, *, now: datetime) -> log.NewRow:
    place = new or old
    assert place is not None
    labels = [f.core_labels for f in live.rows_of_pages({place.source_id})]
    core = labels[0] if labels else []
    return log.NewRow(
        kind="topic", at=now, key=place.key, locale=place.locale, page_id=place.page_id,
        touched=core, core_before=core if old else [],
        lineage_before=_lineage(old), lineage=_lineage(new),
    )  # fmt: skip


def _lineage(place: AliasPlace | None) -> list[str]:
    topic = LiveTopic.objects.filter(pk=place.topic_id).first() if place else None
    return list(topic.lineage) if topic else []
