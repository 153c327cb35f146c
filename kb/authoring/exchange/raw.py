"""An element as the base keeps it ↔ its record. What it names by number is named by key here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from kb.authoring.exchange.records import Element
from kb.authoring.guides.trees import tree_of
from kb.authoring.guides.written import as_blocks, as_data, from_data
from kb.authoring.importers.elements import Raw
from kb.authoring.variants import STAMP, digest_of_text, guide_text
from kb.document import STAFF_KINDS, Kind

SHARED = "shared"
TEXTS = ("title", "text", "limit", "brief", "spoken")
LISTS = ("channels", "regions", "segments", "products")
GROUPS = "groups"
MOMENTS = ("valid_from", "valid_to")
BASIS = ("record", "document", "number", "clause", "department", "valid_from", "valid_to")
TRUE, NOTICE, UNVERIFIED = "true", "notice", "none"


@dataclass(frozen=True, slots=True)
class Names:
    """Shared elements by number and by key and language; pictures by number and by file; bases by
    number and by key."""

    shared: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    shared_ids: Mapping[tuple[str, str], int] = field(default_factory=dict)
    images: Mapping[int, str] = field(default_factory=dict)
    image_ids: Mapping[str, int] = field(default_factory=dict)
    bases: Mapping[int, str] = field(default_factory=dict)
    basis_ids: Mapping[str, int] = field(default_factory=dict)


def audience_of(kind: str) -> str:
    """The default of the kind."""
    return "agent" if kind in STAFF_KINDS else "public"


def element_from(raw: Mapping[str, Any], *, names: Names, locale: str) -> Element:
    kind, value = raw["type"], raw.get("value") or {}
    fields: dict[str, Any] = {}
    if kind == SHARED:
        fields |= _shared_from(value, names, locale)
    else:
        fields |= _content_from(kind, value, names)
    fields |= _labels_from(kind, value)
    return Element(kind, str(raw.get("id") or ""), fields, _behind(value, fields))


def _shared_from(value: Mapping[str, Any], names: Names, locale: str) -> dict[str, Any]:
    key, own = names.shared.get(value.get("element") or 0, ("", locale))
    found = {"shared": key} if key else {}
    return found if own == locale else found | {"shared_locale": own}


def _content_from(kind: str, value: Mapping[str, Any], names: Names) -> dict[str, Any]:
    found: dict[str, Any] = {name: str(value[name]) for name in TEXTS if value.get(name)}
    if kind == Kind.STEPS:
        found["steps"] = [str(step) for step in items_of(value.get("steps"))]
    if questions := tree_of(value.get("questions")):
        found["questions"] = as_data(questions)
    if value.get(GROUPS):
        found[GROUPS] = sorted(map(str, value[GROUPS]))
    if value.get("table"):
        found["table"] = _table_from(value["table"])
    if targets := items_of(value.get("targets")):
        found["targets"] = [[t.get("type") or "", t.get("value") or ""] for t in targets]
    if overrides := items_of(value.get("overrides")):
        found["overrides"] = [[o.get("channel") or "", o.get("text") or ""] for o in overrides]
    if image := names.images.get(value.get("image") or 0):
        found["image"] = image
    if basis := _basis_from(value.get("basis") or {}, names):
        found["basis"] = basis
    return found


def items_of(found: Any) -> list[Any]:
    """The values of a list of blocks, as Wagtail has written it since version 2.16 or before."""
    return [item["value"] if _is_item(item) else item for item in found or ()]


def _is_item(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("type") == "item" and "value" in item


def _table_from(table: Mapping[str, Any]) -> dict[str, Any]:
    columns = [str(column.get("heading") or "") for column in table.get("columns") or ()]
    rows = [[str(v or "") for v in row["values"]] for row in table.get("rows") or ()]
    found: dict[str, Any] = {"columns": columns, "rows": rows}
    return found | ({"caption": str(table["caption"])} if table.get("caption") else {})


def _basis_from(basis: Mapping[str, Any], names: Names) -> dict[str, str]:
    found = {name: plain(basis.get(name)) for name in BASIS}
    found["record"] = names.bases.get(basis.get("record") or 0, "")
    return {name: text for name, text in found.items() if text}


def _labels_from(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (audience := value.get("audience") or "") not in ("", audience_of(kind)):
        found["audience"] = audience
    if (verification := value.get("verification") or UNVERIFIED) != UNVERIFIED:
        found["verification"] = verification
    for name in LISTS:
        if value.get(name):
            found[name] = sorted(map(str, value[name]))
    for name in MOMENTS:
        if moment := moment_from(value.get(name)):
            found[name] = moment
    if value.get("person_only"):
        found["person_only"] = TRUE
    if (message_kind := value.get("message_kind") or NOTICE) != NOTICE:
        found["message_kind"] = message_kind
    return found


def plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def moment_from(value: Any) -> str:
    """In the house's time zone, however it was written; what is no moment stays as it is."""
    if not value:
        return ""
    moment = value if isinstance(value, datetime) else _parsed(str(value))
    if moment is None:
        return str(value)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return timezone.localtime(moment, timezone.get_default_timezone()).isoformat()


