"""The public's scope: what anybody may read on the web."""

from __future__ import annotations

from datetime import datetime

from channels import registry
from channels.paths import shown_locales
from kb.access import ALL_TOPICS, Audience, Scope

CHANNEL = "web"


def public_scope(*, now: datetime) -> Scope | None:
    """None where the web is switched off."""
    if CHANNEL not in registry.enabled():
        return None
    return Scope(
        channels=frozenset({CHANNEL}),
        audience=Audience.PUBLIC,
        topics=ALL_TOPICS,
        locales=frozenset(shown_locales()),
        now=now,
    )
