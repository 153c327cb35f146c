"""The one map between the outside's language tags and Django's codes."""

from django.utils.translation import get_language_info

OUTSIDE_TO_DJANGO = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant", "en": "en"}
DJANGO_TO_OUTSIDE = {inside: outside for outside, inside in OUTSIDE_TO_DJANGO.items()}


class UnknownLocale(ValueError):
    """A language tag that this house does not speak."""


def to_django(tag: str) -> str:
    """`zh-Hans` → `zh-hans`; raises UnknownLocale."""
    try:
        return OUTSIDE_TO_DJANGO[tag]
    except KeyError:
        raise UnknownLocale(tag) from None


def to_outside(code: str) -> str:
    """`zh-hans` → `zh-Hans`; raises UnknownLocale."""
    try:
        return DJANGO_TO_OUTSIDE[code]
    except KeyError:
        raise UnknownLocale(code) from None


def locale_name(tag: str) -> str:
    """For people, in the language of their screen; a tag that nobody knows stays as it is."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return tag
