"""What each subject's record holds, and how it is written flat: as one map of names and values."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.exchange.items import (
    BASIS_TEXTS,
    DAYS,
    FACT_TEXTS,
    MOMENTS,
    VARIANT_LISTS,
    VARIANT_TEXTS,
    lines_of,
)
from kb.authoring.exchange.layout import element_from_part
from kb.authoring.exchange.problems import bad
from kb.authoring.exchange.raw import moment_from
from kb.authoring.exchange.records import Element, Item, Subject, Where

__all__ = ["HEADS", "VARIANT", "Head", "element_from_part", "flat", "item_from"]
LOCALES = ("zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Head:
    """`lines`: lists of free texts, one on each line; `codes`: lists whose order means nothing;
    `needed`: names without which there is nothing to keep."""

    texts: tuple[str, ...]
    lines: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    has_locale: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.texts, *self.lines, *self.codes, *self.moments, *self.rows)


ATTACHMENT = Head(("file", "title", *DAYS), needed=("file",))
VARIANT = Head(VARIANT_TEXTS, codes=VARIANT_LISTS, moments=("next_from",))
HEADS: dict[Subject, Head] = {
    "label": Head(("dimension", "code", *LOCALES), needed=("dimension", "code", *LOCALES),
                  has_locale=False),
    "topic": Head(("parent", "title", "offers"), needed=("title",)),
    "image": Head(("file", "title", "description", "focal_point"), needed=("file",),
                  has_locale=False),
    "basis": Head((*BASIS_TEXTS, "replaced_by", *DAYS), needed=("kind", "title"),
                  rows=("attachments",), has_locale=False),
    "fact": Head(FACT_TEXTS, moments=("next_from", *MOMENTS), needed=("type",),
                 rows=("variants",), has_locale=False),
    "term": Head(("jargon", "plain"), lines=("customer_words",), moments=MOMENTS,
                 needed=("jargon",)),
    "shared": Head(("title",), moments=MOMENTS, needed=("title",)),
    "answer": Head(("topic", "question"), lines=("wordings",), codes=("also_in",), moments=MOMENTS,
                   needed=("topic", "question")),
}  # fmt: skip
ROWS = {"variants": VARIANT, "attachments": ATTACHMENT}
# These have no key of their own to write.
KEYED_BY: dict[Subject, tuple[str, ...]] = {"label": ("dimension", "code"), "image": ("file",)}
OWN = ("key", "locale", "id", "version")


def flat(item: Item) -> dict[str, Any]:
    """In the order people read it."""
    own = {"key": item.key, "locale": item.locale, "id": item.id}
    if item.subject in KEYED_BY:
        own.pop("key")
    fields = dict(item.fields) | ({"file": item.key} if item.subject == "image" else {})
    ordered = {name: fields[name] for name in HEADS[item.subject].names if name in fields}
    kept = {name: value for name, value in own.items() if value}
    return kept | ordered | ({"version": item.version} if item.version else {})


def item_from(
    subject: Subject,
    written: Mapping[str, Any],
    where: Where,
    *,
    elements: tuple[Element, ...] = (),
) -> Item:
    """Raises BadFiles."""
    head = HEADS[subject]
    fields = fields_from(head, {n: v for n, v in written.items() if n not in OWN}, where)
    own = {name: _text(written, name, where) for name in OWN}
    for name in head.needed:
        if not fields.get(name):
            raise bad(_("“%(name)s” is missing.") % {"name": name}, where)
    if subject in KEYED_BY:
        own["key"] = ".".join(fields[name] for name in KEYED_BY[subject])
        fields.pop("file", None)
    if not own["key"]:
        raise bad(_("“%(name)s” is missing.") % {"name": "key"}, where)
    if own["id"] and not _is_uuid(own["id"]):
        raise bad(_("“id” is kept as it was exported, or left out."), where)
    if head.has_locale and own["locale"] not in LOCALES:
        text = _("“locale” must be one of %(locales)s.")
        raise bad(text % {"locales": ", ".join(LOCALES)}, where)
    locale = own["locale"] if head.has_locale else ""
    return Item(
        subject, own["key"], fields, locale, own["id"], elements, own["version"], where
    )  # fmt: skip


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def fields_from(head: Head, written: Mapping[str, Any], where: Where) -> dict[str, Any]:
    for name in written:
        if name not in head.names:
            raise bad(_("“%(name)s” is nothing that can stand here.") % {"name": name}, where)
    found: dict[str, Any] = {name: _text(written, name, where) for name in head.texts}
    for name in head.lines:
        found[name] = lines_of("\n".join(_texts(written, name, where)))
    for name in head.codes:
        found[name] = sorted(set(_texts(written, name, where)))
    for name in head.moments:
        found[name] = moment_from(_text(written, name, where))
    for name in head.rows:
        found[name] = _rows(written, name, where)
    return {name: value for name, value in found.items() if value}


def _text(written: Mapping[str, Any], name: str, where: Where) -> str:
    value = written.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, where)
    return value


def _texts(written: Mapping[str, Any], name: str, where: Where) -> list[str]:
    value = written.get(name) or []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _wrong(name, where)
    return value


def _rows(written: Mapping[str, Any], name: str, where: Where) -> list[dict[str, Any]]:
    value = written.get(name) or []
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise _wrong(name, where)
    return [fields_from(ROWS[name], row, where) for row in value]


def _wrong(name: str, where: Where) -> Exception:
    return bad(_("“%(name)s” holds something else than it should.") % {"name": name}, where)
