"""Every button and address of the admin that publishes in Wagtail, pressed by a superuser and by an
editor who was given every permission there is: nothing goes out."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from kb.authoring.models import KnowledgePage, TopicPage
from kb.publication.models import AliasPlace, Live, Publication
from tests.authoring.making import (
    answer_form,
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
    rewrite,
)

pytestmark = pytest.mark.django_db


def almighty_editor() -> User:
    """Wagtail's right to publish, given by mistake, on every page and model."""
    user = make_user("almighty", "Editors", is_staff=True)
    group = Group.objects.create(name="Everything")
    group.permissions.set(Permission.objects.all())
    for permission in Permission.objects.filter(content_type__model="page"):
        GroupPagePermission.objects.create(
            group=group, page=Page.objects.get(depth=1), permission=permission
        )
    user.groups.add(group)
    return user


@pytest.fixture(params=["superuser", "editor with every permission"])
def client(request: pytest.FixtureRequest) -> Client:
    if request.param == "superuser":
        return logged_in(make_user("chief", is_superuser=True, is_staff=True))
    return logged_in(almighty_editor())


@pytest.fixture
def draft() -> Any:
    return draft_answer("cards.draft")


@pytest.fixture
def head(draft: Any) -> int:
    return Publication.objects.latest("seq").seq


def assert_nothing_went_out(head: int) -> None:
    assert Publication.objects.latest("seq").seq == head
    assert not Live.objects.exists()


def test_the_editor_has_no_button_to_publish(client: Client, draft: Any) -> None:
    html = client.get(edit_url(draft)).content.decode()
    assert "action-submit" in html
    assert "action-publish" not in html


def test_sending_the_button_anyway_saves_a_draft(client: Client, draft: Any, head: int) -> None:
    client.post(edit_url(draft), form_of(draft, **{"action-publish": "1", "title": "新问题？"}))
    assert fresh(draft).get_latest_revision().content["title"] == "新问题？"
    assert_nothing_went_out(head)


def test_create_and_publish_makes_a_draft(client: Client) -> None:
    cards = make_topic("cards")
    head = Publication.objects.latest("seq").seq
    url = reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", cards.pk])
    client.post(url, answer_form(("answer", {"text": "先挂失。"}), **{"action-publish": "1"}))
    assert not KnowledgePage.objects.get().live
    assert_nothing_went_out(head)


