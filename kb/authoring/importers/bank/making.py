"""Labels, topics, facts, terms, shared elements and images of a bank. What is there stays as it
is, whoever has changed it since."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale

from kb.authoring.importers.bank.entries import BadBank, Entry
from kb.authoring.importers.bank.files import LOCALES, Bank, Record, TopicRecord
from kb.authoring.importers.bank.values import BadPart, Things, value_of
from kb.authoring.importers.bulk import Editor
from kb.authoring.importers.elements import clean_stream, raw_element
from kb.authoring.label_values import forget_choices
from kb.authoring.models import Fact, FactVariant, LabelValue, SharedElement, Term, TopicPage
from kb.authoring.topics import LIBRARY_KEY
from kb.locales import to_django

NAMESPACE = uuid.UUID("a9ac3c6e-2f59-5c0b-8a5e-3a2c5b1d7f46")
FACT_FIELDS = ("key", "name", "name_en", "type", "unit", "basis", "value", "value_en")
VARIANT_FIELDS = ("regions", "segments", "products", "value", "value_en")
Step = Callable[[], Any]


def name_for(kind: str, key: str) -> uuid.UUID:
    """The translation key: the same for a thing in every language, on every run."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def locales() -> dict[str, Any]:
    """By outside tag."""
    held = {locale.language_code: locale for locale in Locale.objects.all()}
    return {tag: held[to_django(tag)] for tag in LOCALES}


def make_labels(bank: Bank) -> None:
    for dimension, rows in bank.labels.items():
        for row in rows:
            names = {"name_zh": row["zh-Hans"], "name_en": row["en"]}
            label, is_new = LabelValue.objects.get_or_create(
                dimension=dimension, code=row["code"], defaults=names
            )
            if is_new:
                _check(label, where=f"labels.yaml: {row['code']}")
    forget_choices()


def make_topics(bank: Bank, *, editor: Editor, step: Step) -> dict[tuple[str, str], int]:
    """Page ids by key and locale."""
    known = {
        (page.key, page.locale_id): page for page in TopicPage.objects.select_related("locale")
    }
    made: dict[tuple[str, str], int] = {}
    for record in bank.topics:
        group = [page.translation_key for (key, _l), page in known.items() if key == record.key]
        name = group[0] if group else name_for("topic", record.key)
        for tag, locale in locales().items():
            page = known.get((record.key, locale.pk))
            if page is None:
                above = known[record.parent or LIBRARY_KEY, locale.pk]
                page = _make_topic(
                    record, above, title=record.titles[tag], name=name, editor=editor
                )
                known[record.key, locale.pk] = page
            made[record.key, tag] = page.pk
        step()
    return made


def _make_topic(
    record: TopicRecord, above: Any, *, title: str, name: uuid.UUID, editor: Editor
) -> Any:
    above.refresh_from_db()
    topic = TopicPage(
        title=title,
        key=record.key,
        slug=record.key.replace(".", "-"),
        locale=above.locale,
        translation_key=name,
        owner=editor.user,
        without_offers=record.without_offers,
        first_published_at=editor.at,
        last_published_at=editor.at,
    )
    if not title:
        raise BadBank(
            [
                _("topics.yaml: “%(key)s” has no name in %(locale)s.")
                % {"key": record.key, "locale": above.locale}
            ]
        )
    return above.add_child(instance=topic)


def make_facts(bank: Bank, *, editor: Editor, step: Step) -> None:
    known = set(Fact.objects.values_list("key", flat=True))
    for record in bank.facts:
        if record["key"] not in known:
            fact = Fact(**_columns(record, FACT_FIELDS), **_next_of(record))
            fact.variants.set(
                [FactVariant(**_columns(row, VARIANT_FIELDS), **_next_of(row))
                 for row in record.get("variants", ())]
            )  # fmt: skip
            where = f"facts.yaml: {record['key']}"
            for variant in fact.variants.all():
                _check(variant, where=where, without=("fact",))
            publish_snippet(fact, where=where, editor=editor)
        step()


