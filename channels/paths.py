"""The languages of the screens, and what may stand in an address: anything else is no page."""

from __future__ import annotations

from django.conf import settings

from kb.locales import DJANGO_TO_OUTSIDE, to_django, to_outside

# A language says its own name, whatever the language of the page.
OWN_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


def own_name(locale: str) -> str:
    return OWN_NAMES.get(locale, locale)


def shown_locales() -> tuple[str, ...]:
    """The languages of the screens as outside tags, the default first."""
    codes = [settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]
    return tuple(dict.fromkeys(to_outside(code) for code in codes if code in DJANGO_TO_OUTSIDE))


class KeyInPath:
    """The key of an answer or of a topic."""

    one = "[a-z0-9]+(?:[.-][a-z0-9]+)*"
    regex = f"(?=[a-z0-9.-]{{1,80}}/){one}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LocaleInPath(KeyInPath):
    """An outside tag, `zh-Hans`; raises ValueError, which is a 404, for others."""

    regex = "[A-Za-z-]{2,10}"

    def to_python(self, value: str) -> str:
        if value not in shown_locales():
            raise ValueError(value)
        to_django(value)
        return value
