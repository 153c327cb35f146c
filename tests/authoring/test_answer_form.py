"""The editor of an answer, through its real form."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.authoring.variants import are_behind
from tests.authoring.making import (
    answer_form,
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    place,
    published_answer,
    published_fact,
    published_shared,
)

pytestmark = pytest.mark.django_db
SUBMIT = {"action-submit": "1"}


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


@pytest.fixture
def client(editor: User) -> Client:
    return logged_in(editor)


@pytest.fixture
def add(cards: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", cards.pk])


def errors(response: Any) -> Any:
    return response.context["form"].errors


def at_elements(response: Any) -> dict[int, str]:
    """What the form says at each element."""
    [error] = errors(response)["elements"].as_data()
    return {position: " ".join(one.messages) for position, one in error.block_errors.items()}


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


class TestProblems:
    def test_stand_at_their_element(self, client: Client, add: str) -> None:
        published_fact("card.fee")
        response = client.post(
            add,
            answer_form(
                ("answer", {"text": "费用 {{ card.fee }}。"}),
                ("note", {"title": "", "text": "请看 {{ no.fact }}。"}),
                ("note", {"title": "{{ card.fee }}", "text": "提示"}),
                **SUBMIT,
            ),
        )
        found = at_elements(response)
        assert list(found) == [1, 2]
        assert "no.fact" in found[1]
        assert not KnowledgePage.objects.exists()

    def test_what_every_channel_says_alike_is_said_once(self, client: Client, add: str) -> None:
        form = answer_form(("answer", {"text": "费用 {{ card."}), **SUBMIT)
        assert at_elements(client.post(add, form))[0].count("双花括号没有写完") == 1

    def test_are_drawn_in_the_page_at_the_element(self, client: Client, add: str) -> None:
        form = answer_form(("answer", {"text": "费用 {{ no.fact }}。"}), **SUBMIT)
        html = client.post(add, form).content.decode()
        assert "no.fact" in html
        assert "blockErrors" in html

    def test_a_new_answer_is_shown_before_it_is_saved(self, client: Client, cards: Any) -> None:
        url = reverse("wagtailadmin_pages:preview_on_add", args=["kb", "knowledgepage", cards.pk])
        form = answer_form(("answer", {"text": "请打客服电话。"}))
        assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
        shown = client.get(f"{url}?mode=sms").content.decode()
        assert "请打客服电话" in shown

    def test_do_not_stop_a_draft(self, client: Client, add: str) -> None:
        client.post(add, answer_form(("answer", {"text": "费用 {{ no.fact }}。"})))
        assert not KnowledgePage.objects.get().live

    def test_a_draft_may_even_be_empty(self, client: Client, add: str) -> None:
        client.post(add, answer_form(("answer", {"text": ""})))
        assert KnowledgePage.objects.get().elements[0].value["text"] == ""

    def test_an_answer_without_an_answer(self, client: Client, add: str) -> None:
        form = answer_form(("note", {"title": "", "text": "提示"}), **SUBMIT)
        assert "没有内容能回答" in str(errors(client.post(add, form))["__all__"])

    def test_a_text_that_fits_no_message(self, client: Client, add: str) -> None:
        form = answer_form(("answer", {"text": "很长。" * 700}), **SUBMIT)
        response = client.post(add, form)
        words = str(errors(response)) + str(at_elements(response))
        assert "2048" in words
        assert "500" in words

    def test_an_empty_intersection_with_a_shared_element(
        self, client: Client, editor: User, cards: Any
    ) -> None:
        from kb.authoring.models import LabelValue

        for code in ("beijing", "sichuan"):
            LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
        shared = published_shared(inner=element("note", "仅北京。", regions=["beijing"]))
        page = draft_answer(
            "cards.x", element(), place(shared, regions=["sichuan"]), topic=cards, user=editor
        )
        form = form_of(page, **SUBMIT) | {
            "elements-1-value-element": str(shared.pk),
            "elements-1-value-regions": ["sichuan"],
        }
        assert "互相排斥" in at_elements(client.post(edit_url(page), form))[1]


class TestWordings:
    def test_up_to_two_hundred(self, client: Client, add: str) -> None:
        element_ = ("answer", {"text": "先挂失。"})
        many = "\r\n".join(f"问法{n}" for n in range(201))
        response = client.post(add, answer_form(element_, wordings=many, **SUBMIT))
        assert "201" in str(errors(response)["wordings"])
        client.post(add, answer_form(element_, wordings=many[: many.rindex("\r\n")], **SUBMIT))
        assert len(KnowledgePage.objects.get().wording_list) == 200

    def test_repeated_and_blank_ones_count_once(self) -> None:
        page = KnowledgePage(wordings="挂失\n\n 挂失 \n补卡")
        assert page.wording_list == ("挂失", "补卡")

    def test_none_longer_than_two_hundred_characters(self, client: Client, add: str) -> None:
        form = answer_form(("answer", {"text": "好"}), wordings="长" * 201, **SUBMIT)
        assert "200" in str(errors(client.post(add, form))["wordings"])


class TestUnseenCharacters:
    def test_go_everywhere_and_the_editor_is_told(self, client: Client, add: str) -> None:
        form = answer_form(
            ("answer", {"text": "先挂\u200b失。", "brief": "挂\u2060失"}),
            title="卡\u202e丢了？",
            wordings="挂\ufeff失\r\n补卡",
        )
        response = client.post(add, form)
        page = KnowledgePage.objects.get()
        value = page.elements[0].value
        assert (page.title, page.wordings) == ("卡丢了？", "挂失\n补卡")
        assert (value["text"], value["brief"]) == ("先挂失。", "挂失")
        for name in ("U+200B", "U+2060", "U+202E", "U+FEFF"):
            assert name in said(response)

    def test_a_clean_text_is_not_talked_about(self, client: Client, add: str) -> None:
        response = client.post(add, answer_form(("answer", {"text": "先挂失。\r\n再补卡。"})))
        assert "U+" not in said(response)

    def test_tables_and_steps_too(self) -> None:
        from kb.authoring.cleaning import Cleaner

        table = {
            "columns": [{"type": "text", "heading": "渠\u200b道"}],
            "rows": [{"values": ["手\u200b机"]}],
            "caption": "",
        }
        page = KnowledgePage(elements=[
            {"type": "table", "id": "a", "value": {"table": table}},
            {"type": "steps", "id": "b", "value": {"steps": ["第\u200b一步"]}},
        ])  # fmt: skip
        cleaner = Cleaner()
        cleaner.clean_fields(page, ["elements"])
        found = page.elements
        assert found[0].value["table"].columns[0]["heading"] == "渠道"
        assert found[0].value["table"].row_data[0]["values"] == ["手机"]
        assert list(found[1].value["steps"]) == ["第一步"]
        assert cleaner.removed == ("U+200B ZERO WIDTH SPACE",)


class TestVariants:
    """Brief, spoken and channel wordings know when their text has moved on."""

    def value_after(self, client: Client, page: Any, **changes: str) -> Any:
        prefixed = {f"elements-0-value-{name}": text for name, text in changes.items()}
        self.response = client.post(edit_url(page), form_of(page, **prefixed))
        return fresh(page).get_latest_revision_as_object().elements[0].value

    @pytest.mark.parametrize("live", [False, True])
    def test_behind_until_checked(
        self, client: Client, cards: Any, editor: User, live: bool
    ) -> None:
        make = published_answer if live else draft_answer
        page = make("cards.one", element("answer", "旧话", brief="短"), topic=cards, user=editor)
        assert not are_behind(self.value_after(client, page, brief="更短"))
        assert are_behind(self.value_after(client, page, text="新话"))
        assert "正文又改过" in said(self.response)
        value = self.value_after(client, page, variants_fit="on")
        assert not are_behind(value)
        assert value["variants_fit"] is False

    def test_nothing_is_behind_where_there_are_none(self, client: Client, cards: Any) -> None:
        page = draft_answer("cards.one", element("answer", "旧话"), topic=cards)
        assert not are_behind(self.value_after(client, page, text="新话"))


class TestPreview:
    @pytest.mark.parametrize("channel", ["agent_desk", "web", "sms", "wechat"])
    def test_each_channel_shows_the_unsaved_text(
        self, client: Client, cards: Any, channel: str
    ) -> None:
        page = draft_answer("cards.one", element("answer", "旧话"), topic=cards)
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        form = form_of(page, **{"elements-0-value-text": "还没保存的话"})
        assert client.post(url, form).json() == {"is_valid": True, "is_available": True}
        response = client.get(url, {"mode": channel, "in_preview_panel": "true"})
        assert "还没保存的话" in response.content.decode()

    def test_says_what_keeps_it_from_going_out(self, client: Client, cards: Any) -> None:
        page = draft_answer("cards.one", element("answer", "费用 {{ no.fact }}"), topic=cards)
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        client.post(url, form_of(page))
        assert "no.fact" in client.get(url, {"mode": "web"}).content.decode()

    def test_shows_the_interval_of_now(self, client: Client, cards: Any) -> None:
        yesterday = (timezone.now() - timedelta(days=1)).isoformat()
        page = draft_answer(
            "cards.one",
            element("answer", "昨天为止", valid_to=yesterday),
            element("answer", "今天起", valid_from=yesterday),
            topic=cards,
        )
        response = client.get(
            reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": "web"}
        )
        html = response.content.decode()
        assert "今天起" in html
        assert "昨天为止" not in html

    @pytest.mark.parametrize("kind", ["answer", "note"])
    def test_a_shared_element_is_shown_by_itself(self, client: Client, kind: str) -> None:
        shared = published_shared(inner=element(kind, "请带身份证。"))
        revision = shared.save_revision()
        name = shared.snippet_viewset.get_url_name("revisions_view")
        response = client.get(reverse(name, args=[shared.pk, revision.pk]), {"mode": "web"})
        assert "请带身份证。" in response.content.decode()
