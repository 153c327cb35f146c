"""The enabled channels: settings.KB_CHANNELS names files in channels/adapters/, in order."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from channels.channel import Channel, Config


@cache
def enabled() -> dict[str, Channel]:
    """Channel by code. Raises ImproperlyConfigured when a code has no adapter file, or when the
    settings of a channel cannot be used."""
    config = Config(
        public_url=settings.PUBLIC_URL,
        sms_sign=settings.SMS_SIGN,
        sms_profile=settings.SMS_PROFILE,
    )
    return {code: load(code, config=config) for code in settings.KB_CHANNELS}


def get(code: str) -> Channel:
    """Raises KeyError for a channel that is not switched on."""
    return enabled()[code]


def load(code: str, *, config: Config) -> Channel:
    """One channel, switched on or not. Raises ImproperlyConfigured."""
    name = f"channels.adapters.{code}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ImproperlyConfigured(
            f"KB_CHANNELS names {code!r}, but channels/adapters/{code}.py does not exist."
        ) from error
    try:
        channel: Channel = module.CHANNEL(config)
    except ValueError as error:
        raise ImproperlyConfigured(f"Channel {code}: {error}") from error
    if channel.code != code:
        raise ImproperlyConfigured(
            f"channels/adapters/{code}.py says its code is {channel.code!r}."
        )
    return channel
