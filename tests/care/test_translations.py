"""A translation stands beside its original, and falls behind only where the change matters."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.care.levels import level_of
from kb.care.models import Care, ChangeLevel, TranslationState
from kb.care.rows import settle
from kb.care.translating import settle_translations
from tests.authoring.making import (
    edit_url,
    element,
    english,
    form_of,
    fresh,
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    rewrite,
)

FIRST = "6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d01"
SECOND = "6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d02"
TEXT = "卡丢了请先打电话挂失，然后带身份证到任意网点补卡，当场可以拿到新卡。"


class TestLevels:
    @pytest.mark.parametrize(
        ("after", "level"),
        [
            (TEXT, ""),
            (TEXT.replace("然后", "再"), "typo"),
            (TEXT.replace("请先", "不要"), "medium"),
            (TEXT + "补卡收 10 元。", "medium"),
            (TEXT + "收 {{ card.fee }}。", "medium"),
            ("完全不同的一句话。", "major"),
        ],
    )
    def test_of_a_text(self, after: str, level: str) -> None:
        assert level_of({"a": TEXT}, {"a": after}) == level

    def test_one_digit_is_no_typo(self) -> None:
        before, after = (f"{TEXT}{TEXT}补卡收 {fee} 元。" for fee in (10, 20))
        assert level_of({"a": before}, {"a": after}) == "medium"

    def test_elements_that_come_or_go_are_major(self) -> None:
        assert level_of({"a": TEXT}, {"a": TEXT, "b": "新"}) == "major"
        assert level_of({"a": TEXT, "b": "旧"}, {"a": TEXT}) == "major"


@pytest.mark.django_db
class TestFallingBehind:
    @pytest.fixture
    def editor(self) -> User:
        return make_user("editor", "Editors", owns=make_topic("cards"))

    @pytest.fixture
    def source(self, editor: User) -> KnowledgePage:
        first, second = element(text=TEXT, block=FIRST), element("note", "带证件。", block=SECOND)
        return published_answer("cards.loss", first, second, user=editor)

    @pytest.fixture
    def translation(self, source: KnowledgePage) -> KnowledgePage:
        english_cards = make_topic("cards.en", above=library("en"))
        first = element(text="Call us first.", block=FIRST)
        second = element("note", "Bring your ID.", block=SECOND)
        page = published_answer(
            "cards.loss", first, second, topic=english_cards, locale=english(),
            translation_key=source.translation_key, title="I lost my card",
        )  # fmt: skip
        settle_translations()
        return page

    def state(self, page: Any) -> TranslationState:
        return TranslationState.objects.get(page_id=page.pk)

    def publish(self, source: Any, text: str, editor: User) -> None:
        note = element("note", "带证件。", block=SECOND)
        rewrite(source, element(text=text, block=FIRST), note, user=editor).publish()

    @pytest.mark.parametrize(
        ("text", "behind"),
        [(TEXT.replace("然后", "再"), ""), (TEXT + "收 10 元。", "medium"), ("改了。", "major")],
    )
    def test_as_the_difference_says(
        self, source: Any, translation: Any, editor: User, text: str, behind: str
    ) -> None:
        self.publish(source, text, editor)
        assert self.state(translation).behind == behind

    def test_as_the_editor_says(self, source: Any, translation: Any, editor: User) -> None:
        ChangeLevel.objects.create(page_id=source.pk, level="typo", is_said=True)
        self.publish(source, "改了。", editor)
        assert self.state(translation).behind == ""
        assert not ChangeLevel.objects.exists()

    def test_small_changes_add_up(self, source: Any, translation: Any, editor: User) -> None:
        for number in range(1, 5):
            self.publish(source, TEXT[: -number * 6], editor)
        assert self.state(translation).behind in ("medium", "major")

    def test_only_major_asks_at_once(self, source: Any, translation: Any, editor: User) -> None:
        settle(today=timezone.localdate())
        care = Care.objects.get(subject="answer", object_id=translation.pk)
        self.publish(source, TEXT + "收 10 元。", editor)
        care.refresh_from_db()
        assert care.due_on > timezone.localdate()
        self.publish(source, "改了。", editor)
        care.refresh_from_db()
        assert care.due_on == timezone.localdate()

    def test_the_form_of_the_original_asks(
        self, source: Any, translation: Any, editor: User
    ) -> None:
        rewrite(source, element(text=TEXT + "收 10 元。", block=FIRST), user=editor)
        client = logged_in(editor)
        html = client.get(edit_url(source)).content.decode()
        assert 'value="major" checked' in html
        said = {"change-level": "typo", "change-level-guess": "major"}
        client.post(edit_url(source), form_of(source, **said))
        assert ChangeLevel.objects.get().level == "typo"
        assert 'value="typo" checked' in client.get(edit_url(source)).content.decode()

    def test_an_answer_in_one_language_is_not_asked(self, source: Any, editor: User) -> None:
        assert "change-level" not in logged_in(editor).get(edit_url(source)).content.decode()

    def test_the_form_of_a_translation_shows_the_original(
        self, source: Any, translation: Any, editor: User
    ) -> None:
        self.publish(source, TEXT.replace("当场", "三天后"), editor)
        chief = logged_in(make_user("chief", is_superuser=True))
        html = chief.get(edit_url(translation)).content.decode()
        assert f'data-original-for="{FIRST}" data-original-state="changed"' in html
        assert f'data-original-for="{SECOND}" data-original-state="same"' in html
        assert "<mark>三天后</mark>" in html

    def test_what_came_and_went_is_named(self, source: Any, translation: Any, editor: User) -> None:
        new = "6f4f2c52-6b0e-4b6a-9a67-0d2a0d4c7d03"
        texts = element(text=TEXT, block=FIRST), element("note", "新的提示。", block=new)
        rewrite(source, *texts, user=editor).publish()
        chief = logged_in(make_user("chief", is_superuser=True))
        html = chief.get(edit_url(translation)).content.decode()
        assert f'data-original-for="{new}" data-original-state="added"' in html
        assert f'data-original-for="{SECOND}" data-original-state="gone"' in html

    def test_catching_up_is_said(self, source: Any, translation: Any, editor: User) -> None:
        self.publish(source, "改了。", editor)
        chief = logged_in(make_user("chief", is_superuser=True))
        chief.post(edit_url(translation), form_of(translation))
        assert self.state(translation).behind == "major"
        chief.post(edit_url(translation), form_of(translation, **{"translation-caught-up": "1"}))
        state = self.state(translation)
        assert (state.behind, state.revision_id) == ("", fresh(source).live_revision_id)

    def test_lists_name_them(self, source: Any, translation: Any, editor: User) -> None:
        self.publish(source, "改了。", editor)
        chief = logged_in(make_user("chief", is_superuser=True))
        for code in ("behind", "wanted"):
            html = chief.get(reverse("care_list", args=[code])).content.decode()
            assert "I lost my card" in html

    def test_a_translation_that_goes_leaves_nothing(self, source: Any, translation: Any) -> None:
        translation.delete()
        settle_translations()
        assert not TranslationState.objects.exists()
