"""The other languages of a page: only those in which the public really finds it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from channels.paths import own_name, shown_locales


@dataclass(frozen=True, slots=True)
class Version:
    """`url`: this page in the language, absolute; empty where there is none. `target`: where a
    switch to the language leads, the start page then. `is_default`: for all other languages."""

    locale: str
    name: str
    url: str
    target: str
    is_current: bool
    is_default: bool


def versions(
    view: str, *, current: str, exists_in: Container[str], **names: str
) -> tuple[Version, ...]:
    """One for each language of the screens."""
    return tuple(
        Version(
            locale=locale,
            name=own_name(locale),
            url=canonical(view, locale, **names) if locale in exists_in else "",
            target=_path(view, locale, **names)
            if locale in exists_in
            else _path("help:home", locale),
            is_current=locale == current,
            is_default=locale == shown_locales()[0],
        )
        for locale in shown_locales()
    )


def canonical(view: str, locale: str, **names: str) -> str:
    """The one address of a page in one language."""
    return f"{settings.PUBLIC_URL}{_path(view, locale, **names)}"


def _path(view: str, locale: str, **names: str) -> str:
    return reverse(view, kwargs={"locale": locale, **names})
