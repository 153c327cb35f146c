"""Does every channel's text fit, for every reader there can be?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from kb.access import ALL_TOPICS, Labels, Scope, Verification
from kb.document import Document
from kb.problem import Problem
from kb.publication.models import BEGINNING
from kb.publication.ports import Outlet, outlets

# No label has this code.
ANY_OTHER = "*"
DIMENSIONS = ("regions", "segments", "products")


def over_budget(documents: Sequence[Document]) -> tuple[Problem, ...]:
    """What does not fit, in any interval, on any channel, for any combination of region, segment
    and product that the document names."""
    found = (
        problem
        for document in documents
        for outlet in outlets()
        for problem in problems_on(outlet, document)
    )
    return tuple(dict.fromkeys(found))


def problems_on(outlet: Outlet, document: Document) -> Iterator[Problem]:
    for scope in readers_of(document, outlet=outlet):
        seen = _seen(document, scope)
        if seen is not None:
            yield from (p for p in outlet.check(seen) if p.severity == "error")


def _seen(document: Document, scope: Scope) -> Document | None:
    """An offer need not answer anything."""
    if document.answers:
        return document.seen_by(scope)
    narrowed = document.narrowed_to(scope)
    return narrowed if narrowed.passages else None


def readers_of(document: Document, *, outlet: Outlet) -> Iterator[Scope]:
    """One scope for each combination of label values in use, each alone and all together, for
    whoever is not verified and for whoever is."""
    base = Scope(
        channels=frozenset({outlet.code}),
        audience=outlet.ceiling,
        topics=ALL_TOPICS,
        locales=frozenset({document.locale}),
        now=moment_inside(document),
    )
    combinations = product(*(_choices(found) for found in values_in(document).values()))
    for regions, segments, products in combinations:
        held = replace(base, regions=regions, segments=segments, products=products)
        yield from (replace(held, verification=level) for level in levels_in(document))


def widest_reader(document: Document, *, outlet: Outlet) -> Scope:
    """Of every label in use, and of one more: a fact's default holds for whoever has none."""
    held = {name: frozenset({ANY_OTHER, *codes}) for name, codes in values_in(document).items()}
    return Scope(
        channels=frozenset({outlet.code}),
        audience=outlet.ceiling,
        topics=ALL_TOPICS,
        locales=frozenset({document.locale}),
        now=moment_inside(document),
        verification=Verification.FULL,
        **held,
    )


def moment_inside(document: Document) -> datetime:
    """Any moment of the interval: between two edges nothing changes."""
    return document.valid_from or (document.valid_to or BEGINNING) - timedelta(microseconds=1)


def _choices(values: Iterable[str]) -> list[frozenset[str]]:
    held = frozenset(values)
    alone = [frozenset({value}) for value in sorted(held)]
    everything = [held] if len(held) > 1 else []
    return [frozenset(), *everything, *alone]


def values_in(document: Document) -> dict[str, set[str]]:
    """The regions, segments and products that elements and facts of the document are for."""
    found: dict[str, set[str]] = {name: set() for name in DIMENSIONS}
    for labels in _labels_in(document):
        for name in DIMENSIONS:
            if held := getattr(labels, name):
                found[name] |= held
    return found


def levels_in(document: Document) -> list[Verification]:
    """Beside none, those that elements of the document ask for."""
    return sorted({Verification.NONE, *(p.labels.verification for p in document.passages)})


def _labels_in(document: Document) -> Iterator[Labels]:
    for passage in document.passages:
        yield passage.labels
        for wording in passage.wordings:
            for fact in wording.facts:
                for variant in fact.variants:
                    yield variant.labels
