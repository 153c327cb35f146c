"""One test for each way a page of Wagtail can change, reading the log afterwards: what went out
stands in it once, what went away is withdrawn, and nothing else happened."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from kb.acting import acting
from kb.authoring.models import KnowledgePage
from kb.publication import schedule
from kb.publication.models import AliasPlace, LiveTopic
from tests.authoring.making import (
    approve,
    draft_answer,
    element,
    english,
    fresh,
    hand_in,
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


def test_publish_in_a_shell() -> None:
    page = draft_answer("cards.loss", element("answer", "先挂失"))
    before = head()
    page.save_revision().publish()
    row = only_row_since(before)
    assert (row.kind, row.key, row.locale, row.page_id) == (
        "publish", "cards.loss", "zh-Hans", page.pk)  # fmt: skip
    assert row.documents[0]["passages"][0]["standard"]["runs"] == ["先挂失"]
    assert (row.cause, people_of(row)) == ("system", {("actor", "system")})
    assert texts_of("cards.loss") == ["先挂失"]


def test_publish_with_a_named_operator() -> None:
    page = draft_answer("cards.loss")
    before = head()
    with acting(cause="migration of 2026", name="operator", user_id=7):
        page.get_latest_revision().publish()
    row = only_row_since(before)
    assert row.cause == "migration of 2026"
    assert people_of(row) == {("actor", "operator")}


def test_approval_in_the_admin() -> None:
    cards = make_topic("cards")
    editor = make_user("editor", "Editors", owns=cards)
    page = draft_answer("cards.loss", topic=cards, user=editor)
    before = head()
    hand_in(page, editor)
    assert rows_since(before) == []
    approve(page, make_user("approver", "Approvers"))
    row = only_row_since(before)
    assert row.kind == "publish"
    assert people_of(row) == {
        ("actor", "approver"), ("author", "editor"), ("approver", "approver")}  # fmt: skip


def test_bulk_publishing_by_a_program() -> None:
    pages = [draft_answer(f"cards.{n}") for n in range(3)]
    before = head()
    PublishBulkAction.execute_action(pages, user=None)
    assert [(row.kind, row.key) for row in rows_since(before)] == [
        ("publish", "cards.0"), ("publish", "cards.1"), ("publish", "cards.2")]  # fmt: skip


def scheduled(key: str = "cards.loss", *elements: Any, **fields: Any) -> Any:
    page = draft_answer(key, *elements, **fields)
    page.get_latest_revision().publish()
    return fresh(page)


def test_a_scheduled_go_live_goes_out_when_its_time_comes() -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    page = scheduled(go_live_at=tomorrow)
    before = head()
    assert not is_live("cards.loss")
    assert schedule.run(now=timezone.now()) == 0
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    shift_go_live(page)
    assert schedule.run(now=timezone.now()) == 1
    row = only_row_since(before)
    assert (row.kind, row.cause) == ("publish", "schedule")
    assert is_seen("cards.loss")
    assert schedule.run(now=timezone.now()) == 0


def shift_go_live(page: Any) -> None:
    """As if the day had passed."""
    revision = fresh(page).get_latest_revision()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()


def test_wagtails_command_does_the_same() -> None:
    page = scheduled(go_live_at=timezone.now() + timedelta(days=1))
    before = head()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    shift_go_live(page)
    call_command("publish_scheduled")
    assert only_row_since(before).kind == "publish"


def test_a_scheduled_publication_that_no_longer_fits_stops_no_other_and_is_not_lost() -> None:
    from tests.authoring.making import published_fact

    fact = published_fact("card.fee")
    broken = scheduled("cards.broken", element("answer", "{{ card.fee }}"),
                       go_live_at=timezone.now() + timedelta(days=1))  # fmt: skip
    good = scheduled("cards.good", go_live_at=timezone.now() + timedelta(days=1))
    fact.unpublish()
    before = head()
    for page in (broken, good):
        page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
        shift_go_live(page)
    assert schedule.run(now=timezone.now()) == 1
    assert [row.key for row in rows_since(before)] == ["cards.good"]
    assert fresh(broken).scheduled_revision is not None
    fact.live = True
    fact.save()
    assert schedule.run(now=timezone.now()) == 1
    assert is_seen("cards.broken")


def test_expiry_is_obeyed_at_its_moment_and_recorded_when_it_is_done() -> None:
    moment = timezone.now() + timedelta(hours=1)
    page = published_answer("cards.loss", expire_at=moment)
    assert is_seen("cards.loss", now=moment - timedelta(seconds=1))
    assert not is_seen("cards.loss", now=moment)
    KnowledgePage.objects.update(expire_at=timezone.now() - timedelta(seconds=1))
    before = head()
    schedule.run(now=timezone.now())
    row = only_row_since(before)
    assert (row.kind, row.cause) == ("withdraw", "expiry")
    assert fresh(page).expired
    assert not is_live("cards.loss")


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


def test_copy_that_stays_live(page: Any) -> None:
    before = head()
    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=True)
    row = only_row_since(before)
    assert (row.kind, row.key, row.page_id) == ("publish", "cards.loss-copy-1", copy.pk)


def test_copy_as_a_draft(page: Any) -> None:
    before = head()
    page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert rows_since(before) == []


def test_copy_a_topic_with_its_answers(page: Any) -> None:
    before = head()
    cards = page.get_parent().specific
    cards.copy(recursive=True, to=library(), update_attrs={"slug": "copy"}, keep_live=True)
    found = [(row.kind, row.key or row.ref) for row in rows_since(before)]
    assert found == [("topic", "topic:cards-copy-1"), ("publish", "cards.loss-copy-1")]


def test_a_second_place_made_an_answer_of_its_own(page: Any) -> None:
    from wagtail.actions.convert_alias import ConvertAliasPageAction

    alias = page.create_alias(update_slug="second")
    before = head()
    ConvertAliasPageAction(alias).execute()
    found = [(row.kind, row.key) for row in rows_since(before)]
    assert found == [("topic", "cards.loss"), ("publish", "cards.loss-copy-1")]
    assert fresh(alias).key == "cards.loss-copy-1"


def test_revert_to_an_older_revision(page: Any) -> None:
    first = page.get_latest_revision()
    rewrite(page, element("answer", "第二版")).publish()
    before = head()
    older = first.as_object()
    older.save_revision(previous_revision=first).publish()
    assert only_row_since(before).kind == "publish"
    assert texts_of("cards.loss") == ["第一版"]


def test_translation_goes_out_by_itself(page: Any) -> None:
    page.get_parent().specific.copy_for_translation(english()).save_revision().publish()
    before = head()
    translated = page.copy_for_translation(english())
    assert rows_since(before) == []
    translated.save_revision().publish()
    row = only_row_since(before)
    assert (row.kind, row.key, row.locale) == ("publish", "cards.loss", "en")
    ids = [[p.element for p in answer.document.passages] for answer in both_languages()]
    assert ids[0] == ids[1]
    page.unpublish()
    assert not is_live("cards.loss")
    assert is_live("cards.loss", "en")


def both_languages() -> Any:
    from kb.publication.queries import Candidate, authorize

    candidates = [Candidate("cards.loss", "zh-Hans"), Candidate("cards.loss", "en")]
    return authorize(scope=widest(), candidates=candidates)


def test_a_live_page_saved_in_a_shell(page: Any) -> None:
    page.title = "卡不见了怎么办？"
    before = head()
    page.save()
    assert only_row_since(before).documents[0]["question"] == "卡不见了怎么办？"


def test_a_plain_page_saved_in_a_shell_after_a_change_in_the_tables(page: Any) -> None:
    KnowledgePage.objects.filter(pk=page.pk).update(title="表里改了？")
    before = head()
    Page.objects.get(pk=page.pk).save()
    assert only_row_since(before).documents[0]["question"] == "表里改了？"


def test_saving_again_what_has_not_changed_appends_nothing(page: Any) -> None:
    before = head()
    for again in (page, fresh(page), Page.objects.get(pk=page.pk)):
        again.save()
    fresh(page).save_revision().publish()
    page.get_parent().specific.save()
    assert rows_since(before) == []


def test_a_draft_of_a_live_answer_changes_nothing(page: Any) -> None:
    before = head()
    rewrite(page, element("answer", "草稿"))
    fresh(page).save(update_fields=["latest_revision"])
    assert rows_since(before) == []
    assert texts_of("cards.loss") == ["第一版"]


def test_who_acts_is_named_by_user_number_too(page: Any) -> None:
    from kb.publication.models import PublicationPerson

    chief = User.objects.create_user("chief")
    with acting(cause="shell", user_id=chief.pk, name="chief"):
        page.unpublish()
    assert PublicationPerson.objects.latest("pk").user_id == chief.pk


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
