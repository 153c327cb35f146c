"""Where an answer or topic stands on the public pages, for the admin's links to it. Wagtail's own
page addresses are not mounted."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from kb.document import CORE_KINDS
from kb.locales import to_outside

PUBLIC = "public"


class HelpAddress:
    """Mixin for pages: Wagtail's `url` and `full_url` lead to the public pages, or nowhere."""

    locale: Any
    # Below the public pages of the page's language: a property of each page type, which raises
    # NotPublic where there is none.
    help_path: Any

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        roots = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        try:
            path = f"/help/{to_outside(self.locale.language_code)}/{self.help_path}"
        except NotPublic:
            return None
        return (roots[0].site_id, settings.PUBLIC_URL, path) if roots else None


class NotPublic(Exception):
    """The public pages do not show it."""


def has_public_core(elements: Any) -> bool:
    """At least one answer or steps element, own or shared, is for everybody."""
    return any(_is_public_core(child) for child in elements)


def _is_public_core(child: Any) -> bool:
    value, kind = child.value, child.block_type
    if kind == "shared":
        shared = value.get("element")
        if shared is None or value.get("audience") != PUBLIC or not len(shared.element):
            return False
        return _is_public_core(shared.element[0])
    return kind in CORE_KINDS and value.get("audience") == PUBLIC
