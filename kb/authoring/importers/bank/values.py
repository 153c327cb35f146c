"""An element as written → the value of its block. What it names is looked up, never made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.guides.trees import with_names
from kb.authoring.guides.written import as_blocks, read_guide
from kb.authoring.importers.bank.entries import OVERRIDE, Part
from kb.authoring.importers.elements import raw_table
from kb.document import Kind

LABELS = ("audience", "channels", "regions", "segments", "products", "verification", "valid_from",
          "valid_to")  # fmt: skip
OWN_SETTINGS = {"id", "title", "targets", "image", "alt", "key", "person_only", "message_kind",
                "basis", "limit", "groups", *LABELS}  # fmt: skip
SHARED = "shared"
STEP = re.compile(r"^\d+\.\s+", re.MULTILINE)
RULE = re.compile(r"^\|?[\s:|-]+\|?$")
CELL_BORDER = re.compile(r"(?<!\\)\|")


class BadPart(ValueError):
    """The element is not written as its kind asks; the message says how."""


@dataclass(frozen=True, slots=True)
class Things:
    """What elements name: page ids of shared elements in this language, images by path."""

    shared: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, int] = field(default_factory=dict)


def value_of(part: Part, *, things: Things) -> dict[str, Any]:
    """Raw data of the part's block. Raises BadPart."""
    refuse_strangers(part)
    labels = {name: _plain(part.settings[name]) for name in LABELS if name in part.settings}
    if part.kind == SHARED:
        return {"element": _named(things.shared, part.settings.get("key")), **labels}
    return {**_content(part, things), **_forms(part), **labels, **_extras(part)}


def refuse_strangers(part: Part) -> None:
    """Raises BadPart for a kind, setting or form that does not exist."""
    if part.kind != SHARED and part.kind not in set(Kind):
        raise BadPart(_("“%(name)s” is no kind of element.") % {"name": part.kind})
    for name in part.settings:
        if name not in OWN_SETTINGS:
            raise BadPart(_("“%(name)s” is no setting of an element.") % {"name": name})
    for name in part.forms:
        if name not in {"standard", "brief", "spoken"} and not name.startswith(OVERRIDE):
            raise BadPart(
                _("“%(name)s” is no form: use brief, spoken or channel CODE.") % {"name": name}
            )


def _content(part: Part, things: Things) -> dict[str, Any]:
    text, settings = part.forms["standard"], part.settings
    value: dict[str, Any] = {"title": settings["title"]} if "title" in settings else {}
    if part.kind == Kind.STEPS:
        return value | {"steps": read_steps(text)}
    if part.kind == Kind.TABLE:
        return value | {"table": raw_table(read_table(text))}
    if part.kind == Kind.GUIDE:
        return value | _guide(text)
    if part.kind == Kind.GRANT:
        own = {"limit": str(settings.get("limit", "")), "groups": settings.get("groups", [])}
        return value | own | {"text": text}
    if part.kind == Kind.IMAGE:
        image = _named(things.images, settings.get("image"))
        return value | {"image": image, "text": settings.get("alt", "")}
    if part.kind in {Kind.ACTION, Kind.LINK}:
        targets = settings.get("targets") or {}
        value["targets"] = [{"type": way, "value": str(to)} for way, to in targets.items()]
    return value | {"text": text}


def _guide(text: str) -> dict[str, Any]:
    try:
        before, questions = read_guide(text)
    except ValueError:
        raise BadPart(
            _(
                "A guide is lines “? name: question”, each with lines “- choice -> goal”; a goal "
                "is “? name”, “# id of an element”, the key of an answer, or “person”."
            )
        ) from None
    return {"text": before, "questions": as_blocks(with_names(questions))}


def read_steps(text: str) -> list[str]:
    """`1. …` lines; a line without a number goes on with its step. Raises BadPart."""
    before, *found = STEP.split(text)
    if before.strip() or not found:
        raise BadPart(_("Steps are lines that begin with 1., 2. and so on."))
    return [step.strip() for step in found]


def read_table(text: str) -> list[list[str]]:
    """A Markdown table, the heading first. Raises BadPart where rows differ in length."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 3 or not RULE.fullmatch(lines[1]):
        raise BadPart(_("A table is a line of headings, a line of | --- |, and lines of cells."))
    rows = [_cells(line) for line in (lines[0], *lines[2:])]
    if len({len(row) for row in rows}) > 1:
        raise BadPart(_("The rows of the table differ in length."))
    return rows


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in CELL_BORDER.split(inner)]


def _forms(part: Part) -> dict[str, Any]:
    value: dict[str, Any] = {
        name: part.forms[name] for name in ("brief", "spoken") if name in part.forms
    }
    overrides = [
        {"channel": name.removeprefix(OVERRIDE).strip(), "text": text}
        for name, text in part.forms.items()
        if name.startswith(OVERRIDE)
    ]
    return value | ({"overrides": overrides} if overrides else {})


def _extras(part: Part) -> dict[str, Any]:
    names = ("person_only", "message_kind")
    value = {name: part.settings[name] for name in names if name in part.settings}
    if basis := part.settings.get("basis"):
        value["basis"] = {name: _plain(item) for name, item in basis.items()}
    return value


def _plain(item: Any) -> Any:
    """YAML makes dates of what looks like one; blocks read them as text."""
    return item.isoformat() if isinstance(item, date) else item


def _named(known: Mapping[str, int], name: Any) -> int:
    if name not in known:
        raise BadPart(_("There is no “%(name)s” in these files.") % {"name": name})
    return known[name]
