"""Reads the demo bank's files for the tests, by the rules of the format and nothing else.

A reader of its own on purpose: a mistake in the loader cannot hide one in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BANK = Path(__file__).resolve().parents[2] / "kb" / "demo"
CHANNELS = {"agent_desk", "web", "sms", "wechat"}
STAFF = {"script", "required_script", "internal_note", "never_say", "grant"}
PLACEHOLDER = re.compile(r"\{\{ ([a-z0-9._-]+) \}\}")
# How much room a fact or term is given where only its length matters.
FILLING = "0" * 8


@dataclass(frozen=True)
class Element:
    kind: str
    settings: dict[str, Any]
    forms: dict[str, str]
    # The places a shared element was taken to; each can only narrow it.
    places: tuple[dict[str, Any], ...] = ()

    def goes_to(self, channel: str) -> bool:
        labels = (self.settings, *self.places)
        return self.kind not in STAFF and all(
            channel in (row.get("channels") or CHANNELS) and row.get("audience") != "agent"
            for row in labels
        )

    def text(self, *ladder: str) -> str:
        return next((self.forms[form] for form in ladder if form in self.forms), "")

    @property
    def title(self) -> str:
        return str(self.settings.get("title", ""))


@dataclass(frozen=True)
class Entry:
    path: Path
    locale: str
    front: dict[str, Any]
    elements: tuple[Element, ...]

    def __str__(self) -> str:
        return self.path.name


@cache
def read_yaml(name: str) -> Any:
    return yaml.safe_load((BANK / name).read_text(encoding="utf-8"))


def read_entry(path: Path) -> Entry:
    text = path.read_text(encoding="utf-8")
    _, front, body = re.split(r"^---\n", text, maxsplit=2, flags=re.M)
    before, *pieces = re.split(r"^## ", body, flags=re.M)
    assert not before.strip(), f"{path.name}: text before the first element"
    locale = path.name.removesuffix(".md").rsplit(".", 1)[1]
    return Entry(path, locale, yaml.safe_load(front), tuple(map(read_element, pieces)))


def read_element(piece: str) -> Element:
    head, _, body = piece.partition("\n")
    kind, _, settings = head.partition(" ")
    standard, *others = re.split(r"^### ", body, flags=re.M)
    forms = {"standard": standard.strip()}
    for other in others:
        name, _, text = other.partition("\n")
        assert name.strip() not in forms, f"form given twice: {name}"
        forms[name.strip()] = text.strip()
    return Element(kind, yaml.safe_load(settings), forms)


@cache
def answers() -> tuple[Entry, ...]:
    return tuple(map(read_entry, sorted((BANK / "answers").glob("*/*.md"))))


@cache
def shared() -> dict[tuple[str, str], Entry]:
    entries = map(read_entry, sorted((BANK / "shared").glob("*.md")))
    return {(entry.front["key"], entry.locale): entry for entry in entries}


def everything() -> tuple[Entry, ...]:
    return answers() + tuple(shared().values())


def in_place(entry: Entry) -> Iterator[Element]:
    """The elements as they go out: shared ones taken from where they are written."""
    for element in entry.elements:
        if element.kind == "shared":
            for written in shared()[element.settings["key"], entry.locale].elements:
                yield replace(written, places=(*written.places, element.settings))
        else:
            yield element


def sent_on(entry: Entry, channel: str) -> Iterator[Element]:
    return (element for element in in_place(entry) if element.goes_to(channel))


def filled(text: str) -> str:
    return PLACEHOLDER.sub(FILLING, text)


def topic_keys() -> list[str]:
    return [key for top in read_yaml("topics.yaml")
            for key in (top["key"], *(child["key"] for child in top["children"]))]  # fmt: skip


def of_locale(locale: str) -> dict[str, Entry]:
    return {entry.front["key"]: entry for entry in answers() if entry.locale == locale}
