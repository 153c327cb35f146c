"""Names of channels for the admin, told by whoever knows them when the app starts."""

from __future__ import annotations

from typing import Any

_names: dict[str, Any] = {}


def set_name(code: str, name: Any) -> None:
    _names[code] = name


def name_of(code: str) -> Any:
    """The registered (translatable) name, or the code while no channel has registered."""
    return _names.get(code, code)
