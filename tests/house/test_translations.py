"""Every text for people has its Chinese."""

from functools import cache

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation

from tools import translations


@cache
def catalog() -> Catalog:
    """Raises Conflict where two parts disagree, which fails every test here."""
    return translations.merged(translations.PARTS_DIR.glob("*.po"))


def test_every_text_has_its_chinese() -> None:
    found = [f"{text.place}: {text.id!r}" for text in translations.missing(catalog())]
    assert found == []


def test_no_translation_loses_or_invents_a_placeholder() -> None:
    assert translations.wrong_placeholders(catalog()) == []


def test_what_is_compiled_is_what_the_parts_say() -> None:
    translations.compile_all(catalog())
    with translation.override("zh-hans"):
        assert translation.gettext("Knowledge base") == catalog().get("Knowledge base").string


def test_two_parts_that_disagree_are_refused(tmp_path) -> None:
    for name, word in (("one", "知识点"), ("two", "文章")):
        (tmp_path / f"{name}.po").write_text(f'msgid "answer"\nmsgstr "{word}"\n', "utf-8")
    with pytest.raises(translations.Conflict, match=r"one\.po and two\.po"):
        translations.merged(tmp_path.glob("*.po"))


def test_a_template_without_chinese_is_found(tmp_path, monkeypatch) -> None:
    page = tmp_path / "kb" / "page.html"
    page.parent.mkdir()
    page.write_text('  <p>{% blocktranslate %}Two "{{ n }}" (left{% endblocktranslate %}', "utf-8")
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    assert [text.id for text in translations.missing(Catalog())] == ['Two "%(n)s" (left']
