"""What answers use is not deleted under them; who uses it, and what a change would do, is shown."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.images import ImageFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model

from channels.api.keys import KeyWish, create_key, revoke_key
from kb.access.models import AccessGrant
from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, LabelValue, SharedElement
from tests.authoring.making import (
    draft_answer,
    element,
    fresh,
    logged_in,
    make_topic,
    make_user,
    place,
    published_answer,
    published_fact,
    published_shared,
    published_term,
    rewrite,
)

pytestmark = pytest.mark.django_db
Image = get_image_model()


@pytest.fixture
def client() -> Client:
    return logged_in(make_user("chief", is_superuser=True))


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def delete(client: Client, source: Any) -> Any:
    name = source.snippet_viewset.get_url_name("delete")
    return client.post(reverse(name, args=[source.pk]))


def text_with(source: Any) -> dict[str, Any]:
    if isinstance(source, SharedElement):
        return place(source)
    name = source.key if isinstance(source, Fact) else f"term.{source.key}"
    return element("note", f"{{{{ {name} }}}}")


@pytest.fixture(params=[published_shared, published_fact, published_term], ids=lambda m: m.__name__)
def source(request: pytest.FixtureRequest) -> Any:
    return request.param()


class TestDeleting:
    def test_what_a_live_answer_uses_is_refused_and_the_answers_named(
        self, client: Client, source: Any
    ) -> None:
        published_answer("cards.one", element(), text_with(source), title="卡丢了怎么办？")
        words = said(delete(client, source))
        assert fresh(source)
        assert "卡丢了怎么办？ (cards.one · 简体中文)" in words

    def test_many_at_once_too(self, client: Client, source: Any) -> None:
        published_answer("cards.one", element(), text_with(source))
        model = type(source)._meta
        url = reverse("wagtail_bulk_action", args=["kb", model.model_name, "delete"])
        client.post(f"{url}?id={source.pk}&next=/admin/")
        assert fresh(source)

    def test_what_nobody_uses_goes(self, client: Client, source: Any) -> None:
        delete(client, source)
        assert not type(source).objects.exists()

    def test_so_does_what_was_taken_out_of_the_answer(self, client: Client, source: Any) -> None:
        page = published_answer("cards.one", element(), text_with(source))
        rewrite(page, element()).publish()
        delete(client, source)
        assert not type(source).objects.exists()

    def test_a_draft_holds_it_though_nothing_live_does(self, client: Client, source: Any) -> None:
        page = published_answer("cards.one", element(), title="已上线？")
        rewrite(page, element(), text_with(source))
        assert "已上线？ (cards.one · 简体中文) [草稿]" in said(delete(client, source))
        assert fresh(source)

    def test_so_does_a_withdrawn_answer_that_may_go_out_again(
        self, client: Client, source: Any
    ) -> None:
        page = published_answer("cards.one", element(), text_with(source))
        page.unpublish()
        delete(client, source)
        assert fresh(source)

    def test_and_what_is_scheduled(self, client: Client, source: Any) -> None:
        page = published_answer("cards.one", element())
        page.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
        page.elements = [element(), text_with(source)]
        page.save_revision().publish()
        rewrite(page, element())
        assert "[已排期]" in said(delete(client, source))
        assert fresh(source)

    def test_whoever_deletes_past_the_screens_is_refused_by_the_database(self, source: Any) -> None:
        published_answer("cards.one", element(), text_with(source))
        with pytest.raises(ProtectedError):
            source.delete()

    def test_a_name_that_is_not_told_is_counted(self, source: Any) -> None:
        draft_answer("cards.secret", element(), text_with(source), title="秘密草稿？")
        words = said(delete(logged_in(make_user("editor", "Editors")), source))
        assert fresh(source)
        assert "秘密" not in words and "cards.secret" not in words
        assert "1 处" in words

    def test_a_shared_element_that_stands_in_a_draft_stays(self, client: Client) -> None:
        shared = published_shared()
        draft_answer("cards.draft", element(), place(shared), title="还没写完？")
        assert "还没写完？" in said(delete(client, shared))
        assert fresh(shared)

    def test_an_editor_may_delete_what_is_free(self, source: Any) -> None:
        delete(logged_in(make_user("editor", "Editors")), source)
        assert not type(source).objects.exists()

    def test_an_approver_may_not(self, source: Any) -> None:
        delete(logged_in(make_user("approver", "Approvers")), source)
        assert fresh(source)


@pytest.fixture
def picture() -> Any:
    file = BytesIO()
    Picture.new("RGB", (4, 4)).save(file, "PNG")
    return Image.objects.create(title="卡", file=ImageFile(file, name="card.png"))


class TestPictures:
    def in_answer(self, picture: Any) -> dict[str, Any]:
        block = element("image", "一张卡")
        block["value"]["image"] = picture.pk
        return block

    def test_in_a_live_answer_are_neither_changed_nor_deleted(
        self, client: Client, picture: Any
    ) -> None:
        published_answer("cards.one", element(), self.in_answer(picture))
        client.post(reverse("wagtailimages:delete", args=[picture.pk]))
        client.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "别的"})
        url = reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
        client.post(f"{url}?id={picture.pk}&next=/admin/")
        assert fresh(picture).title == "卡"

    def test_elsewhere_they_are_free(self, client: Client, picture: Any) -> None:
        page = published_answer("cards.one", element(), self.in_answer(picture))
        rewrite(page, element()).publish()
        client.post(reverse("wagtailimages:delete", args=[picture.pk]))
        assert not Image.objects.exists()

    def test_in_a_draft_they_stay_and_the_draft_is_named(
        self, client: Client, picture: Any
    ) -> None:
        draft_answer("cards.draft", element(), self.in_answer(picture), title="还没写完？")
        response = client.post(reverse("wagtailimages:delete", args=[picture.pk]))
        assert fresh(picture)
        assert "还没写完？" in said(response)
        url = reverse("wagtail_bulk_action", args=["wagtailimages", "image", "delete"])
        assert "还没写完？" in said(client.post(f"{url}?id={picture.pk}&next=/admin/"))
        assert fresh(picture)

    def test_what_shares_the_number_of_one_in_use_is_free(
        self, client: Client, picture: Any
    ) -> None:
        grant = AccessGrant.objects.create(group=Group.objects.create(name="Guests"))
        picture.pk = grant.pk
        picture.save()
        published_answer("cards.one", element(), self.in_answer(picture))
        delete(client, grant)
        assert not AccessGrant.objects.filter(pk=grant.pk).exists()

    def test_an_editor_changes_the_own_ones_only(self, picture: Any) -> None:
        editor = logged_in(make_user("editor", "Editors"))
        editor.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "别的"})
        assert fresh(picture).title == "卡"


class TestLabels:
    @pytest.fixture(autouse=True)
    def beijing(self) -> Any:
        forget_choices()
        yield LabelValue.objects.create(
            dimension="regions", code="beijing", name_zh="北京分行", name_en="Beijing branch"
        )
        forget_choices()

    def test_of_an_element_stay(self, client: Client, beijing: Any) -> None:
        published_answer("cards.one", element(), element("note", "京", regions=["beijing"]))
        assert "cards.one" in said(delete(client, beijing))
        assert fresh(beijing)

    def test_of_a_facts_variant_stay(self, client: Client, beijing: Any) -> None:
        from kb.authoring.models import FactVariant

        fact = published_fact("card.fee")
        fact.variants = [FactVariant(regions=["beijing"], value="180")]
        fact.save()
        assert "card.fee" in said(delete(client, beijing))
        assert fresh(beijing)

    def test_of_a_key_that_works_stay(self, client: Client, beijing: Any) -> None:
        """Else a key would narrow, or a code be given again to another meaning, unseen."""
        made = create_key(
            KeyWish(name="branch", channel="web", audience="public", topics=["*"],
                    scopes=["answers:read"], regions=["beijing"])
        )  # fmt: skip
        assert "branch" in said(delete(client, beijing))
        assert fresh(beijing)
        revoke_key(made.row.name, now=timezone.now())
        delete(client, beijing)
        assert not LabelValue.objects.exists()

    def test_that_nobody_carries_go(self, client: Client, beijing: Any) -> None:
        delete(client, beijing)
        assert not LabelValue.objects.exists()


class TestWithdrawing:
    def test_says_first_how_many_answers_lose_it_and_is_never_refused(
        self, client: Client, source: Any
    ) -> None:
        published_answer("cards.one", element(), text_with(source))
        url = reverse(source.snippet_viewset.get_url_name("unpublish"), args=[source.pk])
        assert "有 1 个现行知识点使用它" in client.get(url).content.decode()
        client.post(url)
        assert not fresh(source).live


class TestTopics:
    def test_with_answers_stay_and_the_answers_are_named(self, client: Client) -> None:
        topic = make_topic("cards")
        draft_answer("cards.draft", topic=make_topic("cards.credit", above=topic), title="草稿？")
        response = client.post(reverse("wagtailadmin_pages:delete", args=[topic.pk]))
        assert "草稿？" in said(response)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        assert "草稿？" in said(client.post(f"{url}?id={topic.pk}&next=/admin/"))
        assert fresh(topic)

    def test_without_answers_go(self, client: Client) -> None:
        topic = make_topic("cards")
        name = {"confirm_site_name": ""}
        client.post(reverse("wagtailadmin_pages:delete", args=[topic.pk]), name)
        assert not type(topic).objects.filter(pk=topic.pk).exists()


class TestReach:
    def edit(self, client: Client, source: Any) -> str:
        name = source.snippet_viewset.get_url_name("edit")
        html: str = client.get(reverse(name, args=[source.pk])).content.decode()
        return html

    def test_the_form_says_which_answers_it_reaches(self, client: Client, source: Any) -> None:
        assert "没有现行知识点使用它" in self.edit(client, source)
        published_answer("cards.one", element(), text_with(source), title="卡丢了怎么办？")
        assert "卡丢了怎么办？" in self.edit(client, source)

    def test_and_what_the_draft_would_do_to_them(self, client: Client) -> None:
        shared = published_shared()
        published_answer("cards.one", element(), place(shared))
        draft = fresh(shared)
        draft.element = [element("note", "很长。" * 700)]
        draft.save_revision()
        html = self.edit(client, shared)
        assert "2048" in html

    def test_the_editor_is_told_after_saving(self, client: Client) -> None:
        from tests.approval.test_shared_content_needs_a_second_person import shared_form

        shared = published_shared()
        published_answer("cards.one", element(), place(shared))
        name = shared.snippet_viewset.get_url_name("edit")
        url = reverse(name, args=[shared.pk])
        response = client.post(url, shared_form("很长。" * 700))
        assert "有 1 个知识点" in said(response)
        other = logged_in(make_user("editor", "Editors"))
        assert "有 1 个知识点" not in said(other.post(url, shared_form("短。")))

    def test_a_change_of_labels_that_shuts_the_place_out_is_foreseen(self, client: Client) -> None:
        shared = published_shared()
        published_answer("cards.one", element(), place(shared, regions=["sichuan"]))
        draft = fresh(shared)
        draft.element = [element("note", "京", regions=["beijing"])]
        draft.save_revision()
        assert "互相排斥" in self.edit(client, shared)
