"""The next value of a fact: entered for a day to come, shown in lists and in the editor, taken over
when its day has come; and what the fact was before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.authoring.fact_timeline import timeline
from kb.authoring.facts import Fact, FactVariant
from kb.authoring.label_values import LabelValue, forget_choices
from tests.approval.test_shared_content_needs_a_second_person import fact_form, url
from tests.authoring.making import fresh, logged_in, make_user, published_fact

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def editor() -> Client:
    return logged_in(make_user("editor", "Editors"))


@pytest.fixture(autouse=True)
def beijing() -> Any:
    forget_choices()
    yield LabelValue.objects.create(
        dimension="regions", code="beijing", name_zh="北京分行", name_en="Beijing branch"
    )
    forget_choices()


def html_of(client: Client, fact: Fact) -> str:
    html: str = client.get(url("edit", Fact, fact.pk)).content.decode()
    return html


class TestEntering:
    def test_a_day_to_come_is_taken(self, editor: Client) -> None:
        form = fact_form(next_value="300", next_from="2100-01-01 00:00")
        editor.post(url("add", Fact), form)
        fact = Fact.objects.get().get_latest_revision_as_object()
        assert (fact.next_value, fact.next_from.year) == ("300", 2100)

    @pytest.mark.parametrize("typed", ["3.85%", "3.85 ％", "0.0385"])
    def test_a_rate_is_typed_with_its_percent_sign(self, editor: Client, typed: str) -> None:
        form = fact_form(type="rate", basis="annual", unit="", value=typed, next_value="4%")
        editor.post(url("add", Fact), form | {"next_from": "2100-01-01 00:00"})
        fact = Fact.objects.get().get_latest_revision_as_object()
        assert (fact.value, fact.next_value) == ("0.0385", "0.04")

    def test_a_percent_without_its_sign_is_asked_for(self, editor: Client) -> None:
        """3.85 would be kept, and said, as 385%."""
        rate = {"type": "rate", "basis": "annual", "unit": ""}
        variant = {"regions": "beijing", "value": "4.1"}
        for form in (
            fact_form(**rate, value="3.85"),
            fact_form(**rate, value="0.0385", next_value="4", next_from="2100-01-01 00:00"),
            fact_form(variant, **rate, value="0.0385"),
        ):
            assert "没有百分号" in editor.post(url("add", Fact), form).content.decode()
        assert not Fact.objects.exists()

    def test_more_than_the_whole_is_said_once_and_stays(self, editor: Client) -> None:
        form = fact_form(type="rate", basis="annual", unit="", value="385%")
        editor.post(url("add", Fact), form)
        fact = Fact.objects.get()
        again = fact_form(type="rate", basis="annual", unit="", value="3.85", name="利率")
        editor.post(url("edit", Fact, fact.pk), again)
        draft = fresh(fact).get_latest_revision_as_object()
        assert (draft.value, draft.name) == ("3.85", "利率")

    def test_a_day_that_has_passed_is_refused(self, editor: Client) -> None:
        form = fact_form(next_value="300", next_from="2020-01-01 00:00")
        assert "这个日期已过" in editor.post(url("add", Fact), form).content.decode()
        assert not Fact.objects.exists()

    def test_for_a_variant_too(self, editor: Client) -> None:
        variant = {
            "regions": "beijing", "value": "180", "next_value": "190",
            "next_from": "2020-01-01 00:00",
        }  # fmt: skip
        assert "这个日期已过" in editor.post(url("add", Fact), fact_form(variant)).content.decode()

    def test_one_without_the_other_is_refused(self, editor: Client) -> None:
        form = fact_form(next_value="300")
        assert "下期值" in editor.post(url("add", Fact), form).content.decode()
        assert not Fact.objects.exists()


class TestShowing:
    def test_the_list_says_what_follows_and_when(self, editor: Client) -> None:
        published_fact(next_value="300", next_from=NEW_YEAR)
        html = editor.get(reverse(Fact.snippet_viewset.get_url_name("list"))).content.decode()
        assert "¥200，自 2100-01-01" in html and "¥300" in html

    def test_and_only_the_value_once_its_day_has_come(self) -> None:
        fact = published_fact(next_value="300", next_from=timezone.now())
        assert fact.value_over_time == "¥300"

    def test_the_editor_shows_past_present_and_next(self, editor: Client) -> None:
        fact = published_fact()
        fact.save_revision().publish()
        fact.value, fact.next_value, fact.next_from = "250", "300", NEW_YEAR
        fact.save_revision().publish()
        steps = timeline(fresh(fact), now=timezone.now())
        assert [(step.value, step.when) for step in steps] == [
            ("¥200", "past"), ("¥250", "present"), ("¥300", "next"),
        ]  # fmt: skip
        assert steps[2].starts_at == NEW_YEAR
        assert "<strong>¥250</strong>" in html_of(editor, fact)

    def test_a_next_value_that_was_replaced_before_its_day_never_was(self) -> None:
        fact = published_fact(next_value="300", next_from=NEW_YEAR)
        fact.save_revision().publish()
        fact.next_value, fact.next_from = "", None
        fact.save_revision().publish()
        assert [step.value for step in timeline(fresh(fact), now=timezone.now())] == ["¥200"]

    def test_one_that_began_stands_in_the_past(self) -> None:
        now = timezone.now()
        fact = published_fact(next_value="300", next_from=now + timedelta(hours=1))
        fact.save_revision().publish()
        steps = timeline(fact, now=now + timedelta(hours=2))
        assert [(step.value, step.when) for step in steps] == [
            ("¥200", "past"), ("¥300", "present"),
        ]  # fmt: skip


class TestTakingOver:
    @pytest.fixture
    def fact(self) -> Fact:
        """Its next value holds already, and that of a variant too."""
        begun = timezone.now() - timedelta(days=1)
        fact = published_fact(next_value="300", next_from=begun)
        fact.variants = [
            FactVariant(regions=["beijing"], value="1", next_value="2", next_from=begun)
        ]
        fact.save()
        return fact

    def test_what_holds_stands_in_the_form_as_the_value(self, editor: Client, fact: Fact) -> None:
        html = html_of(editor, fact)
        assert 'name="value" value="300"' in html
        assert 'name="variants-0-value" value="2"' in html
        assert "已生效" in html

    def test_looking_alone_changes_nothing(self, editor: Client, fact: Fact) -> None:
        html_of(editor, fact)
        assert fresh(fact).value == "200" and fresh(fact).latest_revision is None

    def test_saving_keeps_it_and_makes_room(self, editor: Client, fact: Fact) -> None:
        variant = {"id": fact.variants.get().pk, "regions": "beijing", "value": "2"}
        form = fact_form(variant, value="300", next_value="400", next_from="2100-01-01 00:00")
        form["variants-INITIAL_FORMS"] = "1"
        editor.post(url("edit", Fact, fact.pk), form)
        draft = fresh(fact).get_latest_revision_as_object()
        assert (draft.value, draft.next_value) == ("300", "400")
