"""Names of channels for the admin, told by whoever knows them when the app starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

_names: dict[str, Any] = {}


def set_name(code: str, name: Any) -> None:
    _names[code] = name


def name_of(code: str) -> str:
    """In the language of the screen; the code while no channel has registered."""
    return gettext(str(_names[code])) if code in _names else code
