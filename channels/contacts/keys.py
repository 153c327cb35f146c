"""The keys with which others sign what they say of a call or a session."""

from __future__ import annotations

from django.conf import settings

LEAST_LENGTH = 32
NAMES = ("SCREEN_POP_KEYS", "CUSTOMER_TOKEN_KEYS")


class WeakKey(ValueError):
    """A setting has a key that can be guessed: change it."""


def check_settings() -> None:
    """Raises WeakKey."""
    for name in NAMES:
        if any(len(key) < LEAST_LENGTH for key in getattr(settings, name)):
            raise WeakKey(f"{name}: each key has {LEAST_LENGTH} characters or more")
