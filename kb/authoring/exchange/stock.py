"""What stands in the base, as records: what is live, or the latest text with all drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.images import get_image_model
from wagtail.models import Revision

from kb.authoring.exchange.items import (
    MOMENTS,
    SNIPPETS,
    Content,
    Which,
    above,
    answer_item,
    basis_items,
    image_file,
    image_item,
    labels,
    topic_items,
    topic_keys,
)
from kb.authoring.exchange.raw import Names
from kb.authoring.exchange.records import Item, version_of
from kb.authoring.exchange.sight import Sight
from kb.authoring.models import (
    BasisRecord,
    Fact,
    KnowledgePage,
    SharedElement,
    TopicPage,
)
from kb.authoring.topics import LIBRARY_KEY
from kb.locales import to_outside

BATCH = 300


@dataclass(slots=True)
class Stock:
    """Reads in order; `left_out` counts what `sight` does not show."""

    which: Which
    sight: Sight
    left_out: int = 0
    used_images: set[str] = field(default_factory=set)
    names: Names = field(default_factory=lambda: names_now())

    def count(self) -> int:
        return sum(query.count() for query in (self._answers(), *map(self._snippets, SNIPPETS)))

    def items(self) -> Iterator[Item]:
        """Each with its version; pictures come last, since only now it is known which are used."""
        yield from self._versioned(labels())
        yield from self._versioned(self._topics())
        yield from self._versioned(basis_items(BasisRecord.objects.all()))
        for model, read in SNIPPETS.items():
            yield from self._seen(self._from_snippets(model, read))
        yield from self._seen(self.answers(self._answers()))
        yield from self._versioned(self._images())

    def _seen(self, items: Iterator[Item]) -> Iterator[Item]:
        editable = self.sight.editable_ids()
        for item in items:
            if self._is_own(item, editable) or self.sight.shows(item):
                self.used_images |= {
                    e.fields["image"] for e in item.elements if "image" in e.fields
                }
                yield with_version(item)
            else:
                self.left_out += 1

    def _is_own(self, item: Item, editable: frozenset[int]) -> bool:
        return item.subject == "answer" and item.pk in editable

    def _versioned(self, items: Iterator[Item]) -> Iterator[Item]:
        return map(with_version, items)

    def _answers(self) -> Any:
        pages = self.sight.answers()
        return pages.filter(live=True) if self.which == "live" else pages

    def _snippets(self, model: Any) -> Any:
        rows = model.objects.all() if model is Fact else model.objects.select_related("locale")
        return rows.filter(live=True) if self.which == "live" else rows

    def _topics(self) -> Iterator[Item]:
        topics = TopicPage.objects.exclude(key=LIBRARY_KEY)
        return topic_items(topics.filter(live=True) if self.which == "live" else topics, self.which)

    def _from_snippets(self, model: Any, read: Callable[..., Item]) -> Iterator[Item]:
        for rows in batches(self._snippets(model).order_by("key", "pk")):
            contents = contents_of(rows, self.which)
            yield from (read(row, contents[row.pk], self.names) for row in rows)

    def answers(self, pages: Any) -> Iterator[Item]:
        topics, places = topic_keys(), second_places()
        rows = pages.annotate(stream=Cast("elements", TextField())).order_by("key", "pk")
        for batch in batches(rows.values(*PAGE_COLUMNS, "stream")):
            drafts = {} if self.which == "live" else drafts_of(batch)
            for row in batch:
                content = drafts.get(row["latest_revision_id"]) or row | {"elements": row["stream"]}
                yield answer_item(row, content, self.names, topics=topics, places=places)

    def _images(self) -> Iterator[Item]:
        for pk, file in sorted(self.names.images.items(), key=lambda pair: pair[1]):
            if (self.sight.is_whole or file in self.used_images) and self.names.image_ids[
                file
            ] == pk:
                yield image_item(get_image_model().objects.get(pk=pk), file)


PAGE_COLUMNS = ("pk", "key", "translation_key", "locale__language_code", "path", "title",
                "wordings", "latest_revision_id", *MOMENTS)  # fmt: skip


def with_version(item: Item) -> Item:
    return replace(item, version=version_of(item))


def batches(rows: Any) -> Iterator[list[Any]]:
    """Page after page by number, so that no cursor stays open while somebody writes."""
    start = 0
    while batch := list(rows[start : start + BATCH]):
        yield batch
        start += len(batch)


def names_now() -> Names:
    shared = {
        pk: (key, to_outside(code))
        for pk, key, code in SharedElement.objects.values_list("pk", "key", "locale__language_code")
    }
    bases = dict(BasisRecord.objects.values_list("pk", "key"))
    images = {image.pk: image_file(image) for image in get_image_model().objects.order_by("-pk")}
    return Names(
        shared=shared,
        shared_ids={name: pk for pk, name in shared.items()},
        images=images,
        image_ids={file: pk for pk, file in images.items()},
        bases=bases,
        basis_ids={key: pk for pk, key in bases.items()},
    )


def contents_of(rows: Sequence[Any], which: Which) -> dict[int, Content]:
    """What each snippet says: its own row, or its latest revision."""
    found = {row.pk: row.serializable_data() for row in rows}
    if which == "live":
        return found
    ids = {row.latest_revision_id: row.pk for row in rows if row.latest_revision_id}
    drafts = Revision.objects.filter(pk__in=ids).values_list("pk", "content")
    return found | {ids[pk]: content for pk, content in drafts}


def drafts_of(rows: Sequence[Mapping[str, Any]]) -> dict[int, Content]:
    ids = [row["latest_revision_id"] for row in rows if row["latest_revision_id"]]
    return dict(Revision.objects.filter(pk__in=ids).values_list("pk", "content"))


def second_places() -> dict[int, list[str]]:
    """Page id → paths of the topics where the answer also stands."""
    found: dict[int, list[str]] = {}
    places = KnowledgePage.objects.filter(alias_of__isnull=False)
    for page, path in places.order_by("path").values_list("alias_of_id", "path"):
        found.setdefault(page, []).append(above(path))
    return found
