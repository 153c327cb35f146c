"""The offers of a bank of files: one sentence more, in each language, with its conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kb.authoring.conditions import FIELDS
from kb.authoring.importers.bank.entries import BadBank
from kb.authoring.importers.bank.files import Bank, Record
from kb.authoring.importers.bank.making import locales, name_for, publish_snippet
from kb.authoring.importers.bulk import Editor
from kb.authoring.importers.elements import clean_stream, raw_element
from kb.authoring.models import Offer

# The same in every language.
ALIKE = ("purpose", "priority", "shown_most", "shown_days", "declined_days")
LABELS = ("audience", "channels", "regions", "segments", "products")
SENTENCE = "answer"


def make_offers(bank: Bank, *, editor: Editor, step: Callable[[], Any]) -> None:
    """Adds what is missing, as approved. Raises BadBank."""
    known = set(Offer.objects.values_list("key", "locale_id"))
    for record in bank.offers:
        for tag, locale in locales().items():
            if tag in record and (record["key"], locale.pk) not in known:
                where = f"offers.yaml: {record['key']}"
                offer = _offer(record, record[tag], locale=locale, where=where)
                publish_snippet(offer, where=where, editor=editor)
        step()


def _offer(record: Record, words: Mapping[str, Any], *, locale: Any, where: str) -> Offer:
    key, name = record["key"], name_for("offer", record["key"])
    value = {"text": words.get("text", "")} | {n: record[n] for n in LABELS if n in record}
    asked = [
        raw_element(
            one.get("of", ""), _condition(one, where=where), answer=name, name=f"{key}.{number}"
        )
        for number, one in enumerate(record.get("conditions", ()))
    ]
    return Offer(
        key=key,
        title=words.get("title", ""),
        why=words.get("why", ""),
        element=_stream(
            "element", [raw_element(SENTENCE, value, answer=name, name=key)], where=where
        ),
        conditions=_stream("conditions", asked, where=where),
        locale=locale,
        translation_key=name,
        **{n: record[n] for n in ALIKE if n in record},
    )


def _stream(name: str, raw: list[Any], *, where: str) -> Any:
    found, objections = clean_stream(Offer._meta.get_field(name), raw)
    if objections:
        raise BadBank([f"{where}: {words}" for words in objections])
    return found


def _condition(one: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    """`{of, how, values}`; of a verification the level alone."""
    field, values = FIELDS.get(one.get("of", "")), one.get("values")
    if field is None or not values or not isinstance(values, list):
        words = _("%(where)s: a condition is {of, how, values}; “of” is one of %(names)s.")
        raise BadBank([words % {"where": where, "names": ", ".join(FIELDS)}])
    if field == "level":
        return {field: values[0]}
    return {"match": one.get("how", "any"), field: values}
