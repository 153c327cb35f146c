"""What the base knows that a text may be compared with: live terms, facts and shared elements."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.db.models import TextField
from django.db.models.functions import Cast

from kb.authoring.facts import FactVariant
from kb.authoring.models import BasisRecord, Fact, SharedElement, Term
from kb.authoring.plain_language import amounts, likeness
from kb.authoring.plain_language.likeness import Shape
from kb.authoring.plain_language.word_lists import Entry, Words, words_of
from kb.locales import to_django


@dataclass(frozen=True, slots=True)
class KnownTerm:
    key: str
    jargon: str
    plain: str
    customer_words: str = ""


@dataclass(frozen=True, slots=True)
class KnownFact:
    """`values`: those that may be said somewhere, now or from some day on."""

    key: str
    name: str
    type: str
    unit: str
    values: tuple[str, ...]

    def bare(self) -> KnownFact:
        """Its key alone, for somebody who may not see it."""
        return replace(self, name=self.key, values=())


@dataclass(frozen=True, slots=True)
class KnownShared:
    pk: int
    title: str
    text: str


@dataclass(frozen=True)
class Background:
    """Loaded once and asked for each text; `locale`: outside tag. `shared` is empty for somebody
    who may not see shared elements."""

    locale: str
    terms: Sequence[KnownTerm] = ()
    facts: Sequence[KnownFact] = ()
    shared: Sequence[KnownShared] = ()
    # Number → name of each basis that no longer holds.
    ended_bases: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_chinese(self) -> bool:
        return self.locale.startswith("zh")

    @cached_property
    def jargon(self) -> Words:
        entries = (Entry(term.jargon, term.plain) for term in self.terms if term.jargon)
        return words_of(entries, is_chinese=self.is_chinese)

    @cached_property
    def fact_keys(self) -> frozenset[str]:
        return frozenset(fact.key for fact in self.facts)

    @cached_property
    def term_keys(self) -> frozenset[str]:
        return frozenset(term.key for term in self.terms)

    @cached_property
    def facts_by_amount(self) -> Mapping[amounts.Amount, tuple[KnownFact, ...]]:
        found: dict[amounts.Amount, tuple[KnownFact, ...]] = {}
        for fact in self.facts:
            for value in dict.fromkeys(fact.values):
                amount = amounts.amount_of(fact.type, value, unit=fact.unit)
                if amount and fact not in found.get(amount, ()):
                    found[amount] = (*found.get(amount, ()), fact)
        return found

    @cached_property
    def explained(self) -> str:
        """Every word of the term list: an abbreviation in it is explained there."""
        return "\n".join(f"{t.jargon}\n{t.plain}\n{t.customer_words}" for t in self.terms)

    def shared_as_long_as(self, shape: Shape) -> Iterator[tuple[KnownShared, Shape]]:
        """Those whose length does not rule out that they say the same."""
        least, most = shape.lengths_in_question
        lengths, rows = self._by_length
        yield from rows[bisect_left(lengths, least) : bisect_right(lengths, most)]

    @cached_property
    def _by_length(self) -> tuple[list[int], list[tuple[KnownShared, Shape]]]:
        rows = [(one, likeness.shape_of(one.text)) for one in self.shared]
        rows.sort(key=lambda row: len(row[1].bare))
        return [len(shape.bare) for _shared, shape in rows], rows


def background_for(locale: str) -> Background:
    """Of one language as it is live now: five queries, however much there is."""
    code = to_django(locale)
    return Background(
        locale=locale,
        terms=tuple(_terms(code)),
        facts=tuple(_facts(is_chinese=locale.startswith("zh"))),
        shared=tuple(_shared(code)),
        ended_bases=dict(_ended_bases()),
    )


def _ended_bases() -> Iterable[tuple[str, str]]:
    ended = BasisRecord.objects.exclude(state=BasisRecord.State.IN_FORCE)
    return ((str(record.pk), str(record)) for record in ended)


def _terms(code: str) -> Iterable[KnownTerm]:
    rows = Term.objects.filter(live=True, locale__language_code=code)
    return (KnownTerm(*row) for row in rows.values_list("key", "jargon", "plain", "customer_words"))


def _facts(*, is_chinese: bool) -> Iterable[KnownFact]:
    variants: dict[int, list[str]] = {}
    for owner, value, following in FactVariant.objects.filter(fact__live=True).values_list(
        "fact_id", "value", "next_value"
    ):
        variants.setdefault(owner, []).extend(filter(None, (value, following)))
    columns = ("pk", "key", "name", "name_en", "type", "unit", "value", "next_value")
    for pk, key, name, name_en, kind, unit, value, following in Fact.objects.filter(
        live=True
    ).values_list(*columns):
        values = (*filter(None, (value, following)), *variants.get(pk, ()))
        yield KnownFact(key, name if is_chinese else name_en or name, kind, unit, values)


def _shared(code: str) -> Iterable[KnownShared]:
    """From the column as text: making streams of five hundred would take longer than the rest."""
    rows = SharedElement.objects.filter(live=True, locale__language_code=code)
    raw = rows.annotate(raw=Cast("element", TextField()))
    for pk, title, stream in raw.values_list("pk", "title", "raw"):
        if text := _standard_text(stream):
            yield KnownShared(pk, title, text)


@lru_cache(maxsize=4096)
def _standard_text(stream: str) -> str:
    for block in json.loads(stream):
        value = block["value"]
        if isinstance(value.get("text"), str):
            return str(value["text"])
        steps = value.get("steps") or ()
        return "\n".join(str(s["value"] if isinstance(s, dict) else s) for s in steps)
    return ""
