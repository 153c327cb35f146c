"""What the editor's page asks while somebody types: by right, within limits, kept nowhere."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kb.authoring.plain_language.form_texts import MOST_CHARACTERS, MOST_FIELDS
from kb.authoring.plain_language.views import in_browser
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    logged_in,
    make_topic,
    make_user,
    published_fact,
    published_shared,
    published_term,
)

TEXT = "elements-0-value-text"


def ask(client: Client, url: str, *rows: list[str]) -> Any:
    body = json.dumps(list(rows), ensure_ascii=False)
    return client.post(url, body, content_type="application/json")


def of_page(page: Any) -> str:
    return reverse("plain_language_page", args=[page.pk])


def names_of(client: Client, typed: str, code: str = "zh-hans") -> list[dict[str, str]]:
    response = client.get(reverse("plain_language_names", args=[code]), {"q": typed})
    assert response.status_code == 200
    return response.json()["names"]


def writer_without_snippets(topic: Any) -> User:
    """May write answers, and has nothing to do with facts and shared elements."""
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return make_user("writer", "Writers", owns=topic)


@pytest.fixture
def cards(db: None) -> Any:
    return make_topic("cards")


@pytest.fixture
def editor(cards: Any) -> User:
    return make_user("editor", "Editors", owns=cards)


@pytest.fixture
def client(editor: User) -> Client:
    return logged_in(editor)


@pytest.fixture
def page(cards: Any, editor: User) -> Any:
    return draft_answer("cards.loss", topic=cards, user=editor)


class TestFindings:
    def test_stand_at_their_field_with_what_to_say(self, client: Client, page: Any) -> None:
        published_term("apr")
        response = ask(client, of_page(page), [TEXT, "answer", "看年化利率。"])
        (told,) = response.json()["findings"]
        assert (told["name"], told["rule"], told["severity"]) == (TEXT, "jargon", "warning")
        assert (told["start"], told["end"], told["replacement"]) == (1, 5, "一年的利息比例")
        assert response.json()["score"] == 96
        assert "no-store" in response["Cache-Control"]

    def test_every_kind_of_field_is_read_and_none_that_is_no_text(
        self, client: Client, page: Any
    ) -> None:
        fields = ["title", "text", "brief", "spoken", "steps-3-value", "overrides-0-value-text"]
        fields += ["table-column-0-heading", "table-cell-2-1"]
        rows = [[f"elements-{n}-value-{field}", "note", "若丢卡"] for n, field in enumerate(fields)]
        others = ["basis-document", "targets-0-value-value", "variants_checked", "valid_from"]
        rows += [[f"elements-9-value-{field}", "note", "若丢卡"] for field in others]
        rows += [
            ["title", "", "若丢卡？"],
            ["wordings", "", "若丢卡"],
            ["element-0-value-text", "note", "若丢卡"],
        ]
        told = ask(client, of_page(page), *rows).json()["findings"]
        expected = [row[0] for row in rows[: len(fields)]] + ["title", "element-0-value-text"]
        assert [f["name"] for f in told] == expected

    def test_places_are_counted_as_browsers_do(self, client: Client, page: Any) -> None:
        (told,) = ask(client, of_page(page), [TEXT, "note", "😀𠮷若丢"]).json()["findings"]
        assert (told["start"], told["end"], told["text"]) == (4, 5, "若")
        assert in_browser("a😀b", 3) == 4

    def test_a_withdrawn_fact_is_an_error_at_once(self, client: Client, page: Any) -> None:
        published_fact("card.fee")
        published_fact("card.old", live=False)
        rows = [[f"elements-{n}-value-text", "note", "{{ " + key + " }}"]
                for n, key in enumerate(("card.fee", "card.old", "card.none"))]  # fmt: skip
        told = ask(client, of_page(page), *rows).json()["findings"]
        assert [(f["name"][:10], f["severity"]) for f in told] == [
            ("elements-1", "error"), ("elements-2", "error"),
        ]  # fmt: skip

    def test_a_shared_element_is_not_told_that_it_repeats_itself(self, client: Client) -> None:
        text = "请带上本人的身份证，到任意一家网点办理。"
        shared = published_shared(inner=element("note", text))
        url = reverse("plain_language_shared", args=[shared.pk])
        assert ask(client, url, ["element-0-value-text", "note", text]).json()["findings"] == []
        new = reverse("plain_language_new_shared", args=["zh-hans"])
        (told,) = ask(client, new, ["element-0-value-text", "note", text]).json()["findings"]
        assert told["rule"] == "duplicate"

    def test_a_new_page_is_read_in_its_topics_language(self, cards: Any, client: Client) -> None:
        url = reverse("plain_language_under", args=[cards.pk])
        assert ask(client, url, [TEXT, "note", "若"]).json()["findings"]

    def test_markup_comes_back_as_text(self, client: Client, page: Any) -> None:
        text = "<img src=x onerror=alert(1)>{{ <b>x</b> }}若"
        response = ask(client, of_page(page), [TEXT, "note", text])
        assert response["Content-Type"] == "application/json"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_questions_to_the_database_are_few(
        self, client: Client, page: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            published_fact(f"f.n{number}")
            published_term(f"t{number}", jargon=f"行话{number}")
            published_shared(f"s{number}", inner=element("note", f"这里是第 {number} 段共用的话。"))
        rows = [[f"elements-{n}-value-text", "note", "若丢卡"] for n in range(20)]
        with django_assert_max_num_queries(24):
            assert ask(client, of_page(page), *rows).status_code == 200


class TestRights:
    @pytest.mark.parametrize("groups", [(), ("Approvers",), ("Agents",)])
    def test_only_who_may_edit_the_page_asks_about_it(self, page: Any, groups: Any) -> None:
        stranger = logged_in(make_user("stranger", *groups))
        response = ask(stranger, of_page(page), [TEXT, "note", "若"])
        assert response.status_code in (302, 404)

    def test_forbidden_and_absent_look_alike(self, page: Any, cards: Any) -> None:
        other = make_topic("loans")
        stranger = logged_in(make_user("stranger", "Editors", owns=other))
        urls = (of_page(page), reverse("plain_language_page", args=[10**6]))
        urls += tuple(reverse("plain_language_under", args=[n]) for n in (cards.pk, 10**6))
        answers = {ask(stranger, url, [TEXT, "note", "若"]).status_code for url in urls}
        assert answers == {404}
        assert ask(stranger, reverse("plain_language_under", args=[other.pk])).status_code == 200

    def test_nobody_from_outside(self, page: Any) -> None:
        urls = [of_page(page), reverse("plain_language_new_shared", args=["zh-hans"])]
        for url in urls:
            assert ask(Client(), url, [TEXT, "note", "若"]).status_code == 302

    def test_shared_elements_by_the_right_to_them(self, cards: Any) -> None:
        shared = published_shared()
        agent = logged_in(writer_without_snippets(cards))
        for url in (
            reverse("plain_language_shared", args=[shared.pk]),
            reverse("plain_language_new_shared", args=["zh-hans"]),
        ):
            assert ask(agent, url, ["element-0-value-text", "note", "若"]).status_code == 404

    def test_a_language_that_is_not_ours(self, client: Client) -> None:
        assert client.get(reverse("plain_language_names", args=["xx"])).status_code == 404
        url = reverse("plain_language_new_shared", args=["xx"])
        assert ask(client, url, [TEXT, "note", "若"]).status_code == 404

    def test_it_is_asked_by_post_with_the_forms_token(self, page: Any, editor: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(editor)
        assert ask(strict, of_page(page), [TEXT, "note", "若"]).status_code == 403
        assert strict.get(of_page(page)).status_code == 405

    def test_names_and_values_only_for_who_may_see_them(self, page: Any, cards: Any) -> None:
        published_fact("card.fee", "15", name="补卡费")
        published_shared("id", title="机密共享", inner=element("note", "请带身份证到网点办理。"))
        client = logged_in(writer_without_snippets(cards))
        rows = [
            [TEXT, "note", "补卡费15元，{{ card.fee }}"],
            ["elements-1-value-text", "note", "请带身份证到网点办理。"],
        ]
        said = ask(client, of_page(page), *rows).content.decode()
        assert "补卡费”" not in said and "机密" not in said and "placeholder" not in said
        assert client.get(reverse("plain_language_names", args=["zh-hans"])).status_code == 404


class TestLimits:
    @pytest.mark.parametrize(
        "body",
        ["", "nonsense", "{}", "[1]", '[["a"]]', '[["a", "note", 5]]', '[["title", "evil", "x"]]',
         '[["title", "", "x"], ["title", "", "y"]]', "[" * 2000, "null"],
    )  # fmt: skip
    def test_what_our_script_does_not_send(self, client: Client, page: Any, body: str) -> None:
        response = client.post(of_page(page), body, content_type="application/json")
        assert response.status_code == 400
        assert response.json()["message"]

    def test_more_than_any_answer_has(self, client: Client, page: Any) -> None:
        long = "字" * (MOST_CHARACTERS + 1)
        assert ask(client, of_page(page), [TEXT, "note", long]).status_code == 413
        rows = [[f"elements-{n}-value-text", "note", "x"] for n in range(MOST_FIELDS + 1)]
        assert ask(client, of_page(page), *rows).status_code == 413

    def test_a_text_made_to_keep_a_rule_busy(self, client: Client, page: Any) -> None:
        """Patterns must not go back and forth over a hostile text for minutes."""
        began = timezone.now()
        hostile = ("1" * 4000, "{{" * 2000, "不" * 4000, "非" * 4000, "[" * 2000 + "](" * 1000,
                   "not " * 1200, "www." * 1200, "a." * 2000, "被" * 4000, "（" * 4000,
                   "1,111," * 700, "A" * 4000, "由" * 4000, "is " * 1500, " " * 4900)  # fmt: skip
        rows = [[f"elements-{n}-value-text", "note", text] for n, text in enumerate(hostile)]
        assert ask(client, of_page(page), *rows).status_code == 200
        assert (timezone.now() - began).total_seconds() < 5


class TestNames:
    def test_by_key_and_by_either_name_with_the_value_of_now(self, client: Client) -> None:
        published_fact("card.fee", "15", name="补卡费", name_en="Card fee")
        for typed in ("card.f", "补卡", "CARD FEE", ""):
            (one,) = names_of(client, typed)
            assert (one["put"], one["value"]) == ("{{ card.fee }}", "¥15")
        assert names_of(client, "nothing") == []
        assert names_of(client, "card", "en")[0]["name"] == "Card fee"

    def test_a_next_value_that_has_begun(self, client: Client) -> None:
        published_fact("card.fee", "15", next_value="20", next_from=timezone.now())
        assert names_of(client, "card")[0]["value"] == "¥20"

    def test_terms_are_put_in_as_terms(self, client: Client) -> None:
        published_term("apr")
        for typed in ("term.", "term.ap", "年化", "利息"):
            (one,) = names_of(client, typed)
            assert (one["put"], one["value"]) == ("{{ term.apr }}", "一年的利息比例")

    def test_only_what_is_live(self, client: Client) -> None:
        published_fact("card.old", live=False)
        published_term("old", live=False)
        assert names_of(client, "old") == []

    def test_the_closest_first_and_not_too_many(self, client: Client) -> None:
        for number in range(30):
            published_fact(f"other.card{number}")
        published_fact("card.fee")
        found = names_of(client, "card")
        assert found[0]["key"] == "card.fee"
        assert len(found) == 12


class TestThePanel:
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_stands_above_the_form_of_answers(
        self, client: Client, page: Any, cards: Any, language: str, editor: User
    ) -> None:
        from wagtail.users.models import UserProfile

        profile = UserProfile.get_for_user(editor)
        profile.preferred_language = language
        profile.save()
        for url, check in (
            (edit_url(page), of_page(page)),
            (
                reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", cards.pk]),
                reverse("plain_language_under", args=[cards.pk]),
            ),
        ):
            html = client.get(url).content.decode()
            assert f'data-language="{check}"' in html
            assert "granule/language.js" in html
            assert ("通俗度" in html) is (language == "zh-hans")

    def test_and_of_shared_elements(self, client: Client) -> None:
        shared = published_shared()
        viewset = shared.snippet_viewset
        html = client.get(reverse(viewset.get_url_name("edit"), args=[shared.pk])).content.decode()
        assert reverse("plain_language_shared", args=[shared.pk]) in html
        html = client.get(reverse(viewset.get_url_name("add"))).content.decode()
        assert reverse("plain_language_new_shared", args=["zh-hans"]) in html
