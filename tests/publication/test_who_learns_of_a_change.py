"""Readers get the position and time of the last change they could see, and no word of others."""

from datetime import timedelta
from typing import Any

import pytest

from kb.access import Audience
from kb.authoring.models import FactVariant
from kb.publication import lane
from kb.publication.changes import BeyondHead, changes_after
from kb.publication.queries import find_answer
from tests.authoring.making import (
    element,
    make_topic,
    place,
    published_answer,
    published_fact,
    published_shared,
    rewrite,
    widest,
)
from tests.publication.reading import head

pytestmark = pytest.mark.django_db
PUBLIC = {"audience": Audience.PUBLIC, "channels": frozenset({"web"})}
ANSWER = element("answer", "先挂失", block="11111111-1111-4111-8111-111111111111")
INNER = element("internal_note", "内部", block="22222222-2222-4222-8222-222222222222")


def changed(block: dict[str, Any], text: str) -> dict[str, Any]:
    return block | {"value": block["value"] | {"text": text}}


def mark(**scope: Any) -> tuple[int, Any]:
    return mark_of("cards.one", **scope)


def mark_of(key: str, **scope: Any) -> tuple[int, Any]:
    found = find_answer(scope=widest(**scope), key=key, locale="zh-Hans")
    assert found is not None
    return found.seq, found.published_at


def told(after: int, **scope: Any) -> list[tuple[str, str]]:
    """What a subscriber of this scope learns after a position of the log that may not be theirs."""
    try:
        page = changes_after(scope=widest(**scope), after=after, limit=100)
    except BeyondHead:
        return []
    return [(change.op, change.key) for change in page.changes]


@pytest.fixture
def page() -> Any:
    return published_answer("cards.one", ANSWER, INNER)


def test_an_internal_note_moves_nothing_a_customer_can_observe(page: Any) -> None:
    before, position = mark(**PUBLIC), head()
    rewrite(page, ANSWER, changed(INNER, "改了")).publish()
    assert mark(**PUBLIC) == before
    assert told(position, **PUBLIC) == []
    assert mark()[0] == head()
    assert told(position) == [("upsert", "cards.one")]


def test_nor_does_adding_moving_or_removing_one(page: Any) -> None:
    before, position = mark(**PUBLIC), head()
    rewrite(page, INNER, ANSWER).publish()
    rewrite(page, ANSWER).publish()
    rewrite(page, ANSWER, element("script", "说")).publish()
    assert mark(**PUBLIC) == before
    assert told(position, **PUBLIC) == []
    assert [op for op, _key in told(position)] == ["upsert"] * 3


def test_a_visible_change_is_told_to_everybody(page: Any) -> None:
    position = head()
    rewrite(page, changed(ANSWER, "先打电话"), INNER).publish()
    assert mark(**PUBLIC)[0] == head()
    assert told(position, **PUBLIC) == told(position) == [("upsert", "cards.one")]


def test_the_question_and_its_wordings_are_everybodys(page: Any) -> None:
    position = head()
    edited = page.get_latest_revision_as_object()
    edited.wordings = "卡掉了"
    edited.save_revision().publish()
    assert told(position, **PUBLIC) == [("upsert", "cards.one")]


def test_a_removed_element_is_remembered_for_those_who_saw_it() -> None:
    beijing = {"regions": frozenset({"beijing"})} | PUBLIC
    page = published_answer("cards.one", ANSWER, element("note", "京", regions=["beijing"]))
    position = head()
    rewrite(page, ANSWER).publish()
    assert told(position, **PUBLIC) == []
    assert told(position, **beijing) == [("upsert", "cards.one")]
    assert mark(**beijing)[0] == head()
    assert mark(**PUBLIC)[0] < head()


def test_an_element_made_private_is_told_to_those_who_lost_it(page: Any) -> None:
    page = published_answer("cards.two", ANSWER, element("note", "注", block=INNER["id"]))
    position = head()
    private = element("note", "注", block=INNER["id"], audience="agent")
    rewrite(page, ANSWER, private).publish()
    assert told(position, **PUBLIC) == [("upsert", "cards.two")]


