"""Every text for people has its Chinese."""

import json
from functools import cache

from babel.messages.catalog import Catalog
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JavaScriptCatalog

from tools import translations


@cache
def parts() -> tuple[translations.Merged, ...]:
    return translations.all_parts()


def catalog() -> Catalog:
    return parts()[0].catalog


def test_every_text_has_its_chinese() -> None:
    found = [f"{text.place}: {text.id!r}" for text in translations.missing(catalog())]
    assert found == []


def test_no_translation_loses_or_invents_a_placeholder() -> None:
    for one in parts():
        assert translations.wrong_placeholders(one.catalog) == []


def test_what_is_compiled_is_what_the_parts_say() -> None:
    translations.compile_all(catalog())
    with translation.override("zh-hans"):
        assert translation.gettext("Knowledge base") == catalog().get("Knowledge base").string


def test_english_says_our_words_where_wagtail_has_others() -> None:
    translations.compile_all(*(one.catalog for one in parts()))
    with translation.override("en"):
        assert translation.gettext("Yes, unpublish it") == "Yes, withdraw it"


def test_wagtails_scripts_speak_chinese(rf: RequestFactory) -> None:
    translations.compile_all(*(one.catalog for one in parts()))
    with translation.override("zh-hans"):
        script = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(rf.get("/")).content
    assert json.dumps("已自动保存。") in script.decode()


def test_no_two_parts_disagree() -> None:
    assert [one.conflicts for one in parts()] == [(), (), ()]


def test_two_parts_that_disagree_are_found(tmp_path) -> None:
    for name, word in (("one", "知识点"), ("two", "文章")):
        (tmp_path / f"{name}.po").write_text(f'msgid "answer"\nmsgstr "{word}"\n', "utf-8")
    (conflict,) = translations.merge(tmp_path.glob("*.po")).conflicts
    assert conflict.startswith("one.po and two.po")


def test_a_template_without_chinese_is_found(tmp_path, monkeypatch) -> None:
    page = tmp_path / "kb" / "page.html"
    page.parent.mkdir()
    page.write_text('  <p>{% blocktranslate %}Two "{{ n }}" (left{% endblocktranslate %}', "utf-8")
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    assert [text.id for text in translations.missing(Catalog())] == ['Two "%(n)s" (left']
