"""Whoever takes messages out of the house. A gateway is one small file with
`open_gateway(url, key)`; the setting names it by the scheme of its URL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

GATEWAYS = {
    "sandbox": "channels.delivery.gateways.sandbox",
    "http": "channels.delivery.gateways.signed_http",
    "https": "channels.delivery.gateways.signed_http",
    "wechat": "channels.delivery.gateways.wechat",
}


class BadGatewayUrl(ValueError):
    """The setting names no gateway of ours, or lacks something: change it."""


class Refused(Exception):
    """For good: trying again would change nothing. `code`: why, in the gateway's own short word."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__(self.code)


class Unavailable(Exception):
    """Perhaps later."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`id` is the same for each try, so a gateway that has it already does not send it twice."""

    id: str
    recipient: str
    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """`is_arrived`: the gateway knows at once, and sends no receipt."""

    gateway_id: str
    is_arrived: bool = False


class Gateway(Protocol):
    def send(self, outgoing: Outgoing) -> Accepted:
        """Raises Refused, Unavailable."""


def check_settings() -> None:
    """Raises BadGatewayUrl."""
    for channel in settings.GATEWAYS:
        gateway_of(channel)


def gateway_of(channel: str) -> Gateway:
    """Raises BadGatewayUrl; KeyError where nothing is ever sent on the channel."""
    return open_gateway(*settings.GATEWAYS[channel])


@cache
def open_gateway(url: str, key: str) -> Gateway:
    scheme = urlsplit(url).scheme
    if scheme not in GATEWAYS:
        raise BadGatewayUrl(f"{scheme or url}: choose one of {', '.join(sorted(GATEWAYS))}")
    gateway: Gateway = import_module(GATEWAYS[scheme]).open_gateway(url, key)
    return gateway
