"""What an answer is called by: its key in the form, and its addresses."""

from typing import Any

import pytest
from django.test import Client

from kb.authoring.models import AnswerKey, KnowledgePage, TopicPage
from tests.authoring.making import (
    answer_form,
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    place,
    published_answer,
    published_shared,
)
from tests.authoring.test_answer_form import SUBMIT, add, cards, client, editor, errors

__all__ = ["add", "cards", "client", "editor"]
pytestmark = pytest.mark.django_db


class TestKeys:
    @pytest.mark.parametrize(
        "key", ["Cards", "cards_fee", "-cards", "cards..fee", "卡", "cards fee", "a" * 81, "a.\n"]
    )
    def test_a_bad_key_is_refused_at_its_field(self, client: Client, add: str, key: str) -> None:
        response = client.post(add, answer_form(("answer", {"text": "好"}), key=key, **SUBMIT))
        assert "key" in errors(response) or not AnswerKey.objects.filter(key=key).exists()
        if key != "a.\n":
            assert "key" in errors(response)

    @pytest.mark.parametrize("key", ["a", "cards.annual-fee", "9.x-1", "a" * 80])
    def test_a_good_one_is_kept(self, client: Client, add: str, key: str) -> None:
        client.post(add, answer_form(("answer", {"text": "好"}), key=key))
        assert KnowledgePage.objects.get().key == key

    def test_left_empty_one_is_made(self, client: Client, add: str) -> None:
        client.post(add, answer_form(("answer", {"text": "好"})))
        assert KnowledgePage.objects.get().key.startswith("answer-")

    @pytest.mark.parametrize("key", ["", "cards/one", "cards.two"])
    def test_spoilt_in_a_published_answer_the_form_comes_back(
        self, client: Client, cards: Any, key: str
    ) -> None:
        page = published_answer("cards.one", topic=cards)
        response = client.post(edit_url(page), form_of(page, title="", key=key, **SUBMIT))
        assert response.status_code == 200 and "title" in errors(response)
        assert "/reading/ask/zh-Hans/cards.one/" in response.content.decode()

    def test_a_taken_one_is_refused(self, client: Client, add: str) -> None:
        published_answer("cards.loss")
        form = answer_form(("answer", {"text": "好"}), key="cards.loss", **SUBMIT)
        assert "key" in errors(client.post(add, form))

    def test_a_draft_may_change_it_and_what_was_published_may_not(
        self, client: Client, cards: Any
    ) -> None:
        page = draft_answer("cards.one", topic=cards)
        client.post(edit_url(page), form_of(page, key="cards.two"))
        assert fresh(page).key == "cards.two"
        fresh(page).get_latest_revision().publish()
        response = client.post(edit_url(page), form_of(page, key="cards.three", **SUBMIT))
        assert "cards.two" in str(errors(response)["key"])

    def test_also_after_it_was_withdrawn(self, client: Client, cards: Any) -> None:
        page = published_answer("cards.one", topic=cards)
        page.unpublish()
        response = client.post(edit_url(page), form_of(page, key="cards.new", **SUBMIT))
        assert "key" in errors(response)

    def test_copies_of_copies_are_numbered(self) -> None:
        page = published_answer("cards.one")
        keys = []
        for number in range(3):
            page = page.copy(update_attrs={"slug": f"copy-{number}"}, keep_live=True)
            keys.append(page.key)
        assert keys == [f"cards.one-copy-{n}" for n in (1, 2, 3)]

    def test_a_copy_of_a_long_key_stays_within_eighty(self) -> None:
        page = published_answer("a" * 80)
        assert page.copy(update_attrs={"slug": "c"}).key == "a" * 73 + "-copy-1"

    def test_a_translation_has_the_same_key(self) -> None:
        from wagtail.models import Locale

        page = published_answer("cards.one")
        locale = Locale.objects.get(language_code="en")
        page.get_parent().specific.copy_for_translation(locale)
        assert page.copy_for_translation(locale).key == "cards.one"

    def test_a_second_place_is_no_second_answer(self) -> None:
        page = published_answer("cards.one")
        alias = page.create_alias(update_slug="second")
        assert alias.key == "cards.one"
        assert AnswerKey.objects.filter(key__startswith="cards.one").count() == 1

    def test_a_topics_key_is_the_same_in_every_language_and_stays(self, client: Client) -> None:
        from wagtail.models import Locale

        topic = TopicPage.objects.get(key="cards")
        english = topic.copy_for_translation(Locale.objects.get(language_code="en"))
        assert english.key == "cards"
        english.key = "other"
        english.save()
        assert fresh(english).key == "cards"


class TestAddresses:
    """Wagtail's links to pages lead to the public ones, or nowhere."""

    def test_a_public_answer(self) -> None:
        page = published_answer("cards.loss")
        assert page.full_url == "http://localhost:8000/help/zh-Hans/answers/cards.loss/"
        assert page.get_parent().specific.url == "/help/zh-Hans/topics/cards/"

    def test_an_answer_for_customers_who_log_in_has_none(self) -> None:
        page = published_answer("cards.loss", element(audience="customer"))
        assert page.full_url is None

    def test_nor_has_a_draft(self) -> None:
        assert draft_answer("cards.loss").url is None

    def test_a_shared_answer_counts(self) -> None:
        shared = published_shared(inner=element("answer", "请带身份证。"))
        assert published_answer("cards.one", place(shared)).url
        assert published_answer("cards.two", place(shared, audience="agent")).url is None

    def test_wagtails_own_addresses_are_not_mounted(self, client: Client) -> None:
        page = published_answer("cards.loss")
        for path in (page.url_path, "/api/v2/pages/", "/api/v3/pages/", f"/pages/{page.pk}/"):
            assert client.get(path).status_code == 404
