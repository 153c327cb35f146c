"""A record's element ↔ how people write one: settings, and a text for each form.

What could not be read back exactly as it is, such as a text that ends in blanks, stands among the
settings instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.authoring.exchange.problems import bad
from kb.authoring.exchange.raw import (
    BASIS,
    GROUPS,
    LISTS,
    MOMENTS,
    NOTICE,
    SHARED,
    TRUE,
    UNVERIFIED,
    audience_of,
    moment_from,
)
from kb.authoring.exchange.records import NOWHERE, Element, Where
from kb.authoring.exchange.tables import from_markdown, steps_from, steps_text, to_markdown
from kb.authoring.guides.trees import with_names
from kb.authoring.guides.written import as_data, from_data, guide_text, read_guide
from kb.document import Kind

GUIDE_LINES = gettext_lazy(
    "A guide is lines “? name: question”, each with lines “- choice -> goal”; a goal "
    "is “? name”, “# id of an element”, the key of an answer, or “person”."
)
STANDARD, OVERRIDE = "standard", "channel "
CHANNEL = re.compile(r"[a-z0-9_]+")
KINDS = frozenset(Kind) | {SHARED}
SIMPLE = ("title", "audience", "verification", *MOMENTS, "message_kind", "person_only", "image",
          "shared", "shared_locale", "limit")  # fmt: skip
TEXT_FORMS = {"text": STANDARD, "brief": "brief", "spoken": "spoken"}
SETTINGS = frozenset({"id", *SIMPLE, *LISTS, *TEXT_FORMS, "steps", "table", "targets", "overrides",
                      "questions", GROUPS, "basis", "behind"})  # fmt: skip

# Kinds with a content of their own, and how it is written as text.
WRITTEN: dict[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    "steps": (steps_text, steps_from),
    "table": (to_markdown, from_markdown),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One element as written. `forms`: `standard`, `brief`, `spoken`, or `channel <code>`."""

    kind: str
    settings: Mapping[str, Any]
    forms: Mapping[str, str]
    where: Where = NOWHERE


def part_from(element: Element) -> Part:
    fields = element.fields
    settings: dict[str, Any] = {"id": element.id}
    settings |= {name: fields[name] for name in (*SIMPLE, *LISTS, GROUPS) if name in fields}
    forms: dict[str, str] = {}
    if "questions" in fields:
        fields = _write_guide(fields, forms, settings)
    for name, form in TEXT_FORMS.items():
        if name in fields:
            _write(fields[name], forms, form, settings, name)
    for name, write, read in (
        ("steps", steps_text, steps_from),
        ("table", to_markdown, from_markdown),
    ):
        if name in fields:
            _write_if_readable(fields[name], forms, settings, name, write, read)
    if "targets" in fields:
        settings["targets"] = [{way: to} for way, to in fields["targets"]]
    if "overrides" in fields:
        _write_overrides(fields["overrides"], forms, settings)
    if "basis" in fields:
        settings["basis"] = dict(fields["basis"])
    if element.behind:
        settings["behind"] = element.behind
    return Part(element.kind, settings, forms)


def is_plain(text: str) -> bool:
    """Comes back as it is from between two headings."""
    return bool(text) and text == text.strip() and "\r" not in text


def _write(
    text: str, forms: dict[str, str], form: str, settings: dict[str, Any], name: str
) -> None:
    if is_plain(text):
        forms[form] = text
    else:
        settings[name] = text


def _write_if_readable(
    found: Any,
    forms: dict[str, str],
    settings: dict[str, Any],
    name: str,
    write: Callable[[Any], str],
    read: Callable[[str], Any],
) -> None:
    text = write(found)
    if STANDARD not in forms and is_plain(text) and _reads_as(text, read) == found:
        forms[STANDARD] = text
    else:
        settings[name] = found


def _write_guide(
    fields: Mapping[str, Any], forms: dict[str, str], settings: dict[str, Any]
) -> Mapping[str, Any]:
    """Gives the fields that are still to be written."""
    before, questions = fields.get("text", ""), from_data(fields["questions"])
    text = "\n\n".join(filter(None, (before, guide_text(questions))))
    if is_plain(text) and _reads_as(text, read_guide) == (before, questions):
        forms[STANDARD] = text
        return {name: value for name, value in fields.items() if name != "text"}
    settings["questions"] = fields["questions"]
    return fields


