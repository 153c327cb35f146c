"""A question stands on one answer; where it does not, an editor decides in the form."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.models import Locale

from kb.access.models import AccessGrant
from kb.authoring.models import KnowledgePage, LabelValue
from kb.authoring.same_wordings import clashes_of
from kb.care.models import ConflictDecision, Wording
from kb.care.wordings import fold, index, settle_wordings
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    rewrite,
)

pytestmark = pytest.mark.django_db
SAID = "信用卡年费怎么收？"


@pytest.fixture
def cards() -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


@pytest.fixture
def there(editor: User) -> KnowledgePage:
    return published_answer("cards.fee", wordings=SAID, user=editor)


def hand_in(page: Any, user: User, **changes: Any) -> Any:
    form = form_of(page, **({"action-submit": "1"} | changes))
    return logged_in(user).post(edit_url(page), form)


def is_handed_in(page: Any) -> bool:
    return fresh(page).workflow_in_progress


def chosen(page: Any, user: User, **fields: str) -> dict[str, str]:
    draft = fresh(page).get_latest_revision_as_object()
    (clash,) = clashes_of(draft, user)
    return {f"same-{clash.id}-{name}": value for name, value in fields.items()}


class TestFolding:
    @pytest.mark.parametrize(
        "other",
        ["信用卡年费怎么收", "信用卡 年费，怎么收？", "信用卡年費怎麼收?"],
    )
    def test_the_same_question_in_another_dress(self, other: str) -> None:
        assert fold(other) == fold(SAID)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("How much is the Fee?", "how much is the fee"), ("ＡＢＣ卡怎么办", "abc卡怎么办")],
    )
    def test_width_and_case(self, one: str, other: str) -> None:
        assert fold(one) == fold(other)

    def test_another_question_is_another(self) -> None:
        assert fold("信用卡年费怎么退？") != fold(SAID)
        assert fold("how much is it") != fold("how muchis it")


class TestTheIndex:
    def test_follows_what_is_live(self, there: KnowledgePage) -> None:
        assert {row.text for row in Wording.objects.all()} == {there.title, SAID}
        there.unpublish()
        assert not Wording.objects.exists()

    def test_drafts_do_not_count(self, editor: User) -> None:
        draft_answer("cards.fee", wordings=SAID, user=editor)
        assert not Wording.objects.exists()

    def test_is_made_anew_from_the_pages(self, there: KnowledgePage) -> None:
        Wording.objects.all().delete()
        Wording.objects.create(page_id=999_999, locale="en", folded="x", text="x", is_question=True)
        settle_wordings()
        assert {row.page_id for row in Wording.objects.all()} == {there.pk}

    def test_an_unchanged_answer_is_not_written_again(
        self, there: KnowledgePage, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):
            index([there.pk])


class TestInTheForm:
    @pytest.fixture
    def here(self, there: KnowledgePage, editor: User) -> KnowledgePage:
        return draft_answer("cards.new", wordings="信用卡年費怎麼收", user=editor)

    def test_shows_both_answers_and_does_not_hand_in(
        self, here: KnowledgePage, there: KnowledgePage, editor: User
    ) -> None:
        response = hand_in(here, editor)
        html = response.content.decode()
        assert not is_handed_in(here)
        for words in (there.title, "cards.fee", "先挂失，再补卡。", "信用卡年費怎麼收"):
            assert words in html

    def test_a_draft_is_saved_and_told(self, here: KnowledgePage, editor: User) -> None:
        response = logged_in(editor).post(edit_url(here), form_of(here), follow=True)
        html = response.content.decode()
        assert "有 1 个问法" in html
        assert "same-wording" in html

    def test_keeping_it_needs_a_reason_and_is_remembered(
        self, here: KnowledgePage, editor: User
    ) -> None:
        hand_in(here, editor, **chosen(here, editor, verdict="keep"))
        assert not is_handed_in(here)
        hand_in(here, editor, **chosen(here, editor, verdict="keep", why="两个产品"))
        assert is_handed_in(here)
        decision = ConflictDecision.objects.get()
        assert (decision.verdict, decision.why, decision.by_name) == ("keep", "两个产品", "editor")
        assert clashes_of(fresh(here).get_latest_revision_as_object(), editor) == ()

    def test_it_belongs_there(self, here: KnowledgePage, editor: User) -> None:
        hand_in(here, editor, **chosen(here, editor, verdict="there"))
        assert is_handed_in(here)
        assert fresh(here).get_latest_revision_as_object().wordings == ""

    def test_it_belongs_here(self, here: KnowledgePage, there: KnowledgePage, editor: User) -> None:
        hand_in(here, editor, **chosen(here, editor, verdict="here"))
        assert is_handed_in(here)
        other = fresh(there)
        assert other.wordings == SAID
        assert other.get_latest_revision_as_object().wordings == ""
        assert other.get_latest_revision().user == editor

    def test_split_by_label(self, here: KnowledgePage, there: KnowledgePage, editor: User) -> None:
        for code in ("beijing", "shanghai"):
            LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
        one, two = "regions:beijing", "regions:shanghai"
        hand_in(here, editor, **chosen(here, editor, verdict="split", here=one, there=one))
        assert not is_handed_in(here)
        hand_in(here, editor, **chosen(here, editor, verdict="split", here=one, there=two))
        for page, code in ((here, "beijing"), (there, "shanghai")):
            draft = fresh(page).get_latest_revision_as_object()
            assert draft.elements[0].value["regions"] == [code]
        assert ConflictDecision.objects.get().verdict == "split"

    def test_an_autosave_decides_nothing(self, here: KnowledgePage, editor: User) -> None:
        form = form_of(here, **chosen(here, editor, verdict="keep", why="两"))
        logged_in(editor).post(edit_url(here), form, headers={"accept": "application/json"})
        assert not ConflictDecision.objects.exists()

    def test_where_readers_differ_nothing_is_asked(self, cards: Any, editor: User) -> None:
        for number, code in enumerate(("beijing", "shanghai")):
            LabelValue.objects.create(dimension="regions", code=code, name_zh=code, name_en=code)
            labelled = element(regions=[code])
            published_answer(f"cards.r{number}", labelled, wordings=SAID, user=editor)
        page = KnowledgePage.objects.get(key="cards.r0")
        assert clashes_of(page, editor) == ()
        assert "cards.r1" in logged_in(editor).get(reverse("care_conflicts")).content.decode()

    def test_another_teams_answer_is_shown_with_what_is_for_this_one_to_decide(
        self, here: KnowledgePage, there: KnowledgePage
    ) -> None:
        """No editor of another topic learns from it what only staff with more rights may read."""
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        (clash,) = clashes_of(fresh(here).get_latest_revision_as_object(), stranger)
        assert (clash.key, clash.verdicts) == ("cards.fee", ("keep", "there"))
        assert clash.text
        rewrite(there, element(text="坐席须知", audience="agent"), element()).publish()
        AccessGrant.objects.update(audience="public")
        (clash,) = clashes_of(fresh(here).get_latest_revision_as_object(), stranger)
        assert "坐席须知" not in clash.text

    def test_what_no_grant_reads_is_not_shown(self, here: KnowledgePage) -> None:
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        AccessGrant.objects.update(topics=["loans"])
        assert clashes_of(fresh(here).get_latest_revision_as_object(), stranger) == ()

    def test_other_languages_are_other_questions(self, there: KnowledgePage, editor: User) -> None:
        page = KnowledgePage(title=SAID, locale=Locale.objects.get(language_code="en"))
        assert clashes_of(page, editor) == ()

    def test_one_question_to_the_database_where_nothing_clashes(
        self, there: KnowledgePage, editor: User, django_assert_num_queries: Any
    ) -> None:
        page = draft_answer("cards.other", wordings="\n".join(f"第{n}种问法" for n in range(200)))
        with django_assert_num_queries(1):
            assert clashes_of(page, editor) == ()


class TestTheReport:
    @pytest.fixture
    def two(self, editor: User) -> list[KnowledgePage]:
        return [published_answer(f"cards.t{n}", wordings=SAID, user=editor) for n in range(2)]

    def report(self, user: User) -> str:
        html: str = logged_in(user).get(reverse("care_conflicts")).content.decode()
        return html

    def test_names_every_place(self, two: list[KnowledgePage], editor: User) -> None:
        html = self.report(editor)
        assert SAID in html and "cards.t0" in html and "cards.t1" in html

    def test_asks_a_bounded_number_of_questions(
        self, editor: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(8):
            published_answer(f"cards.t{number}", wordings=f"{SAID}\n问法{number // 2}", user=editor)
        client = logged_in(editor)
        client.get(reverse("care_conflicts"))
        with django_assert_max_num_queries(40):
            client.get(reverse("care_conflicts"))

    def test_keeping_needs_a_reason(self, two: list[KnowledgePage], editor: User) -> None:
        form = {"locale": "zh-Hans", "folded": fold(SAID), "stays": "keep"}
        client = logged_in(editor)
        client.post(reverse("care_conflict_decide"), form)
        assert not ConflictDecision.objects.exists()
        client.post(reverse("care_conflict_decide"), form | {"why": "两个产品"})
        assert ConflictDecision.objects.get().why == "两个产品"
        assert "已决定" in self.report(editor)

    def test_leaving_it_to_one_makes_drafts_of_the_others(
        self, two: list[KnowledgePage], editor: User
    ) -> None:
        form = {"locale": "zh-Hans", "folded": fold(SAID), "stays": two[0].pk}
        logged_in(editor).post(reverse("care_conflict_decide"), form)
        drafts = [fresh(page).get_latest_revision_as_object().wordings for page in two]
        assert drafts == [SAID, ""]

    def test_two_that_are_both_others_are_neither_shown_nor_decided(
        self, two: list[KnowledgePage]
    ) -> None:
        stranger = make_user("stranger", "Editors", owns=make_topic("loans"))
        assert "cards.t0" not in self.report(stranger)
        form = {"locale": "zh-Hans", "folded": fold(SAID), "stays": "keep", "why": "x"}
        response = logged_in(stranger).post(reverse("care_conflict_decide"), form)
        assert response.status_code == 404

    def test_of_two_teams_each_sees_the_other_and_decides_of_its_own(
        self, two: list[KnowledgePage]
    ) -> None:
        loans = make_topic("loans")
        other = make_user("other", "Editors", owns=loans)
        published_answer("loans.fee", topic=loans, wordings=SAID, user=other)
        html = self.report(other)
        assert "cards.t0" in html and edit_url(two[0]) not in html
        response = logged_in(other).get(reverse("care_conflict_export"))
        assert "cards.t0" in b"".join(response.streaming_content).decode()
        form = {"locale": "zh-Hans", "folded": fold(SAID), "stays": "keep", "why": "x"}
        logged_in(other).post(reverse("care_conflict_decide"), form)
        assert ConflictDecision.objects.count() == 2
        AccessGrant.objects.update(topics=["loans"])
        assert "cards.t0" not in self.report(other)

    def test_the_table_to_take_along_holds_no_formula(self, editor: User) -> None:
        for number in range(2):
            published_answer(f"cards.t{number}", wordings="=1+1 怎么算", user=editor)
        response = logged_in(editor).get(reverse("care_conflict_export"))
        body = b"".join(response.streaming_content).decode()
        assert "'=1+1" in body and "cards.t0; cards.t1" in body

    @pytest.mark.parametrize("name", ["care_conflicts", "care_conflict_export"])
    def test_is_nothing_for_agents(self, name: str) -> None:
        agent = logged_in(make_user("agent", "Agents"))
        assert agent.get(reverse(name)).status_code == 302
