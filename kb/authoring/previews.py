"""The preview panel: one mode for each channel, drawn by whoever registered at start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb.authoring.channel_names import name_of

Renderer = Callable[..., Any]
_renderers: dict[str, Renderer] = {}


def register_preview(channel: str, renderer: Renderer) -> None:
    """`renderer(source, *, request, channel)` returns the HttpResponse shown in the panel."""
    _renderers[channel] = renderer


def preview_modes() -> list[tuple[str, Any]]:
    """The registered channels, in their order."""
    return [(channel, name_of(channel)) for channel in _renderers]


def render_preview(source: Any, *, request: Any, mode: str) -> Any:
    """How an unsaved answer would look on one channel."""
    channel = mode if mode in _renderers else next(iter(_renderers))
    return _renderers[channel](source, request=request, channel=channel)
