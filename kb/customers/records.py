"""A customer as a directory tells of them; checked, since it is another system's word. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kb.locales import OUTSIDE_TO_DJANGO

MOST_ID, MOST_PRODUCTS = 128, 200
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_CODE = 40


class BadRecord(ValueError):
    """It does not say what docs/reference/customer-directory.md asks for; the message says which
    field, and never its value."""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """`id`: the directory's own name for the customer, the same for each of their numbers."""

    id: str = ""
    segment: str = ""
    region: str = ""
    products: tuple[str, ...] = ()
    locale: str = ""
    may_be_offered: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def record_from(said: Mapping[str, Any]) -> CustomerRecord:
    """Fields it does not know are left alone. Raises BadRecord."""
    products = said.get("products") or []
    if not isinstance(products, list | tuple) or len(products) > MOST_PRODUCTS:
        raise BadRecord("products")
    may_be_offered = said.get("may_be_offered", False)
    if not isinstance(may_be_offered, bool):
        raise BadRecord("may_be_offered")
    locale = _text(said, "locale", most=MOST_CODE)
    return CustomerRecord(
        id=_text(said, "id", most=MOST_ID),
        segment=_code(said.get("segment"), "segment"),
        region=_code(said.get("region"), "region"),
        products=tuple(_code(one, "products") for one in products),
        locale=locale if locale in OUTSIDE_TO_DJANGO else "",
        may_be_offered=may_be_offered,
    )


def _text(said: Mapping[str, Any], name: str, *, most: int) -> str:
    value = said.get(name) or ""
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise BadRecord(name)
    return value


def _code(value: Any, name: str) -> str:
    """As labels are named; empty where it is not said."""
    if not value and name != "products":
        return ""
    if not isinstance(value, str) or len(value) > MOST_CODE or not CODE.fullmatch(value):
        raise BadRecord(name)
    return value
