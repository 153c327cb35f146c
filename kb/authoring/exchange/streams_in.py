"""The elements of a record as the raw data of a stream, and what stands against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kb.authoring.exchange.raw import SHARED, element_from, raw_from
from kb.authoring.exchange.records import Element, Fields, Item, is_same_element
from kb.authoring.importers.elements import Raw

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling

DIMENSIONS = ("regions", "segments", "products")


def stream_raw(
    item: Item, held: Iterable[Raw], settling: Settling
) -> tuple[list[Raw], tuple[str, ...]]:
    """What says the same as before stays exactly as it was."""
    before = {str(raw.get("id")): raw for raw in held}
    found, objections = [], []
    for element in item.elements:
        objections += missing_in(element, item.locale, settling)
        old = before.get(element.id)
        if old is not None and _is_as_it_was(element, old, item, settling):
            found.append(old)
        else:
            own = without_coming(element, settling)
            found.append(raw_from(own, names=settling.names, locale=item.locale, held=old))
    return found, tuple(objections)


def _is_as_it_was(element: Element, old: Raw, item: Item, settling: Settling) -> bool:
    held = element_from(old, names=settling.names, locale=item.locale)
    return is_same_element(element, held)


def missing_in(element: Element, locale: str, settling: Settling) -> list[str]:
    """What it names and nobody has."""
    fields, found = element.fields, []
    if element.kind == SHARED:
        own = fields.get("shared", ""), fields.get("shared_locale", locale)
        is_coming = ("shared", *own) in settling.coming
        if own[0] and own not in settling.names.shared_ids and not is_coming:
            text = _("There is no shared element “%(name)s” in this language.")
            found.append(text % {"name": own[0]})
    record = fields.get("basis", {}).get("record", "")
    if record and record not in settling.names.basis_ids and not _comes("basis", record, settling):
        found.append(_("There is no basis “%(name)s”.") % {"name": record})
    image = fields.get("image", "")
    if image and image not in settling.names.image_ids and not _comes("image", image, settling):
        found.append(_("There is no picture “%(name)s”.") % {"name": image})
    return found


def _comes(subject: str, key: str, settling: Settling) -> bool:
    return (subject, key, "") in settling.coming


def without_coming(element: Element, settling: Settling) -> Element:
    """A dry run cannot show the base labels that it has not made."""
    return replace(element, fields=_without_coming(element.fields, settling))


def without_coming_rows(rows: Iterable[Fields], settling: Settling) -> list[dict[str, Any]]:
    return [_without_coming(row, settling) for row in rows]


def _without_coming(fields: Fields, settling: Settling) -> dict[str, Any]:
    found = dict(fields)
    for name in DIMENSIONS if settling.dry_run else ():
        if name in fields:
            found[name] = [c for c in fields[name] if not _comes("label", f"{name}.{c}", settling)]
    return found


def ids_objection(item: Item) -> str:
    """Every element needs a name of its own."""
    ids = [element.id for element in item.elements]
    if not all(ids) or len(set(ids)) != len(ids):
        return _("Every element needs an id of its own; any short name will do.")
    return ""
