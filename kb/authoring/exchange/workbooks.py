"""How records lie in a workbook: a sheet for each subject, one for elements, one for what is too
long for a cell. Whatever has no column of its own stands in the last one, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kb.authoring.exchange.layout import OVERRIDE, STANDARD, Part
from kb.authoring.exchange.records import Subject
from kb.authoring.exchange.schema import HEADS, OWN

MARK_SHEET, ELEMENTS, PARTS = "granule", "elements", "parts"
SHEETS: dict[Subject, str] = {
    "label": "labels", "topic": "topics", "image": "images", "basis": "bases",
    "fact": "facts", "term": "terms", "shared": "shared", "answer": "answers",
}  # fmt: skip
MORE = "more"
# Stands in a cell for a text that lies in `parts`.
ELSEWHERE = "parts:"
OWNER = ("of", "key", "locale")
PART_COLUMNS = ("kind", "id", "title", "text", "brief", "spoken", "audience", "channels", "regions",
                "segments", "products", "valid_from", "valid_to", "image", "shared",
                MORE)  # fmt: skip
LISTS = frozenset({"channels", "regions", "segments", "products", "also_in"})
LINES = frozenset({"wordings", "customer_words"})
BETWEEN = ", "
ELEMENT_COLUMNS = (*OWNER, *PART_COLUMNS)


def columns_of(subject: Subject) -> tuple[str, ...]:
    head = HEADS[subject]
    own = {"locale"} if not head.has_locale else set()
    own |= {"key", "id"} if subject in ("label", "image") else set()
    own |= {"id"} if subject in ("fact", "basis") else set()
    names = (*(name for name in OWN[:-1] if name not in own), *head.names)
    return (*(name for name in names if name not in head.rows), "version", MORE)


def row_from(written: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, str]:
    """One text for each column; what does not fit into one goes into the last."""
    row: dict[str, str] = {}
    more: dict[str, Any] = {}
    for name, value in written.items():
        text = _as_cell(name, value) if name in columns else None
        if text is None:
            more[name] = value
        else:
            row[name] = text
    if more:
        row[MORE] = json.dumps(more, ensure_ascii=False)
    return row


def _as_cell(name: str, value: Any) -> str | None:
    """None where it would not come back."""
    text = value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        text = ("\n" if name in LINES else BETWEEN).join(value)
    if not isinstance(text, str) or not text or text.startswith(ELSEWHERE):
        return None
    return text if from_cell(name, text) == value else None


def from_cell(name: str, text: str) -> Any:
    if name in LISTS:
        return [code for one in text.split(",") if (code := one.strip())]
    if name in LINES:
        return [line for one in text.split("\n") if (line := one.strip())]
    return text


def part_row(part: Part) -> dict[str, str]:
    written = {"kind": part.kind} | dict(part.settings)
    names = {STANDARD: "text"}
    forms = {names.get(form, form): text for form, text in part.forms.items()}
    # A text that is no plain one stands among the settings already.
    return row_from(written | {k: v for k, v in forms.items() if k not in written}, ELEMENT_COLUMNS)


def part_from_row(row: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Kind, settings and forms."""
    settings = dict(row)
    kind = str(settings.pop("kind", ""))
    forms = {form: settings.pop(name)
             for name, form in (("text", STANDARD), ("brief", "brief"), ("spoken", "spoken"))
             if settings.get(name)}  # fmt: skip
    forms |= {name: settings.pop(name) for name in list(settings) if name.startswith(OVERRIDE)}
    return kind, settings, forms
