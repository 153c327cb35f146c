"""Lists say what belongs in them, and call a language by its name."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from kb.locales import locale_name
from tests.authoring.making import (
    library,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_fact,
)

pytestmark = pytest.mark.django_db
# Reports and what each says while it is empty, and while filters hide everything.
REPORTS = {
    "/admin/reports/publication-log/": "Nothing has gone out yet.",
    "/admin/reports/feedback/": "Nobody has said anything yet.",
    "/admin/care/lists/everything/": "There is nothing yet. Write a first answer.",
}


@pytest.fixture
def chief() -> User:
    user = make_user("chief", is_superuser=True)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    return user


def page(user: User, address: str) -> str:
    return str(logged_in(user).get(address).content.decode())


@pytest.mark.parametrize(("tag", "language", "name"), [
    ("zh-Hans", "en", "Simplified Chinese"), ("zh-Hans", "zh-hans", "简体中文"),
    ("en", "en", "English"), ("xx-Yy", "en", "xx-Yy"), ("", "en", ""),
])  # fmt: skip
def test_a_language_has_a_name(tag: str, language: str, name: str) -> None:
    with translation.override(language):
        assert locale_name(tag) == name


@pytest.mark.parametrize("address", REPORTS)
def test_an_empty_list_says_what_belongs_there(chief: User, address: str) -> None:
    assert REPORTS[address] in page(chief, address)


@pytest.mark.parametrize("address", REPORTS)
def test_filters_that_hide_everything_are_told_apart(chief: User, address: str) -> None:
    given = "subject=fact" if "care" in address else "at_from=2001-01-01&at_to=2001-01-02"
    html = page(chief, f"{address}?{given}")
    assert "Nothing fits these filters." in html and REPORTS[address] not in html


def test_an_empty_library_says_how_to_begin(chief: User) -> None:
    address = reverse("wagtailadmin_explore", args=[library("en").pk])
    assert "The plus sign at the top adds a topic or an answer." in page(chief, address)


@pytest.mark.parametrize(("language", "told"), [
    ("en", ("Annual fee", "Name", "Status", "Updated")),
    ("zh-hans", ("年费", "名称", "状态", "更新时间")),
])  # fmt: skip
def test_lists_of_facts_speak_the_readers_language(
    chief: User, language: str, told: tuple[str, ...]
) -> None:
    published_fact("card.fee", name="年费", name_en="Annual fee")
    UserProfile.objects.filter(user=chief).update(preferred_language=language)
    html = page(chief, "/admin/snippets/kb/fact/")
    cells = {cell.strip() for cell in re.findall(r">([^<>]+)<", html)}
    assert set(told) <= cells and ("年费" in cells) == (language == "zh-hans")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", [
    "/admin/snippets/kb/fact/add/", "/admin/snippets/kb/basisrecord/add/",
    "/admin/reports/publication-log/", "/admin/images/add/",
])  # fmt: skip
def test_the_way_back_begins_at_home_in_the_readers_language(
    chief: User, language: str, address: str
) -> None:
    UserProfile.objects.filter(user=chief).update(preferred_language=language)
    context = logged_in(chief).get(address).context
    with translation.override(language):
        first = str(context["breadcrumbs_items"][0]["label"])
    assert first == {"en": "Home", "zh-hans": "首页"}[language]


def test_the_log_names_languages(chief: User) -> None:
    make_topic("cards")
    published_answer("cards.one", user=chief)
    html = page(chief, "/admin/reports/publication-log/")
    assert "Simplified Chinese" in html and "zh-Hans" not in html
