"""What the base holds of the things that arrive: by their ids and by their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from wagtail.images import get_image_model

from kb.authoring.exchange import items as items_of
from kb.authoring.exchange import stock
from kb.authoring.exchange.raw import Names
from kb.authoring.exchange.records import Item, with_block_ids
from kb.authoring.exchange.sight import Sight
from kb.authoring.exchange.stock import Stock, with_version
from kb.authoring.importers.bank.making import name_for
from kb.authoring.models import (
    AnswerKey,
    BasisRecord,
    Fact,
    KnowledgePage,
    SharedElement,
    Term,
    TopicPage,
)

HAVE_IDS = frozenset({"topic", "term", "shared", "answer"})


@dataclass(frozen=True, slots=True)
class Held:
    """`ids`: the translation key of each key, whatever the language."""

    items: tuple[Item, ...]
    ids: dict[str, str]

    def by_id(self, item: Item) -> Item | None:
        same = (i for i in self.items if item.id and (i.id, i.locale) == (item.id, item.locale))
        return next(same, None)

    def by_key(self, item: Item) -> Item | None:
        return next((i for i in self.items if (i.key, i.locale) == (item.key, item.locale)), None)

    def with_id(self, item: Item) -> Item:
        """What came without an id is what has its key here in any language; or gets one, the same
        on every run."""
        if item.subject not in HAVE_IDS:
            return item
        own = item.id or self.ids.get(item.key) or str(name_for(item.subject, item.key))
        return with_block_ids(replace(item, id=own))


def held_like(items: Sequence[Item], names: Names) -> Held:
    """For items of one subject."""
    if not items:
        return Held((), {})
    subject = items[0].subject
    found = _FIND[subject](items, names)
    return Held(tuple(map(with_version, found)), _ids(subject, items))


def _like(model: Any, items: Iterable[Item]) -> Any:
    has_key = Q(key__in={item.key for item in items})
    has_id = Q(translation_key__in={item.id for item in items if item.id})
    has_no_id = model in (Fact, BasisRecord)
    return model.objects.filter(has_key if has_no_id else has_key | has_id)


def _snippets(model: Any, items: Sequence[Item], names: Names) -> Iterator[Item]:
    rows = list(_like(model, items))
    contents = stock.contents_of(rows, "latest")
    return (items_of.SNIPPETS[model](row, contents[row.pk], names) for row in rows)


def _images(items: Sequence[Item], names: Names) -> Iterator[Item]:
    found = {item.key: names.image_ids.get(item.key) for item in items}
    images = get_image_model().objects.in_bulk([pk for pk in found.values() if pk])
    return (items_of.image_item(images[pk], file) for file, pk in found.items() if pk)


def _answers(items: Sequence[Item], names: Names) -> Iterator[Item]:
    """Whoever has a key first has it in every language."""
    pages = _like(KnowledgePage, items).filter(alias_of__isnull=True)
    return Stock("latest", Sight(), names=names).answers(pages)


def _ids(subject: str, items: Sequence[Item]) -> dict[str, str]:
    models: dict[str, Any] = {
        "topic": TopicPage, "term": Term, "shared": SharedElement, "answer": AnswerKey,
    }  # fmt: skip
    if subject not in models:
        return {}
    rows = models[subject].objects.filter(key__in={item.key for item in items})
    return {key: str(name) for key, name in rows.values_list("key", "translation_key")}


def _labels(items: Sequence[Item], names: Names) -> Iterator[Item]:
    keys = {item.key for item in items}
    return (label for label in items_of.labels() if label.key in keys)


_FIND: dict[str, Callable[[Sequence[Item], Names], Iterator[Item]]] = {
    "label": _labels,
    "topic": lambda items, names: items_of.topic_items(_like(TopicPage, items), "latest"),
    "image": _images,
    "basis": lambda items, names: items_of.basis_items(_like(BasisRecord, items)),
    "fact": lambda items, names: _snippets(Fact, items, names),
    "term": lambda items, names: _snippets(Term, items, names),
    "shared": lambda items, names: _snippets(SharedElement, items, names),
    "answer": _answers,
}