def _columns(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: record[name] for name in names if name in record}


def _next_of(record: Record) -> dict[str, Any]:
    coming = record.get("next")
    if not coming:
        return {}
    columns = {"next_value": coming["value"], "next_value_en": coming.get("value_en", "")}
    return columns | {"next_from": parse_datetime(str(coming["from"]))}


def make_terms(bank: Bank, *, editor: Editor, step: Step) -> None:
    known = set(Term.objects.values_list("key", "locale_id"))
    for record in bank.terms:
        for tag, locale in locales().items():
            if tag in record and (record["key"], locale.pk) not in known:
                words = dict(record[tag])
                words["customer_words"] = "\n".join(words.get("customer_words", ()))
                name = name_for("term", record["key"])
                term = Term(key=record["key"], locale=locale, translation_key=name, **words)
                publish_snippet(term, where=f"terms.yaml: {record['key']}", editor=editor)
        step()


def make_images(bank: Bank) -> dict[str, int]:
    """Image ids by path in the bank's folder; the same file is the same image."""
    parts = [part for entry in (*bank.answers.values(), *bank.shared.values())
             for part in entry.parts if part.settings.get("image")]  # fmt: skip
    return {
        path: _image(bank, path, title=alt)
        for path, alt in {p.settings["image"]: p.settings.get("alt", "") for p in parts}.items()
    }


def _image(bank: Bank, path: str, *, title: str) -> int:
    file = bank.folder / path
    digest = hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()
    images = get_image_model().objects
    found = images.filter(file_hash=digest).first()
    if found is None:
        with file.open("rb") as opened:
            found = images.create(
                title=title or file.stem,
                file=ImageFile(opened, name=file.name),
                file_hash=digest,
                file_size=file.stat().st_size,
            )
    return int(found.pk)


def make_shared(
    bank: Bank, *, images: Mapping[str, int], editor: Editor, step: Step
) -> dict[str, dict[str, int]]:
    """Ids of shared elements by locale and key."""
    made: dict[str, dict[str, int]] = {tag: {} for tag in LOCALES}
    known = {(s.key, s.locale_id): s.pk for s in SharedElement.objects.all()}
    for (key, tag), entry in bank.shared.items():
        locale = locales()[tag]
        pk = known.get((key, locale.pk))
        if pk is None:
            shared = _shared(entry, locale=locale, images=images)
            publish_snippet(shared, where=entry.path.name, editor=editor)
            pk = shared.pk
        made[tag][key] = pk
        step()
    return made


def _shared(entry: Entry, *, locale: Any, images: Mapping[str, int]) -> SharedElement:
    [part] = entry.parts
    name = name_for("shared", entry.key)
    try:
        value = value_of(part, things=Things(images=images))
    except BadPart as bad:
        raise BadBank([f"{entry.path.name}:{part.line}: {bad}"]) from None
    raw = raw_element(part.kind, value, answer=name, name=part.name)
    element, objections = clean_stream(SharedElement._meta.get_field("element"), [raw])
    if objections:
        raise BadBank([f"{entry.path.name}: {words}" for words in objections])
    return SharedElement(
        key=entry.key, title=entry.front["title"], element=element, locale=locale,
        translation_key=name,
    )  # fmt: skip


def publish_snippet(snippet: Any, *, where: str, editor: Editor) -> None:
    """As an approved one: with a revision that is live. Raises BadBank."""
    _check(snippet, where=where)
    snippet.live = False
    snippet.save()
    snippet.save_revision(user=editor.user, clean=False).publish(user=editor.user)


def _check(row: Any, *, where: str, without: tuple[str, ...] = ()) -> None:
    try:
        row.full_clean(exclude=without)
    except ValidationError as error:
        words = [f"{name}: {message}" for name, messages in error.message_dict.items()
                 for message in messages]  # fmt: skip
        raise BadBank([f"{where}: {word}" for word in words]) from None