class TestPartsOfAnElement:
    """Less than an element may be hidden: a channel's own wording, a region's own value."""

    def test_another_channels_wording_moves_nothing(self) -> None:
        page = published_answer("cards.two", ANSWER)
        before, position = mark_of("cards.two", **PUBLIC), head()
        wording = {"channel": "agent_desk", "text": "请说"}
        own = {"overrides": [{"type": "item", "id": INNER["id"], "value": wording}]}
        rewrite(page, ANSWER | {"value": ANSWER["value"] | own}).publish()
        assert mark_of("cards.two", **PUBLIC) == before
        assert told(position, **PUBLIC) == []
        desk = PUBLIC | {"channels": frozenset({"agent_desk"})}
        assert told(position, **desk) == [("upsert", "cards.two")]

    def test_nor_does_another_regions_value(self) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.two", element("answer", "{{ card.fee }}"))
        before, position = mark_of("cards.two", **PUBLIC), head()
        fact.variants = [FactVariant(regions=["beijing"], value="180")]
        fact.save()
        lane.drain()
        assert mark_of("cards.two", **PUBLIC) == before
        assert told(position, **PUBLIC) == []
        beijing = PUBLIC | {"regions": frozenset({"beijing"})}
        assert told(position, **beijing) == [("upsert", "cards.two")]

    def test_and_its_end_is_told_where_it_held(self) -> None:
        fact = published_fact("card.fee")
        fact.variants = [FactVariant(regions=["beijing"], value="180")]
        fact.save()
        published_answer("cards.two", element("answer", "{{ card.fee }}"))
        before, position = mark_of("cards.two", **PUBLIC), head()
        fact.variants = []
        fact.save()
        lane.drain()
        assert mark_of("cards.two", **PUBLIC) == before
        beijing = PUBLIC | {"regions": frozenset({"beijing"})}
        assert told(position, **beijing) == [("upsert", "cards.two")]


class TestPositions:
    """A position is known by what the reader has been told, never by the log's own head."""

    def test_what_happens_unseen_makes_no_position_known(self, page: Any) -> None:
        known = changes_after(scope=widest(**PUBLIC), after=0, limit=100).next
        rewrite(page, ANSWER, changed(INNER, "改了")).publish()
        for position in range(known + 1, head() + 3):
            with pytest.raises(BeyondHead):
                changes_after(scope=widest(**PUBLIC), after=position, limit=100)

    def test_the_last_one_given_stays_known(self, page: Any) -> None:
        known = changes_after(scope=widest(**PUBLIC), after=0, limit=100).next
        assert changes_after(scope=widest(**PUBLIC), after=known, limit=100).changes == ()
        page.unpublish()
        later = changes_after(scope=widest(**PUBLIC), after=known, limit=100)
        assert [change.op for change in later.changes] == ["remove"]
        assert changes_after(scope=widest(**PUBLIC), after=later.next, limit=100).changes == ()

    def test_nobody_is_refused_the_beginning(self) -> None:
        assert changes_after(scope=widest(**PUBLIC), after=0, limit=100).changes == ()


class TestRemoval:
    def test_is_told_to_those_who_could_see_it(self, page: Any) -> None:
        position = head()
        page.unpublish()
        assert told(position, **PUBLIC) == [("remove", "cards.one")]

    def test_and_to_nobody_else(self) -> None:
        page = published_answer("cards.one", element(audience="agent"))
        position = head()
        page.unpublish()
        assert told(position, **PUBLIC) == []
        assert told(position) == [("remove", "cards.one")]

    def test_nor_to_another_region(self) -> None:
        page = published_answer("cards.one", element(regions=["beijing"]))
        position = head()
        page.unpublish()
        assert told(position) == []
        assert told(position, regions=frozenset({"beijing"})) == [("remove", "cards.one")]

    def test_nor_to_readers_of_other_topics(self, page: Any) -> None:
        make_topic("loans")
        position = head()
        page.unpublish()
        assert told(position, topics=frozenset({"loans"})) == []
        assert told(position, topics=frozenset({"cards"})) == [("remove", "cards.one")]

    def test_follows_when_the_core_becomes_private(self, page: Any) -> None:
        position = head()
        rewrite(page, element(block=ANSWER["id"], audience="agent")).publish()
        assert told(position, **PUBLIC) == [("remove", "cards.one")]
        assert told(position) == [("upsert", "cards.one")]

    def test_follows_a_move_for_readers_of_the_old_topic_only(self, page: Any) -> None:
        loans = make_topic("loans")
        position = head()
        page.move(loans, pos="last-child")
        assert told(position, topics=frozenset({"cards"})) == [("remove", "cards.one")]
        assert told(position, topics=frozenset({"loans"})) == [("upsert", "cards.one")]

    def test_follows_a_withdrawn_topic(self, page: Any) -> None:
        private = published_answer("cards.private", element(audience="agent"))
        position = head()
        private.get_parent().specific.unpublish()
        assert told(position, **PUBLIC) == [("remove", "cards.one")]
        assert sorted(told(position)) == [("remove", "cards.one"), ("remove", "cards.private")]


