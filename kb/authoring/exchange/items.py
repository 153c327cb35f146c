"""One thing of the base as a record: what each kind of thing says, and nothing that is empty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from wagtail.models import Page

from kb.authoring.exchange.raw import Names, element_from, moment_from
from kb.authoring.exchange.records import Item, Subject
from kb.authoring.models import BasisRecord, Fact, LabelValue, SharedElement, Term, TopicPage
from kb.authoring.topics import LIBRARY_KEY
from kb.locales import to_outside

Which = Literal["live", "latest"]
FACT_TEXTS = ("name", "name_en", "type", "unit", "basis", "value", "value_en", "next_value",
              "next_value_en")  # fmt: skip
VARIANT_TEXTS = ("value", "value_en", "next_value", "next_value_en")
VARIANT_LISTS = ("regions", "segments", "products")
MOMENTS, DAYS = ("go_live_at", "expire_at"), ("valid_from", "valid_to")
BASIS_TEXTS = ("kind", "title", "number", "issuer", "address", "state")
Content = Mapping[str, Any]
# What a topic says where nothing is offered.
NO_OFFERS = "none"


def topic_keys() -> dict[str, str]:
    """By place in the tree."""
    return dict(TopicPage.objects.values_list("path", "key"))


def above(path: str) -> str:
    return path[: -Page.steplen]


def said(content: Content, names: Sequence[str]) -> dict[str, Any]:
    """What is not empty, as text."""
    return {name: str(content[name]) for name in names if content.get(name)}


def moments(content: Content, names: Sequence[str] = MOMENTS) -> dict[str, str]:
    found = {name: moment_from(content.get(name)) for name in names}
    return {name: moment for name, moment in found.items() if moment}


def labels() -> Iterator[Item]:
    for row in LabelValue.objects.order_by("dimension", "code"):
        fields = {"dimension": row.dimension, "code": row.code}
        fields |= {"zh-Hans": row.name_zh, "en": row.name_en}
        yield Item("label", f"{row.dimension}.{row.code}", fields, pk=row.pk)


def topic_items(topics: Any, which: Which) -> Iterator[Item]:
    """From the top down, in their order."""
    keys = topic_keys()
    for topic in topics.select_related("locale", "latest_revision").order_by("path"):
        draft = topic.latest_revision if which == "latest" else None
        title = draft.content["title"] if draft else topic.title
        fields = {"title": title, "parent": keys.get(above(topic.path), LIBRARY_KEY)}
        if draft.content.get("without_offers") if draft else topic.without_offers:
            fields["offers"] = NO_OFFERS
        yield Item(
            "topic", topic.key, fields, to_outside(topic.locale.language_code),
            str(topic.translation_key), pk=topic.pk,
        )  # fmt: skip


def basis_items(rows: Any) -> Iterator[Item]:
    """Staff read them all."""
    for row in rows.select_related("replaced_by").prefetch_related("attachments").order_by("key"):
        content = {name: getattr(row, name) for name in (*BASIS_TEXTS, *DAYS)}
        fields: dict[str, Any] = said(content, (*BASIS_TEXTS, *DAYS))
        if row.state == BasisRecord.State.IN_FORCE:
            fields.pop("state")
        if row.replaced_by is not None:
            fields["replaced_by"] = row.replaced_by.key
        if attachments := [_attachment(one) for one in row.attachments.all()]:
            fields["attachments"] = attachments
        yield Item("basis", row.key, fields, pk=row.pk)


def _attachment(one: Any) -> dict[str, str]:
    content = {"title": one.title, "valid_from": one.valid_from, "valid_to": one.valid_to}
    return {"file": attachment_file(one)} | said(content, ("title", *DAYS))


def attachment_file(attachment: Any) -> str:
    """The same file has the same name, wherever it came from."""
    with attachment.file.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"attachments/{digest[:40]}.{attachment.file.name.rpartition('.')[2].lower()}"


def fact_item(row: Any, content: Content, _names: Names) -> Item:
    fields: dict[str, Any] = said(content, FACT_TEXTS) | moments(content, ("next_from", *MOMENTS))
    variants = [_variant(variant) for variant in content.get("variants") or ()]
    if variants:
        fields["variants"] = variants
    return Item("fact", row.key, fields, pk=row.pk)


def _variant(content: Content) -> dict[str, Any]:
    lists = {name: sorted(content[name]) for name in VARIANT_LISTS if content.get(name)}
    return lists | said(content, VARIANT_TEXTS) | moments(content, ("next_from",))


def term_item(row: Any, content: Content, _names: Names) -> Item:
    fields = said(content, ("jargon", "plain")) | moments(content)
    if words := lines_of(content.get("customer_words") or ""):
        fields["customer_words"] = words
    return Item("term", row.key, fields, _locale_of(row), str(row.translation_key), pk=row.pk)


def lines_of(text: str) -> list[str]:
    """One on each line, doubled and empty ones aside."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def shared_item(row: Any, content: Content, names: Names) -> Item:
    locale = _locale_of(row)
    fields = said(content, ("title",)) | moments(content)
    elements = tuple(element_from(raw, names=names, locale=locale)
                     for raw in stream_of(content["element"]))  # fmt: skip
    return Item("shared", row.key, fields, locale, str(row.translation_key), elements, pk=row.pk)


def stream_of(kept: Any) -> list[Any]:
    found = json.loads(kept) if isinstance(kept, str) else kept
    return list(found or ())


def _locale_of(row: Any) -> str:
    return to_outside(row.locale.language_code)


def answer_item(
    row: Mapping[str, Any],
    content: Content,
    names: Names,
    *,
    topics: Mapping[str, str],
    places: Mapping[int, list[str]],
) -> Item:
    locale = to_outside(row["locale__language_code"])
    fields: dict[str, Any] = {"topic": topics.get(above(row["path"]), LIBRARY_KEY)}
    if also := [topics[path] for path in places.get(row["pk"], ()) if path in topics]:
        fields["also_in"] = sorted(also)
    fields["question"] = content["title"]
    if wordings := lines_of(content.get("wordings") or ""):
        fields["wordings"] = wordings
    fields |= moments(content)
    elements = tuple(element_from(raw, names=names, locale=locale)
                     for raw in stream_of(content["elements"]))  # fmt: skip
    return Item(
        "answer", row["key"], fields, locale, str(row["translation_key"]), elements, pk=row["pk"]
    )


def image_file(image: Any) -> str:
    """The same picture is the same file, whatever it was called where it came from."""
    ending = image.file.name.rpartition(".")[2].lower()
    return f"images/{image.get_file_hash()}.{ending}"


def image_item(image: Any, file: str) -> Item:
    fields = said(
        {"title": image.title, "description": image.description}, ("title", "description")
    )
    points = (image.focal_point_x, image.focal_point_y, image.focal_point_width,
              image.focal_point_height)  # fmt: skip
    if all(point is not None for point in points):
        fields["focal_point"] = ",".join(map(str, points))
    return Item("image", file, fields, pk=image.pk)


SNIPPETS: dict[Any, Callable[..., Item]] = {
    Fact: fact_item, Term: term_item, SharedElement: shared_item,
}  # fmt: skip
SUBJECT_OF: dict[Any, Subject] = {Fact: "fact", Term: "term", SharedElement: "shared"}
