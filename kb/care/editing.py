"""The scripts and styles of the editor that care adds."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html


def script() -> Any:
    """For Wagtail's hook insert_editor_js."""
    return format_html('<script src="{}" defer></script>', static("granule/translating.js"))


def style() -> Any:
    """For Wagtail's hook insert_global_admin_css."""
    return format_html('<link rel="stylesheet" href="{}">', static("granule/editing.css"))
