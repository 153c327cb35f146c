"""May this offer be made to this customer now? Decided here from plain values, and told why not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kb.access import Labels, Scope, Verification, allows
from kb.authoring.conditions import ALL_OF, NONE_OF, Condition
from kb.customers.context import CustomerContext

PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class AtHand:
    """The answer that settled the matter, as far as its reader sees it."""

    key: str
    topics: frozenset[str]
    kinds: frozenset[str]
    products: frozenset[str]


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An offer as it is approved now. `expires_at`: when it ends as a whole."""

    pk: int
    key: str
    locale: str
    title: str
    purpose: str
    why: str
    labels: Labels
    conditions: tuple[Condition, ...]
    priority: int
    shown_most: int
    shown_days: int
    declined_days: int
    expires_at: datetime | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """The first comes first: by priority, then the one meant for fewer, then by key."""
        return self.priority, -len(self.conditions), self.key


@dataclass(frozen=True, slots=True)
class Heard:
    """An offer that this customer was made before, and whether there was an answer to it."""

    key: str
    at: datetime
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """For all offers together: so many to one customer within so many days."""

    most: int
    days: int


class Against(StrEnum):
    """Why an offer is not made, in the order in which it is asked."""

    OVER = "over"
    LABELS = "labels"
    CONSENT = "consent"
    CONDITION = "condition"
    ANSWERED = "answered"
    OFTEN = "often"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Weighed:
    """`against` is empty where it may be made. `unmet`: the conditions that are not."""

    offer: LiveOffer
    against: tuple[Against, ...]
    unmet: tuple[Condition, ...]

    @property
    def is_possible(self) -> bool:
        return not self.against


def weigh(
    offers: Iterable[LiveOffer],
    *,
    scope: Scope,
    customer: CustomerContext,
    at_hand: AtHand,
    heard: Sequence[Heard],
    limits: Limits,
) -> tuple[Weighed, ...]:
    """All of them, the possible ones first and in the order in which they come."""
    known = customer.as_of(scope.now)
    narrowed = strictly_for(known, scope=scope)
    found = []
    for offer in offers:
        unmet = tuple(c for c in offer.conditions if not is_met(c, customer=known, at_hand=at_hand))
        against = _against(offer, unmet, known, heard, limits, scope=narrowed)
        found.append(Weighed(offer, against, unmet))
    return tuple(sorted(found, key=lambda one: (not one.is_possible, *one.offer.order)))


def strictly_for(customer: CustomerContext, *, scope: Scope) -> Scope:
    """As this very customer sees it: what is not known of them counts as nothing, not as
    everything the agent may see."""
    known = customer.as_of(scope.now)
    return scope.for_verified(known.verification).narrowed(
        regions={known.region} - {""},
        segments={known.segment} - {""},
        products=known.products or (),
    )


def is_met(condition: Condition, *, customer: CustomerContext, at_hand: AtHand) -> bool:
    """A condition on what is not known is not met, whichever way it asks. `customer` as of now."""
    if condition.fact == "verification":
        return all(customer.verification >= LEVELS[level] for level in condition.values)
    known = FACTS[condition.fact](customer, at_hand)
    if known is None or not condition.values:
        return False
    if condition.match == ALL_OF:
        return condition.values <= known
    is_any = not condition.values.isdisjoint(known)
    return not is_any if condition.match == NONE_OF else is_any


def _against(
    offer: LiveOffer,
    unmet: Collection[Condition],
    customer: CustomerContext,
    heard: Sequence[Heard],
    limits: Limits,
    *,
    scope: Scope,
) -> tuple[Against, ...]:
    own = [one for one in heard if one.key == offer.key]
    is_over = offer.expires_at is not None and offer.expires_at <= scope.now
    rests = _since(scope.now, offer.declined_days)
    holds = {
        Against.OVER: is_over,
        Against.LABELS: not allows(scope, offer.labels),
        Against.CONSENT: offer.purpose == PRODUCT and not customer.may_be_offered,
        Against.CONDITION: bool(unmet),
        Against.ANSWERED: any(one.is_answered and one.at > rests for one in own),
        Against.OFTEN: _count(own, scope.now, offer.shown_days) >= offer.shown_most,
        Against.ENOUGH: _count(heard, scope.now, limits.days) >= limits.most,
    }
    return tuple(reason for reason, is_so in holds.items() if is_so)


def _count(heard: Iterable[Heard], now: datetime, days: int) -> int:
    since = _since(now, days)
    return sum(one.at > since for one in heard)


def _since(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _one(code: str) -> frozenset[str] | None:
    return frozenset({code}) if code else None


Known = Callable[[CustomerContext, AtHand], frozenset[str] | None]
FACTS: Mapping[str, Known] = {
    "segments": lambda customer, at_hand: _one(customer.segment),
    "regions": lambda customer, at_hand: _one(customer.region),
    "products": lambda customer, at_hand: customer.products,
    "languages": lambda customer, at_hand: _one(customer.locale),
    "topics": lambda customer, at_hand: at_hand.topics,
    "answers": lambda customer, at_hand: _one(at_hand.key),
    "kinds": lambda customer, at_hand: at_hand.kinds,
    "answer_products": lambda customer, at_hand: at_hand.products,
}
LEVELS = {"partial": Verification.PARTIAL, "full": Verification.FULL}
