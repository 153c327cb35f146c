"""Where actions and links lead: which ways a channel can follow, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from channels.phrases import phrases_for
from kb.document import Target

WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"'\\]+[^\s<>\"\\]*", re.ASCII | re.IGNORECASE)
# A number one can dial, perhaps with menu keys after it: 400-000-1234, 400-000-1234,1,3.
DIALABLE = re.compile(r"(\+?[0-9][0-9 -]*[0-9])((?:(?:,|，|转)[0-9]+)*)")
SHORTEST_NUMBER = 5


def is_web_address(value: str) -> bool:
    return WEB_ADDRESS.fullmatch(value) is not None


def ways(targets: Sequence[Target], *, types: Sequence[str]) -> tuple[dict[str, str], ...]:
    """The targets of these types, in the order of the types; an address that is none is left out
    (the channel's check names it)."""
    usable = [t for t in targets if t.type != "url" or is_web_address(t.value)]
    return tuple(
        {"type": target.type, "value": target.value}
        for wanted in types
        for target in usable
        if target.type == wanted
    )


def dial_address(value: str) -> str:
    """`400-000-1234,1` → tel:4000001234,1; empty for bare menu keys such as 1-3."""
    found = DIALABLE.fullmatch(value.strip())
    if not found:
        return ""
    number = re.sub(r"[ -]", "", found[1])
    if len(number.lstrip("+")) < SHORTEST_NUMBER:
        return ""
    return f"tel:{number}{re.sub('[，转]', ',', found[2])}"


def address_of(way: Mapping[str, str]) -> str:
    """What a browser can open: a web address or a tel: one, else empty."""
    if way["type"] == "url":
        return way["value"]
    return dial_address(way["value"]) if way["type"] == "phone_menu" else ""


def write_way(way: Mapping[str, str], *, locale: str, named: bool = False) -> str:
    """For plain text: an address by itself, everything else (or all if `named`) with its name."""
    value = way["value"]
    if way["type"] == "url" and not named:
        return value
    dialable = way["type"] == "phone_menu" and dial_address(value)
    name = phrases_for(locale).ways["phone" if dialable else way["type"]]
    return f"{name}{phrases_for(locale).colon}{value}"
