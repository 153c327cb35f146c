"""What is known of a customer narrows what is read, and a number by itself is nobody's identity."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.access import ALL_TOPICS, Audience, Labels, Scope, Verification, allows
from kb.access.labels import DIMENSIONS
from kb.customers.context import UNKNOWN, CustomerContext
from kb.customers.refs import ref_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CODES = ("a", "b", "c")
some = st.frozensets(st.sampled_from(CODES))
one = st.sampled_from(("", *CODES, "elsewhere"))
moments = st.none() | st.integers(-2, 2).map(lambda hours: NOW + timedelta(hours=hours))
scopes = st.builds(
    Scope,
    channels=st.just(frozenset({"web"})),
    audience=st.sampled_from(Audience),
    topics=st.just(ALL_TOPICS),
    locales=st.just(frozenset({"en"})),
    now=st.just(NOW),
    regions=some,
    segments=some,
    products=some,
    verification=st.sampled_from(Verification),
)
contexts = st.builds(
    CustomerContext,
    ref=st.just("r"),
    segment=one,
    region=one,
    products=st.none() | some,
    verification=st.sampled_from(Verification),
    verified_until=moments,
)
labels = st.builds(
    Labels,
    audience=st.sampled_from(Audience),
    regions=some,
    segments=some,
    products=some,
    verification=st.sampled_from(Verification),
)


@given(scopes, contexts, labels)
def test_nothing_is_seen_with_a_customer_that_is_not_seen_without(
    scope: Scope, context: CustomerContext, label: Labels
) -> None:
    narrowed = context.narrow(scope)
    for name in DIMENSIONS:
        assert getattr(narrowed, name) <= getattr(scope, name)
    assert narrowed.verification <= min(scope.verification, context.as_of(NOW).verification)
    assert allows(scope, label) or not allows(narrowed, label)


@given(scopes)
def test_nobody_is_not_verified_and_narrows_nothing_else(scope: Scope) -> None:
    assert UNKNOWN.narrow(scope) == scope.for_verified(Verification.NONE)


@given(contexts)
def test_what_may_be_known_grows_with_the_verification_alone(context: CustomerContext) -> None:
    known = context.as_of(NOW)
    assert known.as_of(NOW) == known
    assert known.segment == context.segment
    over = context.verified_until is not None and context.verified_until <= NOW
    assert known.verification == (Verification.NONE if over else context.verification)
    assert not known.region or known.verification >= Verification.PARTIAL
    assert known.products is None or known.verification is Verification.FULL


def test_a_verification_ends_at_its_moment() -> None:
    context = CustomerContext(
        ref="r",
        segment="gold",
        region="beijing",
        products=frozenset({"card"}),
        verification=Verification.FULL,
        verified_until=NOW,
    )
    before = context.as_of(NOW - timedelta(microseconds=1))
    assert (before.region, before.products) == ("beijing", frozenset({"card"}))
    after = context.as_of(NOW)
    assert (after.segment, after.region, after.products) == ("gold", "", None)
    assert after.verified_until is None


def test_a_ref_tells_nothing_without_the_key_of_the_house(settings) -> None:
    ref = ref_of("13800138000")
    assert ref == ref_of("13800138000") and ref != ref_of("13800138001")
    assert "13800138000" not in ref and len(ref) == 32
    assert ref_of("") == ""
    settings.SECRET_KEY = "another key"
    assert ref_of("13800138000") != ref