def _reads_as(text: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(text)
    except ValueError:
        return None


def _write_overrides(
    overrides: list[list[str]], forms: dict[str, str], settings: dict[str, Any]
) -> None:
    channels = [channel for channel, _text in overrides]
    is_simple = len(set(channels)) == len(channels) and all(map(CHANNEL.fullmatch, channels))
    if is_simple and all(is_plain(text) for _channel, text in overrides):
        forms |= {OVERRIDE + channel: text for channel, text in overrides}
    else:
        settings["overrides"] = [{channel: text} for channel, text in overrides]


def element_from_part(part: Part) -> Element:
    """Raises BadFiles with the place and what to do."""
    _refuse_strangers(part)
    fields: dict[str, Any] = {}
    for name in SIMPLE:
        if text := _text(part, name):
            fields[name] = moment_from(text) if name in MOMENTS else text
    for name in (*LISTS, GROUPS):
        if values := _texts(part, name):
            fields[name] = sorted(values)
    fields |= _content(part)
    if fields.get("person_only", TRUE) != TRUE:
        del fields["person_only"]
    if basis := part.settings.get("basis"):
        fields["basis"] = _basis(part, basis)
    return Element(
        part.kind, _text(part, "id"), _without_defaults(part.kind, fields),
        _text(part, "behind"), part.where,
    )  # fmt: skip


def _without_defaults(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    defaults = {"audience": audience_of(kind), "message_kind": NOTICE, "verification": UNVERIFIED}
    is_said = {name for name, v in fields.items() if v and v != defaults.get(name)} | {"steps"}
    return {name: value for name, value in fields.items() if name in is_said}


def _refuse_strangers(part: Part) -> None:
    if part.kind not in KINDS:
        raise bad(_("“%(name)s” is no kind of element.") % {"name": part.kind}, part.where)
    for name in part.settings:
        if name not in SETTINGS:
            text = _("“%(name)s” is no setting of an element.")
            raise bad(text % {"name": name}, part.where)
    for name in part.forms:
        if name not in TEXT_FORMS.values() and not name.startswith(OVERRIDE):
            text = _("“%(name)s” is no form: use brief, spoken or channel CODE.")
            raise bad(text % {"name": name}, part.where)


def _content(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    forms = dict(part.forms)
    standard = forms.get(STANDARD, "")
    if part.kind == Kind.STEPS:
        found["steps"] = _steps(part, standard)
        forms.pop(STANDARD, None)
    elif part.kind == Kind.TABLE:
        if table := _table(part, standard):
            found["table"] = table
        forms.pop(STANDARD, None)
    elif part.kind == Kind.GUIDE:
        forms[STANDARD], found["questions"] = _guide(part, standard)
    for name, form in TEXT_FORMS.items():
        if text := _text(part, name) or forms.get(form, ""):
            found[name] = text
    found["targets"] = _pairs(part, "targets")
    found["overrides"] = _pairs(part, "overrides") + [
        [name.removeprefix(OVERRIDE).strip(), text]
        for name, text in forms.items()
        if name.startswith(OVERRIDE)
    ]
    return found


def _steps(part: Part, standard: str) -> list[str]:
    if "steps" in part.settings:
        return _texts(part, "steps")
    try:
        return steps_from(standard)
    except ValueError:
        raise bad(_("Steps are lines that begin with 1., 2. and so on."), part.where) from None


def _table(part: Part, standard: str) -> dict[str, Any] | None:
    if "table" in part.settings:
        return _table_setting(part)
    if not standard:
        return None
    try:
        return from_markdown(standard)
    except ValueError:
        text = _(
            "A table is a line of headings, a line of | --- |, and lines of as many cells each."
        )
        raise bad(text, part.where) from None


def _guide(part: Part, standard: str) -> tuple[str, list[dict[str, Any]]]:
    """What stands before the first question, and the questions."""
    try:
        if "questions" in part.settings:
            return standard, as_data(from_data(part.settings["questions"]))
        before, questions = read_guide(standard)
        return before, as_data(with_names(questions))
    except (ValueError, KeyError, TypeError):
        raise bad(str(GUIDE_LINES), part.where) from None


def _table_setting(part: Part) -> dict[str, Any]:
    table = part.settings["table"]
    is_right = (
        isinstance(table, Mapping)
        and set(table) <= {"columns", "rows", "caption"}
        and _are_texts(table.get("columns"))
        and isinstance(table.get("rows"), list)
        and all(_are_texts(row) and len(row) == len(table["columns"]) for row in table["rows"])
        and isinstance(table.get("caption", ""), str)
    )
    if not is_right:
        raise _wrong(part, "table")
    kept = (name for name in ("columns", "rows", "caption") if table.get(name, "") != "")
    return {name: table[name] for name in kept}


def _text(part: Part, name: str) -> str:
    value = part.settings.get(name, "")
    if not isinstance(value, str):
        raise _wrong(part, name)
    return value


def _texts(part: Part, name: str) -> list[str]:
    """A single word stands for a list of one."""
    value = part.settings.get(name) or []
    if isinstance(value, str):
        value = [value]
    if not _are_texts(value):
        raise _wrong(part, name)
    return list(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _pairs(part: Part, name: str) -> list[list[str]]:
    value = part.settings.get(name) or []
    rows = [value] if isinstance(value, Mapping) else value
    is_right = isinstance(rows, list) and all(
        isinstance(row, Mapping) and all(isinstance(v, str) for v in row.values()) for row in rows
    )
    if not is_right:
        raise _wrong(part, name)
    return [[key, text] for row in rows for key, text in row.items()]


def _basis(part: Part, basis: Any) -> dict[str, str]:
    if not isinstance(basis, Mapping) or not set(basis) <= set(BASIS):
        raise _wrong(part, "basis")
    if not all(isinstance(text, str) for text in basis.values()):
        raise _wrong(part, "basis")
    return {name: basis[name] for name in BASIS if basis.get(name)}


def _wrong(part: Part, name: str) -> Exception:
    return bad(_("“%(name)s” holds something else than it should.") % {"name": name}, part.where)
