"""The bank's terms that stand in a text, explained to whoever speaks with customers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Lower, StrIndex

from kb.access import Audience, Scope
from kb.authoring.models import Term
from kb.locales import to_django

PREFIX = "term:"


@dataclass(frozen=True, slots=True)
class Explained:
    """`ref`: as the elements that use it name it; `jargon`: the bank's word; `plain`: what is said
    instead; `customer_words`: what customers call it."""

    ref: str
    jargon: str
    plain: str
    customer_words: tuple[str, ...]


def terms_in(
    text: str, *, scope: Scope, locale: str, uses: Collection[str] = ()
) -> tuple[Explained, ...]:
    """Those that are live: named in `uses`, or with the bank's word in the text. One query, none
    for readers who are no staff: what the bank says among itself is not for customers."""
    if scope.audience is not Audience.AGENT or locale not in scope.locales:
        return ()
    prefix = f"{PREFIX}{locale}:"
    keys = [use.removeprefix(prefix) for use in uses if use.startswith(prefix)]
    found = (
        Term.objects.filter(live=True, locale__language_code=to_django(locale))
        .annotate(place=StrIndex(Value(text.lower()), Lower("jargon")))
        .filter(Q(place__gt=0) | Q(key__in=keys))
        .order_by("key")
    )
    return tuple(
        Explained(f"{prefix}{term.key}", term.jargon, term.plain, _lines(term.customer_words))
        for term in found
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
