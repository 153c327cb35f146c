"""Everything an assembly draws on besides the page, loaded with a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from kb.authoring.label_values import label_names
from kb.authoring.models import Fact, SharedElement, Term
from kb.authoring.placeholders import KEY, PLACEHOLDER, TERM_PREFIX

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Live facts by key, live terms' plain wording by key, live shared elements by element id."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, SharedElement] = field(default_factory=dict)
    names: Mapping[tuple[str, str], Names] = field(default_factory=dict)


def sources_for(
    pages: Iterable[Any], *, locale_id: int, drafts: Iterable[Fact | SharedElement | Term] = ()
) -> Sources:
    """What these pages of one language use, as it is live now; a missing one is left out. `drafts`
    stand in for what is live of them: changes whose effect is wanted."""
    drafts = list(drafts)
    texts = [stream_json(page.elements) for page in pages]
    shared = _shared_in(texts, locale_id=locale_id)
    shared |= {str(d.translation_key): d for d in drafts if isinstance(d, SharedElement)}
    keys = keys_in([*texts, *(stream_json(s.element) for s in shared.values())])
    terms = {key.removeprefix(TERM_PREFIX) for key in keys if key.startswith(TERM_PREFIX)}
    facts = {key for key in keys if not key.startswith(TERM_PREFIX)}
    return Sources(
        facts=_live_facts(facts) | {d.key: d for d in drafts if isinstance(d, Fact)},
        terms=_live_terms(terms, locale_id=locale_id)
        | {d.key: d.plain for d in drafts if isinstance(d, Term)},
        shared=shared,
        names=label_names() if facts else {},
    )


def stream_json(stream: Any) -> str:
    """Dates too: in a form they are not text yet."""
    return json.dumps(stream.get_prep_value(), ensure_ascii=False, cls=DjangoJSONEncoder)


def keys_in(texts: Iterable[str]) -> set[str]:
    """Of facts, and with their prefix of terms."""
    found = {key for text in texts for key in PLACEHOLDER.findall(text)}
    return {key for key in found if KEY.fullmatch(key)}


def _shared_in(texts: Iterable[str], *, locale_id: int) -> dict[str, SharedElement]:
    """In the pages' own language, whichever translation was chosen."""
    ids: set[int] = set()
    for text in texts:
        for block in json.loads(text):
            if block["type"] == "shared" and block["value"].get("element"):
                ids.add(block["value"]["element"])
    if not ids:
        return {}
    chosen = SharedElement.objects.filter(pk__in=ids).values("translation_key")
    rows = SharedElement.objects.filter(translation_key__in=chosen, locale_id=locale_id, live=True)
    return {str(row.translation_key): row for row in rows}


def _live_facts(keys: set[str]) -> dict[str, Fact]:
    if not keys:
        return {}
    rows = Fact.objects.filter(key__in=keys, live=True).prefetch_related("variants")
    return {fact.key: fact for fact in rows}


def _live_terms(keys: set[str], *, locale_id: int) -> dict[str, str]:
    if not keys:
        return {}
    rows = Term.objects.filter(key__in=keys, locale_id=locale_id, live=True)
    return {term.key: term.plain for term in rows}
