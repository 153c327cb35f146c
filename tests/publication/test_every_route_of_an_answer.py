"""One test for each way a page of Wagtail can go out or change, reading the log afterwards: what
went out stands in it once, what expired is withdrawn, and nothing else happened."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from kb.acting import acting
from kb.authoring.models import KnowledgePage
from kb.publication import schedule
from tests.authoring.making import (
    approve,
    draft_answer,
    element,
    english,
    fresh,
    hand_in,
    library,
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
