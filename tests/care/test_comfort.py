"""Templates, the way to a first answer, and revisions compared element by element."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation

from kb.authoring.models import KnowledgePage, TopicPage
from kb.care.comparing import _merged, compare
from kb.care.first_answer import steps_for
from kb.care.models import Template
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    hand_in,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    rewrite,
)

pytestmark = pytest.mark.django_db
IDS = [f"6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d0{n}" for n in range(6)]


@pytest.fixture
def cards() -> TopicPage:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


class TestTemplates:
    def test_a_draft_with_the_same_elements(self, editor: User, cards: Any) -> None:
        source = published_answer(
            "cards.loss", element(text="原文"), wordings="旧问法", user=editor
        )
        url = reverse("care_template_use", args=[source.pk])
        logged_in(editor).post(url, {"question": "新问题？", "topic": cards.pk})
        made = KnowledgePage.objects.get(title="新问题？")
        assert made.key == "cards.loss-copy-1"
        assert (made.live, made.wordings, made.owner) == (False, "", editor)
        assert made.translation_key != source.translation_key
        assert made.elements[0].value["text"] == "原文"
        assert fresh(source).live

    def test_are_listed_once_marked(self, editor: User) -> None:
        source = published_answer("cards.loss", user=editor)
        client = logged_in(editor)
        url = reverse("care_templates")
        assert "cards.loss" not in client.get(url).content.decode()
        client.post(reverse("care_template_mark", args=[source.pk]), {"marked": "1"})
        assert source.title in client.get(url).content.decode()
        client.post(reverse("care_template_mark", args=[source.pk]), {})
        assert not Template.objects.exists()

    def test_strangers_neither_see_use_nor_mark(self, editor: User) -> None:
        source = published_answer("cards.loss", user=editor)
        Template.objects.create(page=source)
        other = make_topic("loans")
        client = logged_in(make_user("stranger", "Editors", owns=other))
        assert source.title not in client.get(reverse("care_templates")).content.decode()
        form = {"question": "x", "topic": other.pk}
        for name in ("care_template_use", "care_template_mark"):
            assert client.post(reverse(name, args=[source.pk]), form).status_code == 404

    def test_not_into_a_topic_of_others(self, editor: User) -> None:
        source = published_answer("cards.loss", user=editor)
        form = {"question": "新问题？", "topic": make_topic("loans").pk}
        logged_in(editor).post(reverse("care_template_use", args=[source.pk]), form)
        assert not KnowledgePage.objects.filter(title="新问题？").exists()


class TestAFirstAnswer:
    def done(self, user: User) -> list[bool]:
        return [step.is_done for step in steps_for(user)]

    def test_from_an_empty_base_to_handing_in(self) -> None:
        user = make_user("new", "Editors", owns=library())
        assert self.done(user) == [False] * 4
        topic = make_topic("cards")
        assert self.done(user) == [True, False, False, False]
        page = draft_answer("cards.one", topic=topic, user=user, elements=json.dumps([]))
        assert self.done(user) == [True, True, False, False]
        rewrite(page, element(), user=user)
        assert self.done(user) == [True, True, True, False]
        html = logged_in(user).get(reverse("wagtailadmin_home")).content.decode()
        assert "写第一条知识点" in html and edit_url(page) in html
        hand_in(page, user)
        assert self.done(user) == []
        assert (
            "first-answer" not in logged_in(user).get(reverse("wagtailadmin_home")).content.decode()
        )

    def test_is_not_for_those_who_write_none(self) -> None:
        assert steps_for(make_user("boss", "Supervisors")) == []


class TestComparing:
    def streams(self, before: list[Any], after: list[Any], editor: User) -> list[Any]:
        page = draft_answer("cards.one", *before, user=editor)
        old = fresh(page).get_latest_revision_as_object().elements
        rewrite(page, *after, user=editor)
        return compare(old, fresh(page).get_latest_revision_as_object().elements)

    def test_what_came_went_moved_and_changed(self, editor: User) -> None:
        def said(number: int, text: str, **labels: Any) -> dict[str, Any]:
            return element("note", text, block=IDS[number], **labels)

        before = [said(0, "零"), said(1, "补卡收 10 元"), said(2, "二"), said(3, "三")]
        after = [said(3, "三"), said(0, "零"), said(1, "补卡收 20 元"), said(4, "四")]
        found = self.streams(before, after, editor)
        moves = {(row.state, row.moved) for row in found}
        assert moves == {
            ("same", True), ("same", False), ("changed", False), ("added", False),
            ("removed", False),
        }  # fmt: skip
        assert len(found) == 5
        (changed,) = (row for row in found if row.state == "changed")
        assert ("10", "old") in changed.runs and ("20", "new") in changed.runs
        assert "".join(text for text, kind in changed.runs if kind != "old") == "补卡收 20 元"
        assert "".join(text for text, kind in changed.runs if kind != "new") == "补卡收 10 元"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("甲，乙。丙", "甲，新乙。又丙"),
            ("甲旧，乙旧。丙", "甲，乙。丙"),
            ("先打电话，再去网点。", "请先打客服电话，去网点。"),
            ("", "全新"),
            ("全旧", ""),
        ],
    )
    def test_both_texts_can_be_read_in_one(self, before: str, after: str) -> None:
        runs = _merged(before, after)
        assert "".join(text for text, kind in runs if kind != "new") == before
        assert "".join(text for text, kind in runs if kind != "old") == after

    def test_labels_are_named(self, editor: User) -> None:
        before = element("note", "一", block=IDS[0])
        after = element("note", "一", block=IDS[0], audience="agent")
        (row,) = self.streams([before], [after], editor)
        assert row.state == "changed"
        assert [(before, after) for _name, before, after in row.labels] == [("公开", "坐席")]

    def test_wagtails_screen_shows_it(self, editor: User) -> None:
        page = draft_answer("cards.one", element(text="旧的", block=IDS[0]), user=editor)
        old = page.get_latest_revision()
        new = rewrite(page, element(text="新的", block=IDS[0]), user=editor)
        url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk])
        html = logged_in(editor).get(url).content.decode()
        assert "compared--changed" in html and "<ins" in html

    def test_the_older_version_is_brought_back_as_a_new_one(self, editor: User) -> None:
        page = draft_answer("cards.one", element(text="旧的", block=IDS[0]), user=editor)
        old = page.get_latest_revision()
        former = form_of(page)
        new = rewrite(page, element(text="新的", block=IDS[0]), user=editor)
        client = logged_in(editor)
        compared = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk])
        assert client.get(compared).status_code == 200
        url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
        html = client.get(url).content.decode()
        in_form = [json.dumps(text).strip('"') for text in ("旧的", "新的")]
        assert in_form[0] in html and in_form[1] not in html
        assert f'action="{url}"' in html
        client.post(url, former)
        newest = fresh(page).get_latest_revision()
        assert newest.pk not in (old.pk, new.pk)
        assert newest.as_object().elements[0].value["text"] == "旧的"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_first_answer_is_written_in_the_readers_language(language: str) -> None:
    chief = make_user("newcomer", is_superuser=True)
    with translation.override(language):
        first = steps_for(chief)[0]
    assert first.url.endswith(f"/{library(language).pk}/")
