"""Which live answers use a shared element, fact, term, picture or label, and what an unsaved change
of it would do to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from wagtail.images import get_image_model

from kb.access import Scope
from kb.access.labels import DIMENSIONS
from kb.assembly.operations import assemble
from kb.assembly.sources import sources_for
from kb.authoring.models import Fact, KnowledgePage, LabelValue, SharedElement, Term
from kb.authoring.usage import Use
from kb.authoring.uses.names import ref_of
from kb.locales import to_outside
from kb.publication.budgets import over_budget
from kb.publication.following import Progress, progress_of_source
from kb.publication.models import Live, LiveElement, LiveUse
from kb.publication.queries import places_of, visible_rows


def find(source: Any) -> tuple[Use, ...]:
    """The live answers that use it, by key; none of what answers cannot use."""
    if isinstance(source, LabelValue):
        return _named(_labelled(source))
    if isinstance(source, get_image_model()):
        ref = f"image:{source.pk}"
    elif isinstance(source, Fact | SharedElement | Term):
        ref = ref_of(source)
    else:
        return ()
    return _named(LiveUse.objects.filter(ref=ref).values_list("page_id", flat=True))


def pages_using(refs: Collection[str]) -> dict[str, set[int]]:
    """Ref → ids of the live answers that use it, whoever may know of them; one query."""
    pages: dict[str, set[int]] = {}
    for ref, page in LiveUse.objects.filter(ref__in=refs).values_list("ref", "page_id"):
        pages.setdefault(ref, set()).add(page)
    return pages


def foresee(unsaved: Fact | SharedElement | Term) -> tuple[Use, ...]:
    """The same, with what would stop the answer or one of its channels."""
    uses = {use.page_id: use for use in find(unsaved)}
    pages = KnowledgePage.objects.filter(pk__in=uses, live=True).select_related("locale")
    groups: dict[int, list[Any]] = {}
    for page in pages.order_by("key", "pk"):
        groups.setdefault(page.locale_id, []).append(page)
    return tuple(
        replace(uses[page.pk], problems=_problems(page, sources))
        for locale_id, group in groups.items()
        for sources in [sources_for(group, locale_id=locale_id, drafts=[unsaved])]
        for page in group
    )


def progress(source: Fact | SharedElement | Term) -> tuple[Progress, ...]:
    """Its changes that answers still follow, the newest first."""
    return progress_of_source(ref_of(source))


def visible(scope: Scope, page_ids: Collection[int]) -> set[int]:
    """Those that this scope may read now, as far as labels and topics decide."""
    found: set[int] = set()
    for locale in scope.locales:
        rows = visible_rows(scope=scope, locale=locale).filter(page_id__in=page_ids)
        kept = list(rows.only("pk", "key", "locale", "topic_id", "page_id"))
        open_to = places_of(kept, scope=scope) if kept else {}
        found |= {row.page_id for row in kept if row.pk in open_to}
    return found


def _problems(page: Any, sources: Any) -> tuple[Any, ...]:
    locale = to_outside(page.locale.language_code)
    assembly = assemble(page, key=page.key, locale=locale, sources=sources)
    return assembly.problems or over_budget(assembly.documents)


def _labelled(label: LabelValue) -> Iterable[int]:
    """By an element's own label; a fact's variants count through the fact."""
    if label.dimension not in DIMENSIONS:
        return ()
    elements = LiveElement.objects.filter(
        **{f"{label.dimension}__contains": f"|{label.code}|"}
    ).values_list("live__page_id", flat=True)
    lists = Fact.objects.prefetch_related("variants")
    facts = [
        f"fact:{fact.key}"
        for fact in lists
        if any(label.code in getattr(variant, label.dimension) for variant in fact.variants.all())
    ]
    return {*elements, *LiveUse.objects.filter(ref__in=facts).values_list("page_id", flat=True)}


def _named(page_ids: Iterable[int]) -> tuple[Use, ...]:
    rows = Live.objects.filter(page_id__in=list(page_ids)).order_by("key", "locale", "-valid_to")
    found = {row[0]: Use(*row) for row in rows.values_list("page_id", "key", "locale", "question")}
    return tuple(found.values())
