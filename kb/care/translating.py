"""Translations follow their original: which is whose, what has changed since, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from kb.authoring.models import KnowledgePage
from kb.authoring.translating import LEVELS, Original, Row
from kb.authoring.variants import standard_text
from kb.care.levels import MAJOR, TYPO, higher, level_of
from kb.care.models import Care, ChangeLevel, TranslationState
from kb.publication.impact.marking import mark

QUESTION = ""
CODES = frozenset(code for code, _label in LEVELS)


def source_of(page: Any) -> Any:
    """The answer that was first written; None where this is it, or there is one language only."""
    same = KnowledgePage.objects.filter(
        translation_key=page.translation_key, alias_of__isnull=True, pk__lt=page.pk
    )
    return same.select_related("locale").order_by("pk").first()


def note_translation(sender: Any, source_obj: Any, target_obj: Any, **_unused: Any) -> None:
    """For Wagtail's signal copy_for_translation_done: it was made from this revision."""
    if isinstance(target_obj, KnowledgePage):
        _state(target_obj.pk, source_obj, revision=source_obj.live_revision_id)


def settle_translations(**_unused: Any) -> None:
    """Translations that came another way, as by import, are taken for up to date."""
    pages = KnowledgePage.objects.filter(alias_of__isnull=True)
    firsts: dict[Any, Any] = {}
    known = set(TranslationState.objects.values_list("page_id", flat=True))
    found = pages.order_by("pk").values_list("pk", "translation_key", "live_revision_id")
    new = []
    for pk, key, revision in found:
        if key not in firsts:
            firsts[key] = (pk, revision)
        elif pk not in known:
            source, source_revision = firsts[key]
            new.append(TranslationState(page_id=pk, source_id=source, revision_id=source_revision))
    TranslationState.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    TranslationState.objects.exclude(page_id__in=pages.order_by().values("pk")).delete()


def _state(page_id: int, source: Any, *, revision: int | None) -> TranslationState:
    state, _made = TranslationState.objects.get_or_create(
        page_id=page_id, defaults={"source_id": source.pk, "revision_id": revision}
    )
    return state


def texts_of(page: Any) -> dict[str, str]:
    """What readers are told, by block; the question first."""
    texts = {QUESTION: str(page.title)}
    for child in page.elements:
        texts[str(child.id)] = said(child)
    return texts


def said(child: Any) -> str:
    """Its title, text, brief and spoken form, one below the other."""
    value = child.value
    if child.block_type == "shared":
        return str(value.get("element") or "")
    texts = [value.get("title"), standard_text(value), value.get("brief"), value.get("spoken")]
    return "\n".join(str(text) for text in texts if text)


def original_of(page: Any) -> Original | None:
    """For the form of a translation."""
    source = source_of(page)
    if source is None:
        return None
    state = _state(page.pk, source, revision=source.live_revision_id)
    before = texts_of(_as_of(state.revision_id) or source)
    return Original(
        page_id=source.pk,
        title=source.title,
        language=source.locale.get_display_name(),
        behind=state.behind,
        rows=tuple(_rows(before, source, here={str(child.id) for child in page.elements})),
    )


def _as_of(revision_id: int | None) -> Any:
    revision = Revision.objects.filter(pk=revision_id).first()
    return revision.as_object() if revision else None


def _rows(before: dict[str, str], source: Any, *, here: set[str]) -> Iterator[Row]:
    labels = {str(child.id): str(child.block.label) for child in source.elements}
    now = texts_of(source)
    runs: tuple[tuple[str, bool], ...]
    for block, text in now.items():
        if block and block not in here:
            state, runs = "added", ((text, True),)
        elif before.get(block, "") == text:
            state, runs = "same", ((text, False),)
        else:
            _old, new = mark(before.get(block, ""), text)
            state, runs = "changed", tuple((run.text, run.changed) for run in new)
        yield Row(block, labels.get(block, _("Standard question")), runs, state)
    for block in sorted(here & before.keys() - now.keys()):
        yield Row(block, _("Element"), ((before[block], False),), "gone")


def level_now(page: Any) -> str:
    """For the form of an original that is live: what was said, or what the difference says."""
    if not page.live or not TranslationState.objects.filter(source_id=page.pk).exists():
        return ""
    said = ChangeLevel.objects.filter(page_id=page.pk, is_said=True).first()
    if said is not None:
        return said.level
    live = KnowledgePage.objects.get(pk=page.pk)
    return level_of(texts_of(live), texts_of(page)) or TYPO


def note_form(request: HttpRequest, page: Any) -> None:
    """For Wagtail's hook after_edit_page. An autosave says nothing yet."""
    if not isinstance(page, KnowledgePage) or not request.accepts("text/html"):
        return
    level = request.POST.get("change-level", "")
    # Left as it was guessed, it is guessed again from what is approved in the end.
    if level in CODES and level != request.POST.get("change-level-guess"):
        ChangeLevel.objects.update_or_create(
            page_id=page.pk, defaults={"level": level, "is_said": True}
        )
    if request.POST.get("translation-caught-up") and (source := source_of(page)):
        TranslationState.objects.filter(page_id=page.pk).update(
            behind="", since=None, revision_id=source.live_revision_id
        )


def follow_publication(sender: Any, instance: Any, **_unused: Any) -> None:
    """For Wagtail's signal page_published: translations of what went out may be behind now."""
    if not isinstance(instance, KnowledgePage) or not instance.live:
        return
    states = list(TranslationState.objects.filter(source_id=instance.pk))
    if not states:
        return
    said = ChangeLevel.objects.filter(page_id=instance.pk, is_said=True).first()
    for state in states:
        _fall_behind(state, instance, said=said.level if said else "")
    ChangeLevel.objects.filter(page_id=instance.pk).delete()


def _fall_behind(state: TranslationState, source: Any, *, said: str) -> None:
    before = _as_of(state.revision_id)
    if before is None:
        state.revision_id = source.live_revision_id
        state.save(update_fields=["revision_id"])
        return
    level = said or level_of(texts_of(before), texts_of(source))
    if level in ("", TYPO):
        return
    state.behind = higher(state.behind, level)
    state.since = state.since or timezone.now()
    state.save(update_fields=["behind", "since"])
    if level == MAJOR:
        Care.objects.filter(subject="answer", object_id=state.page_id).update(
            due_on=timezone.localdate()
        )
