"""For any customer, answer and offer: what is not known is not met, who is not verified gets
nothing that asks for products, and knowing less never brings more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from kb.access import ALL_TOPICS, Audience, Labels, Scope, Verification
from kb.authoring.conditions import FIELDS, Condition
from kb.customers.context import UNKNOWN, CustomerContext
from kb.offers.eligibility import Against, AtHand, Heard, Limits, LiveOffer, is_met, weigh

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODES = ("a", "b", "c")
LIMITS = Limits(most=3, days=30)
SCOPE = Scope(
    channels=frozenset({"agent_desk"}),
    audience=Audience.AGENT,
    topics=ALL_TOPICS,
    locales=frozenset({"zh-Hans"}),
    now=NOW,
    regions=frozenset(CODES),
    segments=frozenset(CODES),
    products=frozenset(CODES),
    verification=Verification.FULL,
)
codes = some.frozensets(some.sampled_from(CODES))
one_or_none = some.sampled_from(("", *CODES))
levels = some.sampled_from(list(Verification))
customers = some.builds(
    CustomerContext,
    ref=some.sampled_from(("", "ref")),
    segment=one_or_none,
    region=one_or_none,
    products=some.none() | codes,
    locale=some.sampled_from(("", "zh-Hans", "en")),
    may_be_offered=some.booleans(),
    verification=levels,
    verified_until=some.none() | some.sampled_from((NOW, NOW + timedelta(minutes=5))),
)
hands = some.builds(AtHand, key=some.sampled_from(CODES), topics=codes, kinds=codes, products=codes)
matches = some.sampled_from(("any", "none", "all"))
plain = some.builds(
    Condition, fact=some.sampled_from([f for f in FIELDS if f != "verification"]), match=matches,
    values=codes.filter(bool),
)  # fmt: skip
level = some.builds(
    Condition, fact=some.just("verification"), match=some.just("at_least"),
    values=some.sampled_from((frozenset({"partial"}), frozenset({"full"}))),
)  # fmt: skip
conditions = plain | level
labels = some.builds(
    Labels, segments=codes, regions=codes, products=codes, verification=levels
)  # fmt: skip
purposes = some.sampled_from(("product", "service"))
moments = some.integers(0, 400).map(lambda days: NOW - timedelta(days=days))
histories = some.lists(
    some.builds(Heard, key=some.sampled_from(CODES), at=moments, is_answered=some.booleans()),
    max_size=6,
)


def make(**fields: Any) -> LiveOffer:
    plain: dict[str, Any] = {
        "pk": 1, "key": "a", "locale": "zh-Hans", "title": "a", "purpose": "service", "why": "",
        "labels": Labels(), "conditions": (), "priority": 5, "shown_most": 1, "shown_days": 30,
        "declined_days": 180,
    }  # fmt: skip
    return LiveOffer(**(plain | fields))


offers = some.builds(
    make, key=some.sampled_from(CODES), purpose=purposes, labels=labels,
    conditions=some.lists(conditions, max_size=4).map(tuple), priority=some.integers(1, 9),
    shown_most=some.integers(1, 4), shown_days=some.integers(1, 90),
    declined_days=some.integers(1, 365),
)  # fmt: skip
HAND = AtHand(key="a", topics=frozenset("a"), kinds=frozenset("a"), products=frozenset())


def possible(offer: LiveOffer, customer: CustomerContext, hand: AtHand, heard: Any = ()) -> bool:
    (weighed,) = weigh(
        [offer], scope=SCOPE, customer=customer, at_hand=hand, heard=heard, limits=LIMITS
    )
    return weighed.is_possible


@given(conditions, hands)
def test_nothing_that_asks_of_an_unknown_customer_is_met(asked: Condition, hand: AtHand) -> None:
    if asked.fact in {"segments", "regions", "products", "languages", "verification"}:
        assert not is_met(asked, customer=UNKNOWN, at_hand=hand)


@given(offers, customers, hands)
def test_who_is_not_verified_gets_nothing_that_depends_on_products(
    offer: LiveOffer, customer: CustomerContext, hand: AtHand
) -> None:
    asks = bool(offer.labels.products) or any(c.fact == "products" for c in offer.conditions)
    if asks and customer.as_of(NOW).verification < Verification.FULL:
        assert not possible(offer, customer, hand)


@given(offers, customers, hands)
def test_a_product_is_offered_only_with_consent(
    offer: LiveOffer, customer: CustomerContext, hand: AtHand
) -> None:
    selling = replace(offer, purpose="product")
    assert not possible(selling, replace(customer, may_be_offered=False), hand)


@given(offers, customers, hands, some.sampled_from(("segment", "region", "products", "locale")))
def test_forgetting_something_of_a_customer_never_brings_an_offer(
    offer: LiveOffer, customer: CustomerContext, hand: AtHand, lost: str
) -> None:
    less = replace(customer, **{lost: None if lost == "products" else ""})
    if possible(offer, less, hand):
        assert possible(offer, customer, hand)


@given(offers, customers, hands, conditions)
def test_one_more_condition_never_brings_an_offer(
    offer: LiveOffer, customer: CustomerContext, hand: AtHand, more: Condition
) -> None:
    narrower = replace(offer, conditions=(*offer.conditions, more))
    assert possible(offer, customer, hand) or not possible(narrower, customer, hand)


@given(offers, customers, hands, histories)
def test_who_has_heard_more_is_offered_less(
    offer: LiveOffer, customer: CustomerContext, hand: AtHand, heard: list[Heard]
) -> None:
    for end in range(len(heard)):
        if possible(offer, customer, hand, heard[: end + 1]):
            assert possible(offer, customer, hand, heard[:end])


@given(offers, hands, histories)
def test_the_limits_hold(offer: LiveOffer, hand: AtHand, heard: list[Heard]) -> None:
    if not possible(offer, UNKNOWN, hand, heard):
        return
    own = [NOW - h.at for h in heard if h.key == offer.key]
    assert sum(age < timedelta(days=offer.shown_days) for age in own) < offer.shown_most
    assert sum(NOW - h.at < timedelta(days=LIMITS.days) for h in heard) < LIMITS.most
    answered = [NOW - h.at for h in heard if h.key == offer.key and h.is_answered]
    assert all(age >= timedelta(days=offer.declined_days) for age in answered)


@given(some.lists(offers, max_size=6), customers, hands)
def test_the_order_is_explained_by_priority_then_conditions_then_key(
    several: list[LiveOffer], customer: CustomerContext, hand: AtHand
) -> None:
    weighed = weigh(several, scope=SCOPE, customer=customer, at_hand=hand, heard=(), limits=LIMITS)
    fits = [one.offer for one in weighed if one.is_possible]
    assert fits == sorted(fits, key=lambda o: (o.priority, -len(o.conditions), o.key))
    assert [one.is_possible for one in weighed] == sorted(
        (one.is_possible for one in weighed), reverse=True
    )


def test_each_way_of_asking() -> None:
    customer = CustomerContext(
        segment="a", region="b", products=frozenset("ab"), locale="en",
        verification=Verification.FULL,
    )  # fmt: skip

    def met(fact: str, match: str, *values: str) -> bool:
        return is_met(Condition(fact, match, frozenset(values)), customer=customer, at_hand=HAND)

    assert met("segments", "any", "a", "c") and not met("segments", "none", "a")
    assert met("regions", "none", "a") and not met("regions", "any", "a")
    assert met("products", "all", "a", "b") and not met("products", "all", "a", "c")
    assert met("products", "none", "c") and not met("products", "none", "a", "c")
    assert met("languages", "any", "en") and met("verification", "at_least", "full")
    assert met("topics", "any", "a") and not met("topics", "none", "a")
    assert met("answers", "any", "a") and met("kinds", "none", "b")
    assert met("answer_products", "none", "a") and not met("answer_products", "any", "a")


def test_a_verification_that_is_over_counts_as_none() -> None:
    asks = make(conditions=(Condition("products", "any", frozenset("a")),))
    customer = CustomerContext(
        products=frozenset("a"), verification=Verification.FULL, verified_until=NOW
    )
    assert not possible(asks, customer, HAND)
    assert possible(asks, replace(customer, verified_until=NOW + timedelta(seconds=1)), HAND)


def test_why_not_is_told_in_the_order_in_which_it_is_asked() -> None:
    offer = make(
        purpose="product",
        labels=Labels(segments=frozenset("a")),
        conditions=(Condition("languages", "any", frozenset({"en"})),),
    )
    heard = [Heard("a", NOW, is_answered=True)] * 3
    (weighed,) = weigh(
        [offer], scope=SCOPE, customer=UNKNOWN, at_hand=HAND, heard=heard, limits=LIMITS
    )
    assert weighed.against == tuple(Against)[1:]
    assert weighed.unmet == offer.conditions
