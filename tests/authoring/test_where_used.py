"""Where something is used: exact to the element and field, drafts and schedules included, and in
step with every route by which content is written."""

import json
import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from kb.authoring.importers.bulk import Editor, NewAnswer, add_answers, publish_drafts
from kb.authoring.models import Fact, KnowledgePage, WrittenUse
from kb.authoring.uses.queries import Place, places_of, reach_of
from kb.authoring.uses.rebuilding import rebuild
from kb.publication import schedule
from tests.authoring.making import (
    NOON,
    draft_answer,
    element,
    english,
    fresh,
    library,
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
FEE = "年费 {{ card.fee }}。"


def spots(source: Any) -> list[tuple[str, str, str]]:
    """State, element and field of each direct place."""
    return sorted((p.state, p.element, p.field) for p in places_of(source) if p.through is None)


class TestExactly:
    def test_the_element_and_the_field_are_named(self) -> None:
        fact = published_fact()
        override = {"type": "item", "value": {"channel": "sms", "text": FEE}, "id": "o"}
        said = element("note", "无", block="b1", brief=FEE, overrides=[override])
        published_answer("cards.one", element(), said, element("steps", FEE, block="b2"))
        assert spots(fact) == [
            ("live", "b1", "brief"),
            ("live", "b1", "overrides.sms"),
            ("live", "b2", "steps"),
        ]

    def test_through_a_shared_element_too(self) -> None:
        fact = published_fact()
        shared = published_shared(inner=element("note", FEE))
        page = published_answer("cards.one", element(), place(shared))
        found = [p for p in places_of(fact) if p.through]
        block = fresh(page).elements[1].id
        assert found == [Place("answer", page.pk, "live", block, "text", None, shared.pk)]
        assert reach_of(fact) == reach_of(shared) == 1

    def test_a_draft_of_the_shared_element_reaches_nobody(self) -> None:
        fact = published_fact()
        shared = published_shared()
        published_answer("cards.one", element(), place(shared))
        draft = fresh(shared)
        draft.element = [element("note", FEE)]
        draft.save_revision()
        assert {p.state for p in places_of(fact)} == {"draft"}
        assert reach_of(fact) == 0

    def test_an_answer_reaches_itself(self) -> None:
        assert reach_of(draft_answer("cards.one")) == 1

    def test_a_place_shows_the_element_of_its_own_language(self) -> None:
        chinese_one = published_shared()
        english_one = published_shared(
            translation_key=chinese_one.translation_key, locale=english()
        )
        topic = make_topic("cards-en", above=library("en"))
        page = published_answer("cards.en", element(), place(chinese_one), topic=topic)
        assert reach_of(english_one) == 1
        assert reach_of(chinese_one) == 0
        assert [p.pk for p in places_of(chinese_one)] == [page.pk]  # chosen, so it is held


class TestInStep:
    def test_from_draft_to_live_and_back(self) -> None:
        fact = published_fact()
        page = draft_answer("cards.one", element("answer", FEE, block="b"))
        assert spots(fact) == [("draft", "b", "text")]
        page.get_latest_revision().publish()
        assert spots(fact) == [("live", "b", "text")]
        rewrite(page, element())
        assert spots(fact) == [("live", "b", "text")]
        fresh(page).get_latest_revision().publish()
        assert spots(fact) == []

    def test_a_schedule_counts_until_it_is_taken_off(self) -> None:
        fact = published_fact()
        page = published_answer("cards.one")
        page.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
        page.elements = json.dumps([element("answer", FEE, block="b")])
        revision = page.save_revision()
        revision.publish()
        rewrite(page, element())
        assert spots(fact) == [("scheduled", "b", "text")]
        revision.refresh_from_db()
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        assert spots(fact) == []

    def test_withdrawing_leaves_the_draft(self) -> None:
        fact = published_fact()
        page = published_answer("cards.one", element("answer", FEE, block="b"))
        page.page_ptr.unpublish()
        assert spots(fact) == [("draft", "b", "text")]

    def test_deleting_the_answer_frees_what_it_used(self) -> None:
        fact = published_fact()
        page = published_answer("cards.one", element("answer", FEE))
        page.delete()
        assert not WrittenUse.objects.exists()
        fact.delete()

    def test_a_fact_that_is_made_later_finds_its_users(self) -> None:
        page = draft_answer("cards.one", element("answer", FEE))
        fact = published_fact()
        assert WrittenUse.objects.get(in_answer=page).fact == fact
        fact.key = "card.other"
        fact.first_published_at = None
        fact.save()
        assert WrittenUse.objects.get(in_answer=page).fact is None

    @pytest.mark.parametrize("publish", [True, False])
    def test_a_bulk_import_is_indexed_with_it(self, publish: bool) -> None:
        fact = published_fact()
        raw = element("answer", FEE, block=str(uuid.uuid4()))
        one = NewAnswer(
            key="cards.one", translation_key=uuid.uuid4(), locale="zh-Hans",
            topic=make_topic("cards").pk, question="年费？", elements=(raw,), publish=False,
        )  # fmt: skip
        editor = Editor(at=NOON)
        pages = add_answers([replace(one, publish=publish)], editor=editor)
        assert [state for state, _e, _f in spots(fact)] == ["live" if publish else "draft"]
        if not publish:
            publish_drafts(pages, editor=editor)
            assert [state for state, _e, _f in spots(fact)] == ["live"]
        assert rebuild() == 0

    def test_nothing_is_left_to_put_right(self) -> None:
        published_fact()
        published_term()
        shared = published_shared(inner=element("note", "{{ term.apr }}"))
        published_answer("cards.one", element("answer", FEE), place(shared))
        rewrite(published_answer("cards.two", element("answer", FEE)), element())
        draft_answer("cards.three", element("answer", FEE))
        assert rebuild() == 0

    def test_the_command_makes_it_anew(self) -> None:
        fact = published_fact()
        published_answer("cards.one", element("answer", FEE))
        shared = published_shared(inner=element("note", FEE))
        published_answer("cards.two", element(), place(shared))
        before = spots(fact)
        WrittenUse.objects.all().delete()
        said = StringIO()
        call_command("rebuild_uses", stdout=said)
        assert spots(fact) == before
        assert "3" in said.getvalue()


class TestThePage:
    def read(self, source: Any, user: Any) -> Any:
        url = reverse("kb_where_used", args=[source._meta.label_lower, source.pk])
        return logged_in(user).get(url)

    def test_its_links_open_the_editor_at_the_element(self) -> None:
        fact = published_fact()
        page = published_answer("cards.one", element("answer", FEE, block="b1"), title="年费？")
        html = self.read(fact, make_user("chief", is_superuser=True)).content.decode()
        assert f"/admin/pages/{page.pk}/edit/#block-b1-section" in html
        assert "年费？" in html

    def test_a_person_reads_no_name_they_may_not_know(self) -> None:
        fact = published_fact()
        own, foreign = make_topic("own"), make_topic("foreign")
        draft_answer("own.one", element("answer", FEE), topic=own, title="自己的？")
        draft_answer("foreign.one", element("answer", FEE), topic=foreign, title="别人的？")
        html = self.read(fact, make_user("editor", "Editors", owns=own)).content.decode()
        assert "自己的？" in html
        assert "别人的" not in html and "foreign.one" not in html
        assert "1 处" in html

    def test_forbidden_and_absent_look_alike(self) -> None:
        fact = published_fact()
        nobody = make_user("supervisor", "Supervisors")
        assert self.read(fact, nobody).status_code == 404
        absent = Fact(pk=fact.pk + 1)
        assert self.read(absent, make_user("editor", "Editors")).status_code == 404

    def test_its_queries_do_not_grow(self, django_assert_max_num_queries: Any) -> None:
        fact = published_fact()
        for number in range(12):
            published_answer(f"cards.n{number}", element("answer", FEE))
        client = logged_in(make_user("editor", "Editors"))
        url = reverse("kb_where_used", args=["kb.fact", fact.pk])
        client.get(url)
        with django_assert_max_num_queries(45):
            client.get(url)


class TestWhateverIsDone:
    """Any order of what editors and the clock do leaves nothing to put right."""

    @pytest.mark.parametrize("seed", range(4))
    def test_the_index_says_what_is_written(self, seed: int) -> None:
        chance = random.Random(seed)
        published_fact()
        shared = published_shared(inner=element("note", FEE))
        texts = [element("answer", FEE), element("note", "{{ term.apr }}"), place(shared)]
        for number in range(3):
            draft_answer(f"cards.n{number}", element(), chance.choice(texts))
        for _step in range(14):
            self.do_something(chance, texts)
            assert rebuild() == 0

    def do_something(self, chance: random.Random, texts: list[dict[str, Any]]) -> None:
        page = chance.choice(KnowledgePage.objects.order_by("pk"))
        act = chance.choice(["draft", "publish", "schedule", "clock", "withdraw", "plain", "move"])
        if act == "draft":
            rewrite(page, element(), chance.choice([*texts, element("note", "无")]))
        elif act == "publish" and page.latest_revision:
            page.get_latest_revision().publish()
        elif act == "schedule":
            draft = page.get_latest_revision_as_object()
            draft.go_live_at = datetime(2100, 1, 1, tzinfo=UTC)
            draft.elements = json.dumps([element(), chance.choice(texts)])
            draft.save_revision().publish()
        elif act == "clock":
            schedule.run(now=datetime(2100, 1, 2, tzinfo=UTC))
        elif act == "withdraw":
            page.unpublish()
        elif act == "plain":
            page.page_ptr.unpublish()
        else:
            page.move(make_topic(f"t{chance.random():.9f}".replace(".", "-")), pos="last-child")
