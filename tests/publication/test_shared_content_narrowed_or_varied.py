"""A shared element that becomes narrower or gets a variant, in the answers that use it."""

from typing import Any

import pytest

from kb.authoring.models import FactVariant, SharedElement
from kb.publication import lane
from kb.publication.models import Dirty, Live, Withheld
from tests.authoring.making import (
    element,
    fresh,
    log_since,
    place,
    published_answer,
    published_fact,
    published_shared,
    republished_shared,
)
from tests.publication.reading import head, texts_of

pytestmark = pytest.mark.django_db


class TestNarrowing:
    """Labels that shut somebody out are obeyed at once; those that let somebody in may wait."""

    @pytest.fixture
    def shared(self) -> SharedElement:
        shared = published_shared()
        published_answer("cards.one", element("answer", "先挂失"), place(shared))
        return shared

    @pytest.mark.parametrize(
        "narrower",
        [
            {"audience": "agent"},
            {"channels": ["agent_desk"]},
            {"regions": ["beijing"]},
            {"segments": ["vip"]},
            {"products": ["gold"]},
            {"valid_to": "2026-01-01T00:00:00Z"},
            {"valid_from": "2999-01-01T00:00:00Z"},
        ],
        ids=lambda labels: next(iter(labels)),
    )
    def test_is_obeyed_on_the_next_read(
        self, shared: SharedElement, narrower: dict[str, Any]
    ) -> None:
        from kb.access import Audience

        customer = {"audience": Audience.CUSTOMER, "channels": frozenset({"web"})}
        assert texts_of("cards.one", **customer) == ["先挂失", "请带身份证。"]
        republished_shared(shared, **narrower)
        assert Withheld.objects.count() == 1
        assert texts_of("cards.one", **customer) == ["先挂失"]
        lane.drain()
        assert not Withheld.objects.exists()
        assert texts_of("cards.one", **customer) == ["先挂失"]

    def test_widening_waits_for_the_lane(self, shared: SharedElement) -> None:
        republished_shared(shared, regions=["beijing"])
        lane.drain()
        republished_shared(shared, regions=[])
        assert not Withheld.objects.exists()
        assert texts_of("cards.one") == ["先挂失"]
        lane.drain()
        assert texts_of("cards.one") == ["先挂失", "请带身份证。"]

    def test_a_staff_kind_put_in_its_place_is_for_agents_at_once(
        self, shared: SharedElement
    ) -> None:
        from kb.access import Audience

        shared.element = [element("internal_note", "勿外传。")]
        shared.save_revision().publish()
        assert texts_of("cards.one", audience=Audience.PUBLIC) == ["先挂失"]
        lane.drain()
        assert texts_of("cards.one", audience=Audience.PUBLIC) == ["先挂失"]
        assert texts_of("cards.one") == ["先挂失", "勿外传。"]

    def test_labels_that_exclude_the_place_park_the_answer_and_hide_the_element(
        self, shared: SharedElement
    ) -> None:
        published_answer("cards.two", element(), place(shared, regions=["sichuan"]))
        republished_shared(shared, regions=["beijing"])
        lane.drain()
        assert "互相排斥" in Dirty.objects.get().parked
        assert texts_of("cards.two", regions=frozenset({"sichuan"})) == ["先挂失，再补卡。"]


class TestVariants:
    """A fact's values by region, as each reader is told them."""

    def test_follow_into_the_answer(self) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.one", element("answer", "{{ card.fee }}"))
        fact.variants = [FactVariant(regions=["beijing"], value="180")]
        fact.save_revision().publish()
        lane.drain()
        assert texts_of("cards.one") == ["200"]
        assert texts_of("cards.one", regions=frozenset({"beijing"})) == ["180"]
        assert texts_of("cards.one", regions=frozenset({"beijing", "sichuan"})) == ["180/200"]

    def test_are_part_of_what_is_recorded(self) -> None:
        fact = published_fact("card.fee")
        before = head()
        fact.variants = [FactVariant(regions=["beijing"], value="180")]
        fact.save_revision().publish()
        assert log_since(before) == [("fact", "fact:card.fee")]


def test_a_shared_element_speaks_the_language_of_its_answer() -> None:
    from tests.authoring.making import english

    shared = published_shared()
    page = published_answer("cards.one", element("answer", "先挂失"), place(shared))
    page.get_parent().specific.copy_for_translation(english()).save_revision().publish()
    translated = shared.copy_for_translation(english())
    translated.element = [element("note", "Bring your ID.")]
    translated.save()
    translated.save_revision().publish()
    other = page.copy_for_translation(english())
    other.save_revision().publish()
    assert texts_of("cards.one", "en") == ["先挂失", "Bring your ID."]
    fresh(translated).unpublish()
    assert texts_of("cards.one", "en") == ["先挂失"]
    assert texts_of("cards.one") == ["先挂失", "请带身份证。"]


def test_a_change_that_no_longer_fits_a_message_keeps_the_answer_going_out() -> None:
    """Over budget in the lane stops a channel's rendition only."""
    shared = published_shared()
    published_answer("cards.one", element("answer", "先挂失"), place(shared))
    republished_shared(shared, text="很长。" * 700)
    before = head()
    lane.drain()
    assert log_since(before) == [("publish", "cards.one")]
    assert Live.objects.get().seq > before