def test_a_change_of_a_fact_is_no_change_of_its_own_in_the_feed() -> None:
    fact = published_fact("card.fee")
    published_answer("cards.one", element("answer", "{{ card.fee }}"))
    position = head()
    fact.value = "300"
    fact.save()
    assert told(position) == []
    lane.drain()
    assert told(position) == [("upsert", "cards.one")]


class TestWithdrawnSources:
    """A subscriber keeps copies, so what is withheld is told at once, whatever the lane does."""

    def test_a_withdrawn_element_is_told_before_any_answer_has_followed(self) -> None:
        shared = published_shared()
        published_answer("cards.one", ANSWER, place(shared))
        position = head()
        shared.unpublish()
        assert told(position, **PUBLIC) == [("upsert", "cards.one")]

    def test_only_to_those_who_saw_it(self) -> None:
        shared = published_shared(inner=element("internal_note", "内部"))
        published_answer("cards.one", ANSWER, place(shared))
        position = head()
        shared.unpublish()
        assert told(position, **PUBLIC) == []
        assert told(position) == [("upsert", "cards.one")]

    def test_an_answer_that_lost_its_core_is_removed(self) -> None:
        shared = published_shared(inner=element("answer", "只有这句"))
        published_answer("cards.one", place(shared))
        position = head()
        shared.unpublish()
        assert told(position, **PUBLIC) == [("remove", "cards.one")]

    def test_a_narrowed_one_is_told_to_those_who_lost_it(self) -> None:
        shared = published_shared()
        published_answer("cards.one", ANSWER, place(shared))
        position = head()
        shared.element = [element("note", "请带身份证。", audience="agent")]
        shared.save_revision().publish()
        assert told(position, **PUBLIC) == [("upsert", "cards.one")]

    def test_a_withdrawn_fact_too(self) -> None:
        fact = published_fact("card.fee")
        published_answer("cards.one", ANSWER, element("fee", "{{ card.fee }}"))
        position = head()
        fact.unpublish()
        assert told(position, **PUBLIC) == [("upsert", "cards.one")]

    def test_a_mere_change_waits_for_the_lane(self) -> None:
        shared = published_shared()
        published_answer("cards.one", ANSWER, place(shared))
        position = head()
        shared.element = [element("note", "别的话")]
        shared.save_revision().publish()
        assert told(position, **PUBLIC) == []
        lane.drain()
        assert told(position, **PUBLIC) == [("upsert", "cards.one")]


def test_readers_of_a_second_place_are_told_of_the_withdrawal(page: Any) -> None:
    page.create_alias(parent=make_topic("loans"), update_slug="second")
    position = head()
    page.unpublish()
    loans = {"topics": frozenset({"loans"})} | PUBLIC
    assert ("remove", "cards.one") in told(position, **loans)


def test_time_of_publication_never_goes_back_for_a_reader(page: Any) -> None:
    """Narrowing the scope shows an older or equal moment, never a newer one."""
    rewrite(page, ANSWER, changed(INNER, "改了")).publish()
    agent, public = mark()[1], mark(**PUBLIC)[1]
    assert public <= agent
    assert agent - public < timedelta(minutes=1)