def _parsed(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _behind(value: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    stamp = str(value.get(STAMP) or "")
    is_behind = stamp and not stamp.endswith(f":{digest_of_text(standard_of(value, fields))}")
    return stamp if is_behind else ""


def standard_of(value: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """As variants.standard_text has it."""
    if value.get("questions") is not None:
        return guide_text(value.get("text"), tree_of(value["questions"]))
    if value.get("text") is not None:
        return str(value["text"])
    if "steps" in value:
        return "\n".join(fields.get("steps", ()))
    rows = fields.get("table", {}).get("rows", ())
    return "\n".join("|".join(row) for row in rows)


def raw_from(element: Element, *, names: Names, locale: str, held: Raw | None = None) -> Raw:
    """`held`: the same element as it is now; its list items keep their names, and its wordings the
    text they were written for."""
    fields = element.fields
    value: Raw = {name: list(fields.get(name, ())) for name in LISTS}
    value |= {name: fields.get(name) or None for name in MOMENTS}
    value["audience"] = fields.get("audience") or audience_of(element.kind)
    value["verification"] = fields.get("verification", UNVERIFIED)
    if element.kind == SHARED:
        wanted = fields.get("shared", ""), fields.get("shared_locale", locale)
        return {"type": SHARED, "id": element.id,
                "value": value | {"element": names.shared_ids.get(wanted)}}  # fmt: skip
    own = (held or {}).get("value") or {}
    value |= _content_raw(element, names, own)
    value |= {"person_only": fields.get("person_only") == TRUE,
              "message_kind": fields.get("message_kind", NOTICE),
              "basis": _basis_raw(fields.get("basis", {}), names),
              STAMP: element.behind or own.get(STAMP) or ""}  # fmt: skip
    return {"type": element.kind, "id": element.id, "value": value}


def _basis_raw(basis: Mapping[str, str], names: Names) -> Raw:
    found: Raw = {name: basis.get(name) for name in BASIS}
    return found | {"record": names.basis_ids.get(basis.get("record", ""))}


def _content_raw(element: Element, names: Names, held: Mapping[str, Any]) -> Raw:
    fields, found = element.fields, {}
    for name in TEXTS:
        found[name] = fields.get(name, "")
    lists = {
        "steps": fields.get("steps"),
        "targets": [{"type": way, "value": to} for way, to in fields.get("targets", ())],
        "overrides": [{"channel": c, "text": text} for c, text in fields.get("overrides", ())],
    }
    for name, values in lists.items():
        if values is not None:
            found[name] = _items(values, held.get(name), element.id, name)
    if "questions" in fields:
        found["questions"] = _questions_raw(fields["questions"], held, element.id)
    if element.kind == Kind.GRANT:
        found[GROUPS] = list(fields.get(GROUPS, ()))
    if "table" in fields:
        found["table"] = _table_raw(fields["table"])
    if "image" in fields:
        found["image"] = names.image_ids.get(fields["image"])
    return found


def _questions_raw(data: Any, held: Mapping[str, Any], of: str) -> list[Raw]:
    questions = as_blocks(from_data(data))
    before = items_of(held.get("questions"))
    for number, question in enumerate(questions):
        old = before[number].get("choices") if number < len(before) else None
        name = f"questions.{number}.choices"
        question["choices"] = _items(question["choices"], old, of, name)
    return _items(questions, held.get("questions"), of, "questions")


def _items(values: list[Any], held: Any, of: str, name: str) -> list[Raw]:
    ids = [item.get("id") for item in held or () if _is_item(item)][: len(values)]
    ids += [str(uuid.uuid5(uuid.UUID(of), f"{name}.{n}")) for n in range(len(ids), len(values))]
    return [
        {"type": "item", "value": value, "id": own} for own, value in zip(ids, values, strict=True)
    ]


def _table_raw(table: Mapping[str, Any]) -> Raw:
    return {
        "columns": [{"type": "text", "heading": heading} for heading in table["columns"]],
        "rows": [{"values": list(row)} for row in table["rows"]],
        "caption": table.get("caption", ""),
    }
