"""A fact at its place in a text: its values, and which of them a reader may be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.access import Labels, Scope, fits


@dataclass(frozen=True, slots=True)
class FactValue:
    """One typed value, in its canonical spelling: a decimal, an ISO date, a phone number, hours.

    `type`: money, rate, count, date, phone, hours or text. `unit`: the currency of money (ISO
    4217) or what is counted. `basis`: for a rate, annual, monthly, daily, simple or compound.
    """

    type: str
    value: str
    unit: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class FactVariant:
    """A value and where it holds; `names` are the labels as people read them, per locale tag."""

    value: FactValue
    labels: Labels = Labels()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def is_default(self) -> bool:
        return self.labels == Labels()


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact at its place in a text, with every value that may apply there in this interval."""

    key: str
    variants: tuple[FactVariant, ...]

    def seen_by(self, scope: Scope) -> FactUse:
        return replace(self, variants=applicable(self.variants, scope=scope))


def applicable(variants: tuple[FactVariant, ...], *, scope: Scope) -> tuple[FactVariant, ...]:
    """The values a reader of this scope may be told; several mean that all must be listed.

    A scope stands for every situation its labels allow, so two regions in it keep both regions'
    values, and the default stays wherever some situation has no value of its own. A variant gives
    way to one that is strictly more exact for the same situation.
    """
    found: list[FactVariant] = []
    for situation in _situations(variants, scope=scope):
        matching = [v for v in variants if fits(situation, v.labels)]
        for variant in matching:
            beaten = any(_is_more_exact(other, variant) for other in matching)
            if not beaten and variant not in found:
                found.append(variant)
    return tuple(v for v in variants if v in found)


def _situations(variants: tuple[FactVariant, ...], *, scope: Scope) -> Iterator[Scope]:
    def choices(name: str) -> list[frozenset[str]]:
        mentioned = frozenset().union(*(getattr(v.labels, name) for v in variants))
        held: frozenset[str] = getattr(scope, name)
        exact = [frozenset({value}) for value in sorted(held & mentioned)]
        return exact + ([frozenset()] if held - mentioned or not held else [])

    for regions in choices("regions"):
        for segments in choices("segments"):
            for products in choices("products"):
                yield replace(scope, regions=regions, segments=segments, products=products)


def _is_more_exact(one: FactVariant, other: FactVariant) -> bool:
    """Strictly inside: at least as exact in every dimension, and not the same labels."""
    if one.labels == other.labels:
        return False
    for name in ("regions", "segments", "products"):
        inner, outer = getattr(one.labels, name), getattr(other.labels, name)
        if outer and not (inner and inner <= outer):
            return False
    return True
