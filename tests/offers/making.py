"""Offers as tests need them: live, with conditions in one line."""

from __future__ import annotations

import json
import uuid
from typing import Any

from wagtail.models import Locale

from kb.authoring.conditions import FIELDS
from kb.authoring.models import LabelValue, Offer
from tests.library import NAMESPACE, block

SENTENCE = "离您最近的网点较远，用手机银行在家就能办。"


def condition(fact: str, *values: str, match: str = "any") -> dict[str, Any]:
    """As the editor's form keeps it."""
    name = FIELDS[fact]
    held: Any = values[0] if name == "level" else list(values)
    value = {name: held} if name == "level" else {"match": match, name: held}
    return {"type": fact, "id": str(uuid.uuid5(NAMESPACE, f"{fact}{values}")), "value": value}


def publish_offer(
    key: str = "go.mobile",
    text: str = SENTENCE,
    *conditions: dict[str, Any],
    language: str = "zh-hans",
    labels: dict[str, Any] | None = None,
    kind: str = "answer",
    **fields: Any,
) -> Offer:
    """As the shell would; guidance unless told otherwise."""
    offer = Offer(
        key=key,
        title=fields.pop("title", key),
        purpose=fields.pop("purpose", "service"),
        element=json.dumps([block(kind, text, slot=key, **(labels or {}))]),
        conditions=json.dumps(conditions),
        live=False,
        locale=Locale.objects.get(language_code=language),
        **fields,
    )
    offer.save()
    offer.save_revision().publish()
    return Offer.objects.get(pk=offer.pk)


def label(dimension: str, code: str, name: str = "") -> LabelValue:
    row, _is_new = LabelValue.objects.get_or_create(
        dimension=dimension, code=code, defaults={"name_zh": name or code, "name_en": code}
    )
    return row
