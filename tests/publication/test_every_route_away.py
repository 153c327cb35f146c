"""One test for each way a page of Wagtail can go away or stand elsewhere, reading the log
afterwards."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from kb.publication.models import AliasPlace, LiveTopic
from tests.authoring.making import (
    element,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    rewrite,
    widest,
)
from tests.publication.reading import (
    head,
    is_live,
    is_seen,
    only_row_since,
    people_of,
    rows_since,
    texts_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    return published_answer("cards.loss", element("answer", "第一版"))


def test_unpublish(page: Any) -> None:
    before = head()
    page.unpublish()
    row = only_row_since(before)
    assert (row.kind, row.key, row.documents) == ("withdraw", "cards.loss", [])
    assert not is_live("cards.loss")


def test_unpublish_through_wagtails_plain_page(page: Any) -> None:
    before = head()
    Page.objects.get(pk=page.pk).unpublish()
    assert only_row_since(before).kind == "withdraw"
    assert not is_live("cards.loss")


def test_unpublish_in_the_admin(page: Any) -> None:
    editor = make_user("editor", "Editors", owns=page.get_parent())
    before = head()
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    logged_in(editor).post(url)
    row = only_row_since(before)
    assert (row.kind, row.cause) == ("withdraw", f"web {url}")
    assert ("actor", "editor") in people_of(row)


def test_bulk_withdrawal_in_the_admin(page: Any) -> None:
    other = published_answer("cards.other")
    editor = make_user("editor", "Editors", owns=page.get_parent())
    before = head()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    logged_in(editor).post(f"{url}?id={page.pk}&id={other.pk}&next=/admin/", {})
    assert {(row.kind, row.key) for row in rows_since(before)} == {
        ("withdraw", "cards.loss"), ("withdraw", "cards.other")}  # fmt: skip


def test_a_second_place_opens_and_closes_without_touching_the_answer(page: Any) -> None:
    loans = make_topic("loans")
    before = head()
    alias = page.create_alias(parent=loans, update_slug="second")
    row = only_row_since(before)
    assert (row.kind, row.key, row.lineage) == ("topic", "cards.loss", ["library", "loans"])
    assert is_seen("cards.loss", topics=frozenset({"loans"}))
    before = head()
    alias.unpublish()
    row = only_row_since(before)
    assert (row.kind, row.lineage_before, row.lineage) == ("topic", ["library", "loans"], [])
    assert not is_seen("cards.loss", topics=frozenset({"loans"}))
    assert is_seen("cards.loss")


def test_unpublishing_the_answer_takes_its_second_places_along(page: Any) -> None:
    page.create_alias(parent=make_topic("loans"), update_slug="second")
    page.unpublish()
    assert not AliasPlace.objects.exists()
    assert not is_seen("cards.loss", topics=frozenset({"loans"}))


def test_publishing_a_new_version_keeps_second_places(page: Any) -> None:
    page.create_alias(parent=make_topic("loans"), update_slug="second")
    before = head()
    rewrite(page, element("answer", "第二版")).publish()
    assert [row.kind for row in rows_since(before)] == ["publish"]
    assert texts_of("cards.loss", topics=frozenset({"loans"})) == ["第二版"]


def test_delete(page: Any) -> None:
    before = head()
    page.delete()
    row = only_row_since(before)
    assert (row.kind, row.key, row.page_id) == ("withdraw", "cards.loss", page.pk)
    assert not is_live("cards.loss")


def test_delete_through_the_plain_page(page: Any) -> None:
    before = head()
    Page.objects.get(pk=page.pk).delete()
    assert [row.kind for row in rows_since(before)] == ["withdraw"]


def test_delete_a_topic_with_its_answers(page: Any) -> None:
    published_answer("cards.other")
    before = head()
    page.get_parent().specific.delete()
    found = {(row.kind, row.key or row.ref) for row in rows_since(before)}
    answers = {("withdraw", "cards.loss"), ("withdraw", "cards.other")}
    assert found == answers | {("topic", "topic:cards")}
    assert not is_live("cards.loss")
    assert not LiveTopic.objects.filter(key="cards").exists()


def test_move_an_answer(page: Any) -> None:
    loans = make_topic("loans")
    before = head()
    page.move(loans, pos="last-child")
    row = only_row_since(before)
    assert (row.key, row.lineage_before, row.lineage) == (
        "cards.loss", ["library", "cards"], ["library", "loans"])  # fmt: skip
    assert is_seen("cards.loss", topics=frozenset({"loans"}))
    assert not is_seen("cards.loss", topics=frozenset({"cards"}))


def test_move_a_topic_is_one_row_whatever_stands_below(page: Any) -> None:
    published_answer("cards.other")
    loans = make_topic("loans")
    before = head()
    page.get_parent().specific.move(loans, pos="last-child")
    row = only_row_since(before)
    assert (row.kind, row.ref) == ("topic", "topic:cards")
    for key in ("cards.loss", "cards.other"):
        assert is_seen(key, topics=frozenset({"loans"}))
        assert is_seen(key, topics=frozenset({"cards"}))


def test_a_topic_withdrawn_and_published_again(page: Any) -> None:
    cards = page.get_parent().specific
    before = head()
    cards.unpublish()
    assert only_row_since(before).ref == "topic:cards"
    assert not is_seen("cards.loss")
    assert is_live("cards.loss")
    before = head()
    fresh(cards).save_revision().publish()
    assert only_row_since(before).ref == "topic:cards"
    assert is_seen("cards.loss")


def test_a_topic_renamed_is_told(page: Any) -> None:
    cards = page.get_parent().specific
    cards.title = "银行卡"
    before = head()
    cards.save_revision().publish()
    assert only_row_since(before).documents[0]["title"] == "银行卡"


@pytest.mark.parametrize("moved", ["topic", "answer"])
def test_neighbours_pushed_aside_by_a_move_keep_their_readers(page: Any, moved: str) -> None:
    """Wagtail gives neighbours new paths without saving them; scopes by topic stand on these."""
    from kb.publication.queries import answers_in_topic

    below = make_topic("loans.home", above=fresh(page).get_parent().specific)
    inner = published_answer("loans.one", topic=below)
    other = make_topic("other")
    before = head()
    if moved == "topic":
        other.move(page.get_parent(), pos="first-child")
    else:
        published_answer("other.one", topic=other).move(page.get_parent(), pos="first-child")
    scope = widest(topics=frozenset({"loans.home"}))
    found = answers_in_topic(scope=scope, topic="loans.home", locale="zh-Hans", limit=10)
    assert [answer.key for answer in found] == [inner.key]
    told = {row.ref or row.key for row in rows_since(before)}
    assert told == ({"topic:other"} if moved == "topic" else {"other.one"})


def test_an_order_changed_by_hand_is_obeyed_and_not_told() -> None:
    from kb.publication.topic_tree import topic_tree

    for key in ("cards", "loans"):
        published_answer(f"{key}.one", topic=make_topic(key))
    before = head()
    loans = library().get_children().last()
    loans.move(library().get_children().first(), pos="left")
    assert rows_since(before) == []
    tree = topic_tree(scope=widest(), locale="zh-Hans")
    assert [node.key for node in tree] == ["loans", "cards"]
