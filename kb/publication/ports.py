"""Where channels register when the app starts, so that kb never has to know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.access import Audience, set_ceiling
from kb.authoring.channel_names import set_name
from kb.authoring.previews import register_preview
from kb.document import Document
from kb.problem import Problem


@dataclass(frozen=True, slots=True)
class Outlet:
    """One channel as publication knows it: what it may carry, and whether a text fits.

    `check` takes a document already narrowed to one reader. `preview(source, *, request,
    channel)` draws an unsaved answer for the editor.
    """

    code: str
    name: Any
    ceiling: Audience
    check: Callable[[Document], Sequence[Problem]]
    preview: Callable[..., Any]


_outlets: dict[str, Outlet] = {}


def register(outlet: Outlet) -> None:
    _outlets[outlet.code] = outlet
    set_ceiling(outlet.code, outlet.ceiling)
    set_name(outlet.code, outlet.name)
    register_preview(outlet.code, outlet.preview)


def outlets() -> tuple[Outlet, ...]:
    return tuple(_outlets.values())
