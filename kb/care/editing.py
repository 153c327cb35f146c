"""The scripts and styles of the editor that care adds."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join

SCRIPTS = ("translating", "moving", "pasting", "handing-in", "keeping-typed")


def script() -> Any:
    """For Wagtail's hook insert_editor_js."""
    places = ((static(f"granule/{name}.js"),) for name in SCRIPTS)
    return format_html_join("", '<script src="{}" defer></script>', places)


def style() -> Any:
    """For Wagtail's hook insert_global_admin_css."""
    return format_html('<link rel="stylesheet" href="{}">', static("granule/editing.css"))
