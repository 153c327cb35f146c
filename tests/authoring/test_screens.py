"""The screens around the editor: who sees which, in which language, and how many questions they ask
the database."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from kb.access.models import AccessGrant
from kb.authoring.models import Fact, LabelValue, SharedElement, Term
from kb.feedback.models import Feedback
from kb.publication.models import Publication
from tests.authoring.making import (
    answer_form,
    approve,
    draft_answer,
    edit_url,
    element,
    form_of,
    fresh,
    hand_in,
    logged_in,
    make_topic,
    make_user,
    published_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("editor", "Editors", owns=make_topic("cards"))


@pytest.fixture
def chief() -> Client:
    return logged_in(make_user("chief", is_superuser=True))


def menu(client: Client) -> str:
    html: str = client.get(reverse("wagtailadmin_home")).content.decode()
    return html


def in_english(user: User) -> Client:
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "en"
    profile.save()
    return logged_in(user)


def list_of(model: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name("list"))


class TestMenu:
    def test_names_things_as_editors_do(self, editor: User) -> None:
        html = menu(logged_in(editor))
        for word in ("知识库", "共用内容", "共享元素", "业务要素", "术语", "发布记录", "知识纠错"):
            assert f'"{word}"'.encode("unicode_escape").decode() in html or word in html

    def test_in_english_for_whoever_prefers_it(self, editor: User) -> None:
        html = menu(in_english(editor))
        for words in ("Knowledge", "Shared content", "Shared elements", "Facts"):
            assert words in html

    def test_has_no_documents_and_no_labels_for_editors(self, editor: User) -> None:
        html = menu(logged_in(editor))
        assert reverse("wagtaildocs:index") not in html
        assert list_of(LabelValue) not in html
        assert list_of(AccessGrant) not in html

    def test_superusers_keep_labels_and_grants(self, chief: Client) -> None:
        html = menu(chief)
        assert list_of(LabelValue) in html
        assert list_of(AccessGrant) in html

    def test_agents_do_not_enter(self) -> None:
        agent = logged_in(make_user("agent", "Agents"))
        assert agent.get(reverse("wagtailadmin_home")).status_code == 302


class TestGrants:
    def test_are_for_superusers(self, editor: User) -> None:
        assert logged_in(editor).get(list_of(AccessGrant)).status_code == 302

    def test_all_stands_alone(self, chief: Client) -> None:
        add = reverse(AccessGrant.snippet_viewset.get_url_name("add"))  # type: ignore[attr-defined]
        group = Group.objects.create(name="Agents Beijing")
        LabelValue.objects.create(
            dimension="regions", code="beijing", name_zh="北京分行", name_en="Beijing branch"
        )
        form = {"group": group.pk, "audience": "agent", "channels": ["*", "web"],
                "topics": ["*"], "regions": ["beijing"]}  # fmt: skip
        chief.post(add, form)
        grant = AccessGrant.objects.get(group=group)
        assert (grant.channels, grant.topics, grant.regions) == (["*"], ["*"], ["beijing"])
        assert (grant.segments, grant.products) == ([], [])

    def test_one_can_be_taken_away(self, chief: Client) -> None:
        grant = AccessGrant.objects.first()
        assert grant is not None
        name = AccessGrant.snippet_viewset.get_url_name("delete")  # type: ignore[attr-defined]
        chief.post(reverse(name, args=[grant.pk]))
        assert not AccessGrant.objects.filter(pk=grant.pk).exists()

    def test_an_unknown_value_is_refused(self, chief: Client) -> None:
        add = reverse(AccessGrant.snippet_viewset.get_url_name("add"))  # type: ignore[attr-defined]
        group = Group.objects.create(name="x")
        form = {"group": group.pk, "audience": "agent", "channels": ["fax"]}
        assert "channels" in chief.post(add, form).context["form"].errors
        assert not AccessGrant.objects.filter(group=group).exists()


class TestReports:
    @pytest.mark.parametrize(
        "name", ["publication_log", "feedback_report", "following_report", "following_progress"]
    )
    @pytest.mark.parametrize(
        ("group", "status"),
        [("Supervisors", 200), ("Editors", 200), ("Approvers", 200), ("Agents", 302)],
    )
    def test_are_for_those_in_charge(self, name: str, group: str, status: int) -> None:
        client = logged_in(make_user("somebody", group))
        assert client.get(reverse(name)).status_code == status

    def test_the_log_names_what_who_and_why(self, editor: User) -> None:
        page = draft_answer("cards.loss", user=editor)
        hand_in(page, editor)
        approve(page, make_user("approver", "Approvers"))
        html = logged_in(editor).get(reverse("publication_log")).content.decode()
        for words in ("cards.loss", "已发布", "审核人：approver", "采编人：editor", edit_url(page)):
            assert words in html

    def test_the_log_can_be_narrowed(self, editor: User) -> None:
        published_answer("cards.loss").unpublish()
        url = reverse("publication_log")
        html = logged_in(editor).get(url, {"kind": "withdraw"}).content.decode()
        assert "已下架" in html
        shown = logged_in(editor).get(url, {"key": "loans"}).content.decode()
        assert "cards.loss" not in shown

    def test_the_log_can_be_taken_along_as_a_table(self, editor: User) -> None:
        published_answer("cards.loss")
        response = logged_in(editor).get(reverse("publication_log"), {"export": "csv"})
        body = b"".join(response.streaming_content).decode()
        assert "cards.loss" in body
        assert Publication.objects.get(key="cards.loss").hash in body

    def test_feedback_leads_to_the_answer(self, editor: User) -> None:
        page = published_answer("cards.loss")
        Feedback.objects.create(
            key="cards.loss", locale="zh-Hans", channel="web", verdict="wrong",
            comment="电话打不通", source="web", at=datetime.now(UTC),
        )  # fmt: skip
        html = logged_in(editor).get(reverse("feedback_report")).content.decode()
        assert "电话打不通" in html
        assert edit_url(page) in html


class TestLanguages:
    """Both languages are complete: no screen of ours falls back to the other."""

    @pytest.mark.parametrize("model", [SharedElement, Fact, Term])
    def test_forms(self, editor: User, model: Any) -> None:
        url = reverse(model.snippet_viewset.get_url_name("add"))
        chinese = logged_in(editor).get(url).content.decode()
        english = in_english(editor).get(url).content.decode()
        name = str(model._meta.verbose_name)
        assert "知识编码" in chinese
        assert "知识编码" not in english
        assert name

    def test_the_editor(self, editor: User) -> None:
        page = draft_answer("cards.one", user=editor)
        chinese = logged_in(editor).get(edit_url(page)).content.decode()
        english = in_english(editor).get(edit_url(page)).content.decode()
        for zh, en in (("标准问", "Standard question"), ("相似问", "Other wordings")):
            assert zh in chinese
            assert en.lower() in english.lower()
            assert zh not in english


class TestCost:
    """The number of queries does not grow with the elements of an answer."""

    def elements(self, count: int) -> list[dict[str, Any]]:
        return [element("answer" if n == 0 else "note", f"话{n}") for n in range(count)]

    @pytest.mark.parametrize("count", [2, 12])
    def test_of_opening_the_editor(
        self, editor: User, count: int, django_assert_max_num_queries: Any
    ) -> None:
        page = published_answer("cards.one", *self.elements(count))
        client = logged_in(editor)
        client.get(edit_url(page))
        with django_assert_max_num_queries(100):
            client.get(edit_url(page))

    @pytest.mark.parametrize("count", [2, 12])
    def test_of_approving(
        self, editor: User, count: int, django_assert_max_num_queries: Any
    ) -> None:
        page = draft_answer("cards.one", *self.elements(count), user=editor)
        hand_in(page, editor)
        client = logged_in(make_user("approver", "Approvers"))
        decision = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        form = form_of(page, **decision)
        # The lock of the log is a statement on PostgreSQL.
        locks = 4 if connection.vendor == "postgresql" else 0
        # Two of them ask whether guides lead to this answer.
        with django_assert_max_num_queries(307 + locks):
            client.post(edit_url(page), form)
        assert fresh(page).live


def test_a_form_without_its_hidden_fields_does_not_break(editor: User) -> None:
    """As an old browser tab, or a program, might send it."""
    add = reverse("wagtailadmin_pages:add", args=["kb", "knowledgepage", make_topic("x").pk])
    form = {k: v for k, v in answer_form(("answer", {"text": "好"})).items() if "basis" not in k}
    assert logged_in(editor).post(add, form).status_code in {200, 302}


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Hand in for approval"), ("zh-hans", "提交审核")]
)
def test_the_button_says_what_it_does(editor: User, language: str, label: str) -> None:
    """On a new answer, on a draft and on a fact alike, not the workflow's name."""
    page = draft_answer("cards.lost", element("answer", "先挂失。"))
    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = language
    profile.save()
    places = (
        reverse("wagtailadmin_pages:add", args=("kb", "knowledgepage", page.get_parent().pk)),
        edit_url(page),
        reverse("wagtailsnippets_kb_fact:add"),
    )
    for place in places:
        html = logged_in(editor).get(place).content.decode()
        assert label in html
        assert "Four eyes" not in html.partition("<footer")[2]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_list_of_pages_speaks_of_sites(language: str) -> None:
    user = make_user("chief", is_superuser=True)
    client = in_english(user) if language == "en" else logged_in(user)
    topic = make_topic("cards")
    for address in ("explore_root", "explore"):
        args = [topic.pk] if address == "explore" else []
        html = client.get(reverse(f"wagtailadmin_{address}", args=args)).content.decode()
        assert "at any URL" not in html
        assert ">Root<" not in html


def test_the_login_speaks_chinese_alone() -> None:
    html = Client().get(reverse("wagtailadmin_login")).content.decode()
    assert "请输入用户名" in html.replace(" ", "")
    assert "Password" not in html


def test_our_words_for_elements_do_not_name_wagtails_columns(chief: Client) -> None:
    page = published_answer("cards.fee", user=make_user("editor", "Editors"))
    history = chief.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "操作" in history
    assert "办理入口" not in history
