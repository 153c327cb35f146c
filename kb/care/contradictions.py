"""All live texts read for values that contradict a fact, or each other, for the same thing."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kb.access import Labels
from kb.authoring.models import Fact
from kb.care.clashes import differing
from kb.care.intervals import BATCH
from kb.care.mentions import Mention, mentions_in, value_of_fact
from kb.care.models import Contradiction
from kb.care.operations import Progress, say_nothing
from kb.care.wordings import fold
from kb.document import Document, Passage
from kb.publication.stock import all_documents, count_of_answers

SENTENCE_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Said:
    """A mention where it stands."""

    page_id: int
    locale: str
    element: str
    labels: Labels
    mention: Mention


@dataclass(frozen=True, slots=True)
class KnownFact:
    """`values`: all it has or will have anywhere; `shown`: its usual one."""

    key: str
    name: str
    kind: str
    values: frozenset[str]
    shown: str


Facts = dict[str, list[KnownFact]]


def scan(*, progress: Progress = say_nothing) -> int:
    """Reads every live answer and writes what was found in the place of what was; gives how many.
    What somebody has decided about keeps its name, so it stays decided."""
    said = list(_said(progress=progress))
    facts = _known_facts()
    rest = [one for one in said if not _fact_of(one, facts)]
    rows = (*_against_facts(said, facts), *_against_each_other(rest))
    found = {row.digest: row for row in rows}
    with transaction.atomic():
        Contradiction.objects.all().delete()
        Contradiction.objects.bulk_create(found.values(), batch_size=BATCH)
    return len(found)


def _said(*, progress: Progress) -> Iterator[Said]:
    total = count_of_answers()
    for number, (page_id, document) in enumerate(all_documents(), 1):
        yield from _said_in(page_id, document)
        if number % BATCH == 0 or number == total:
            progress(number, total)


def _said_in(page_id: int, document: Document) -> Iterator[Said]:
    for passage in document.passages:
        for mention in dict.fromkeys(_mentions(passage, document.locale)):
            yield Said(page_id, document.locale, passage.element, passage.labels, mention)


def says_so(document: Document, sentence: str) -> bool:
    """Still stands there, in one of the elements it has."""
    found = (m for p in document.passages for m in _mentions(p, document.locale))
    return any(mention.sentence[:SENTENCE_SHOWN] == sentence for mention in found)


def _mentions(passage: Passage, locale: str) -> Iterator[Mention]:
    for wording in passage.wordings:
        # Where a fact's value goes stands a sign, so that no text runs on across it.
        text = "".join(run if isinstance(run, str) else "※" for run in wording.runs)
        yield from mentions_in(text, locale=locale)


def _against_facts(said: Iterable[Said], facts: Facts) -> Iterator[Contradiction]:
    for one in said:
        known = _fact_of(one, facts)
        if known is not None and one.mention.value not in known.values:
            yield _row(one, known.name, other_said=known.shown, fact=known.key)


def _fact_of(one: Said, facts: Facts) -> KnownFact | None:
    """The fact whose name the text writes out."""
    thing = fold(one.mention.thing)
    for known in facts[one.locale]:
        if known.kind == one.mention.kind and thing.endswith(known.name):
            return known
    return None


def _known_facts() -> Facts:
    """By language, the longest names first: 境外客服热线 is not 客服热线."""
    found: Facts = {"zh-Hans": [], "en": []}
    for fact in Fact.objects.filter(live=True).prefetch_related("variants"):
        rows: list[Any] = [fact, *fact.variants.all()]
        texts = [text for row in rows for text in (row.value, row.next_value) if text]
        pairs = [value_of_fact(fact.type, text, fact.unit) for text in texts]
        kinds = {kind for kind, _value in pairs}
        if len(kinds) != 1 or "" in kinds:
            continue
        values = frozenset(value for _kind, value in pairs)
        for locale, name in (("zh-Hans", fact.name), ("en", fact.name_en)):
            if folded := fold(name):
                known = KnownFact(fact.key, folded, pairs[0][0], values, fact.value)
                found[locale].append(known)
    for facts in found.values():
        facts.sort(key=lambda known: -len(known.name))
    return found


def _against_each_other(said: Iterable[Said]) -> Iterator[Contradiction]:
    by_thing: dict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for one in said:
        by_thing[(one.locale, one.mention.kind, fold(one.mention.thing))].append(one)
    for (_locale, _kind, thing), ones in by_thing.items():
        yield from _odd_ones(thing, ones)


def _odd_ones(thing: str, ones: list[Said]) -> Iterator[Contradiction]:
    """Whoever says something else than most do, against one of those; an answer that gives several
    values tells cases apart, so it is believed."""
    values: dict[int, set[str]] = defaultdict(set)
    for one in ones:
        values[one.page_id].add(one.mention.value)
    plain = [one for one in ones if len(values[one.page_id]) == 1]
    usual = Counter(one.mention.value for one in plain).most_common(1)
    if not usual or len({one.mention.value for one in plain}) < 2:
        return
    model = next(one for one in plain if one.mention.value == usual[0][0])
    for one in plain:
        is_other = one.mention.value != model.mention.value
        if is_other and not differing([one.labels], [model.labels]):
            yield _row(one, thing, other_said=model.mention.said, other=model)


def _row(
    one: Said, thing: str, *, other_said: str, fact: str = "", other: Said | None = None
) -> Contradiction:
    sides = sorted([f"{one.page_id}:{one.mention.value}", _name_of_side(fact, other)])
    name = "\n".join([one.locale, thing, *sides])
    return Contradiction(
        digest=hashlib.sha256(name.encode()).hexdigest(),
        locale=one.locale,
        thing=thing[:120],
        page_id=one.page_id,
        element=one.element,
        said=one.mention.said,
        sentence=one.mention.sentence[:SENTENCE_SHOWN],
        fact=fact,
        other_page_id=other.page_id if other else None,
        other_said=other_said,
        other_sentence=other.mention.sentence[:SENTENCE_SHOWN] if other else "",
    )


def _name_of_side(fact: str, other: Said | None) -> str:
    return f"{other.page_id}:{other.mention.value}" if other else f"fact {fact}"