def test_a_topic_is_not_published_by_hand_either(client: Client) -> None:
    url = reverse("wagtailadmin_pages:add", args=["kb", "topicpage", library().pk])
    form = {"title": "新目录", "key": "new", "action-publish": "1"}
    form |= {f"comments-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    client.post(url, form)
    assert not TopicPage.objects.get(key="new").live
    assert not Publication.objects.exists()


def test_no_topic_is_made_beside_the_libraries(client: Client) -> None:
    root = Page.objects.get(depth=1)
    url = reverse("wagtailadmin_pages:add", args=["kb", "topicpage", root.pk])
    assert client.get(url).status_code == 302
    assert root.get_children().count() == 2


def test_bulk_publishing_is_refused(client: Client, draft: Any, head: int) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    url += f"?id={draft.pk}&id={draft.get_parent().pk}&next=/admin/"
    client.post(url, {"include_descendants": "on"})
    assert not fresh(draft).live
    assert_nothing_went_out(head)


def test_the_admins_own_api_does_nothing_but_read(client: Client, draft: Any, head: int) -> None:
    for action in ("publish", "copy", "create_alias", "convert_alias", "unpublish", "delete"):
        url = f"/admin/api/main/pages/{draft.pk}/action/{action}/"
        assert client.post(url, {}, content_type="application/json").status_code in {403, 404}
    assert_nothing_went_out(head)


def test_a_schedule_in_a_draft_publishes_nothing_when_its_time_comes(
    client: Client, draft: Any, head: int
) -> None:
    from django.core.management import call_command

    client.post(edit_url(draft), form_of(draft, go_live_at="2020-01-01 00:00"))
    client.post(edit_url(draft), form_of(draft, **{"action-publish": "1"}))
    call_command("publish_scheduled")
    assert_nothing_went_out(head)


@pytest.fixture
def live_page() -> Any:
    return published_answer("cards.loss")


def test_a_copy_is_a_draft_whatever_was_asked(client: Client, live_page: Any) -> None:
    head = Publication.objects.latest("seq").seq
    parent = live_page.get_parent()
    form = {"new_title": "副本？", "new_slug": "copy", "new_parent_page": parent.pk}
    client.post(
        reverse("wagtailadmin_pages:copy", args=[live_page.pk]),
        form | {"publish_copies": "on", "copy_subpages": "on"},
    )
    copy = KnowledgePage.objects.get(slug="copy")
    assert (copy.live, copy.key, copy.alias_of) == (False, "cards.loss-copy-1", None)
    assert Publication.objects.latest("seq").seq == head


def test_a_second_place_appears_with_the_next_approval(client: Client, live_page: Any) -> None:
    loans = make_topic("loans")
    head = Publication.objects.latest("seq").seq
    form = {"new_title": "x", "new_slug": "second", "new_parent_page": loans.pk}
    url = reverse("wagtailadmin_pages:copy", args=[live_page.pk])
    assert "第二个位置" in client.get(url).content.decode()
    client.post(url, form | {"alias": "on"})
    alias = KnowledgePage.objects.get(slug="second")
    assert (alias.live, alias.alias_of_id, alias.key) == (False, live_page.pk, "cards.loss")
    assert Publication.objects.latest("seq").seq == head
    fresh(live_page).get_latest_revision().publish()
    assert AliasPlace.objects.get().topic_id == loans.pk
    assert fresh(live_page).live


def test_a_topic_is_copied_as_drafts_with_all_below(client: Client, live_page: Any) -> None:
    head = Publication.objects.latest("seq").seq
    cards = live_page.get_parent()
    form = {"new_title": "副本", "new_slug": "copy", "new_parent_page": library().pk}
    url = reverse("wagtailadmin_pages:copy", args=[cards.pk])
    client.post(url, form | {"copy_subpages": "on", "publish_copies": "on", "alias": "on"})
    copy = TopicPage.objects.get(slug="copy")
    assert (copy.live, copy.key) == (False, "cards-copy-1")
    assert [page.live for page in copy.get_children()] == [False]
    assert Publication.objects.latest("seq").seq == head


def test_a_second_place_cannot_be_made_an_answer_of_its_own(client: Client, live_page: Any) -> None:
    alias = live_page.create_alias(update_slug="second")
    head = Publication.objects.latest("seq").seq
    url = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
    client.post(url)
    assert fresh(alias).alias_of_id == live_page.pk
    assert Publication.objects.latest("seq").seq == head


def test_the_form_of_a_copy_is_not_written_over_the_original(client: Client) -> None:
    fact = published_fact()
    head = Publication.objects.latest("seq").seq
    url = reverse("wagtailsnippets_kb_fact:copy", args=[fact.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"name": "年费", "key": "card.fee", "type": "money", "value": "999"})
    assert (fresh(fact).value, fresh(fact).live) == ("200", True)
    assert Publication.objects.latest("seq").seq == head


def test_reverting_makes_a_draft(client: Client, live_page: Any) -> None:
    first = live_page.get_latest_revision()
    rewrite(live_page, element("answer", "新话。"))
    fresh(live_page).get_latest_revision().publish()
    head = Publication.objects.latest("seq").seq
    url = reverse("wagtailadmin_pages:revisions_revert", args=[live_page.pk, first.pk])
    assert client.get(url).status_code == 200
    client.post(
        edit_url(live_page),
        form_of(live_page, revision=str(first.pk), **{"action-publish": "1"}),
    )
    assert Publication.objects.latest("seq").seq == head


def test_nobody_hides_a_page_behind_a_login_or_password(client: Client, live_page: Any) -> None:
    url = reverse("wagtailadmin_pages:set_privacy", args=[live_page.pk])
    for kind in ("login", "password", "groups"):
        client.post(url, {"restriction_type": kind, "password": "x", "groups": "1"})
    assert not live_page.view_restrictions.exists()


def test_translating_makes_a_draft_that_keeps_the_elements(client: Client, live_page: Any) -> None:
    from wagtail.models import Locale

    locale = Locale.objects.get(language_code="en")
    submit = "simple_translation:submit_page_translation"
    client.post(reverse(submit, args=[live_page.get_parent().pk]), {"locales": [locale.pk]})
    topic = TopicPage.objects.get(key="cards", locale=locale)
    assert not topic.live
    client.post(reverse(submit, args=[live_page.pk]), {"locales": [locale.pk]})
    english = KnowledgePage.objects.get(locale=locale)
    assert (english.live, english.key) == (False, "cards.loss")
    assert [b.id for b in english.elements] == [b.id for b in live_page.elements]
    assert not Live.objects.filter(locale="en").exists()


def test_withdrawing_takes_one_person_who_may_edit(live_page: Any) -> None:
    editor = make_user("editor", "Editors", owns=live_page.get_parent())
    html = logged_in(editor).get(edit_url(live_page)).content.decode()
    url = reverse("wagtailadmin_pages:unpublish", args=[live_page.pk])
    assert url in html
    logged_in(editor).post(url)
    assert not Live.objects.exists()


def test_also_while_approval_of_a_change_is_waiting(live_page: Any) -> None:
    editor = make_user("editor", "Editors", owns=live_page.get_parent())
    client = logged_in(editor)
    client.post(edit_url(live_page), form_of(live_page, **{"action-submit": "1"}))
    assert fresh(live_page).workflow_in_progress
    url = reverse("wagtailadmin_pages:unpublish", args=[live_page.pk])
    assert url in client.get(edit_url(live_page)).content.decode()
    client.post(url)
    assert not Live.objects.exists()


def test_but_not_somebody_from_another_team(live_page: Any) -> None:
    other = make_user("other", "Editors", owns=make_topic("loans"))
    logged_in(other).post(reverse("wagtailadmin_pages:unpublish", args=[live_page.pk]))
    assert Live.objects.count() == 1


def test_a_scheduled_publication_is_called_off_by_one_person(draft: Any) -> None:
    editor = make_user("editor", "Editors", owns=draft.get_parent())
    page = fresh(draft).get_latest_revision_as_object()
    page.go_live_at = timezone.now() + timezone.timedelta(days=1)
    revision = page.save_revision()
    revision.publish()
    url = reverse("wagtailadmin_pages:revisions_unschedule", args=[draft.pk, revision.pk])
    logged_in(editor).post(url)
    assert fresh(revision).approved_go_live_at is None
