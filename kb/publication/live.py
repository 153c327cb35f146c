"""`Live` and its companions: what is written in the transaction of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kb.access import Audience, Labels
from kb.access.labels import DIMENSIONS
from kb.access.rules import stored
from kb.document import CORE_KINDS, Document, Passage
from kb.publication import following
from kb.publication.edges import edges_to_json
from kb.publication.images import image_ref
from kb.publication.marks import Mark, next_marks, touched_labels
from kb.publication.models import (
    BEGINNING,
    END,
    AliasPlace,
    Dirty,
    Live,
    LiveElement,
    LiveTopic,
    LiveUse,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication ready to be written: the rows of `Live` and what the log says of them."""

    plan: Any
    rows: tuple[Live, ...]
    touched: list[Any]
    core_before: list[Any]
    lineage_before: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as it was live until now."""

    key: str
    locale: str
    page_id: int
    topic_id: int
    marks: tuple[Mark, ...]
    core_labels: list[Any]
    lineage: list[str]


def states(answers: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(key, locale) → the state it was last published with."""
    rows = Live.objects.filter(key__in={key for key, _ in answers})
    return {(key, locale): s for key, locale, s in rows.values_list("key", "locale", "state")}


def rows_of_answers(plans: Sequence[Any]) -> list[Found]:
    return _found(Live.objects.filter(key__in={plan.key for plan in plans}))


def rows_of_pages(page_ids: set[int]) -> list[Found]:
    return _found(Live.objects.filter(page_id__in=page_ids)) if page_ids else []


def _found(rows: Any) -> list[Found]:
    grouped: dict[tuple[str, str], list[Live]] = {}
    for row in rows.order_by("valid_from"):
        grouped.setdefault((row.key, row.locale), []).append(row)
    topic_ids = {row.topic_id for found in grouped.values() for row in found}
    topics = LiveTopic.objects.in_bulk(topic_ids)
    seconds = _second_lineages({key for key, _locale in grouped})
    return [_one_found(found, topics, seconds.get(answer, [])) for answer, found in grouped.items()]


def _second_lineages(keys: set[str]) -> dict[tuple[str, str], list[str]]:
    """The topics above the open second places of these answers."""
    places = list(AliasPlace.objects.filter(key__in=keys))
    topics = LiveTopic.objects.in_bulk({place.topic_id for place in places})
    found: dict[tuple[str, str], list[str]] = {}
    for place in places:
        if place.topic_id in topics and topics[place.topic_id].open:
            found.setdefault((place.key, place.locale), []).extend(topics[place.topic_id].lineage)
    return found


def _one_found(rows: list[Live], topics: dict[int, LiveTopic], seconds: list[str]) -> Found:
    documents = [Document.from_json(row.document) for row in rows]
    topic = topics.get(rows[0].topic_id)
    return Found(
        key=rows[0].key,
        locale=rows[0].locale,
        page_id=rows[0].page_id,
        topic_id=rows[0].topic_id,
        marks=tuple(Mark.from_json(mark) for mark in rows[0].marks),
        core_labels=core_labels(documents),
        lineage=[*(topic.lineage if topic else []), *seconds],
    )


def core_labels(documents: Iterable[Document]) -> list[Any]:
    """The distinct labels of what makes an answer visible."""
    labels = (p.labels for d in documents for p in d.passages if p.kind in CORE_KINDS)
    return [label.to_json() for label in dict.fromkeys(labels)]


def entry_for(plan: Any, before: Found | None, *, seq: int, at: datetime) -> Entry:
    """Decide every row of one publication; nothing is written here."""
    documents = plan.assembly.documents
    old_marks = before.marks if before else ()
    marks = next_marks(old_marks, documents, seq=seq, at=at)
    told = {"seq": seq, "published_at": at, "marks": [mark.to_json() for mark in marks]}
    rows = rows_of(plan, **told)
    touched = touched_labels(marks, seq=seq, before=old_marks)
    core_before = before.core_labels if before else []
    if before and before.topic_id != plan.topic_id:
        # A move shows or hides the whole answer to readers of some topics.
        touched += [label for label in core_labels(documents) if label not in touched]
    return Entry(plan, rows, touched, core_before, before.lineage if before else [])


def rows_of(plan: Any, **told: Any) -> tuple[Live, ...]:
    """Every interval of it; `told`: what follows from the log, not from the page."""
    common = {
        "key": plan.key, "locale": plan.locale, "page_id": plan.page.pk,
        "topic_id": plan.topic_id, "state": plan.state,
        "edges": edges_to_json(plan.assembly.edges),
    }  # fmt: skip
    pairs = zip(plan.assembly.documents, plan.documents, strict=True)
    return tuple(_row(document, plain, common | told) for document, plain in pairs)


def _row(document: Document, plain: Any, common: dict[str, Any]) -> Live:
    core = [p.labels.audience for p in document.passages if p.kind in CORE_KINDS]
    return Live(
        valid_from=document.valid_from or BEGINNING,
        valid_to=document.valid_to or END,
        question=document.question[:255],
        audience=min(core, default=Audience.AGENT),
        document=plain,
        **common,
    )


def replace(entries: Sequence[Entry]) -> None:
    """Put these in the place of what was live; a constant number of statements."""
    remove(entry.plan.page.pk for entry in entries)
    rows = [row for entry in entries for row in entry.rows]
    documents = [d for entry in entries for d in entry.plan.assembly.documents]
    Live.objects.bulk_create(rows, batch_size=200)
    LiveElement.objects.bulk_create(
        (
            element_row(row, passage)
            for row, document in zip(rows, documents, strict=True)
            for passage in document.passages
        ),
        batch_size=500,
    )
    LiveUse.objects.bulk_create(use for entry in entries for use in _uses_of(entry.plan))


def element_row(row: Live, passage: Passage) -> LiveElement:
    labels: Labels = passage.labels
    return LiveElement(
        live=row,
        element=passage.element,
        kind=passage.kind.value,
        is_core=passage.kind in CORE_KINDS,
        audience=labels.audience,
        verification=labels.verification,
        valid_from=labels.valid_from,
        valid_to=labels.valid_to,
        **{name: stored(getattr(labels, name)) for name in DIMENSIONS},
    )


def _uses_of(plan: Any) -> list[LiveUse]:
    documents: Iterable[Document] = plan.assembly.documents
    refs = {r for d in documents for p in d.passages for r in (*p.uses, *image_ref(p))}
    return [
        LiveUse(key=plan.key, locale=plan.locale, page_id=plan.page.pk, ref=ref)
        for ref in sorted(refs)
    ]


FACTS = (
    "key", "locale", "valid_from", "valid_to", "page_id", "topic_id", "question", "audience",
    "document", "edges", "state",
)  # fmt: skip
ELEMENT_FACTS = (
    "element", "kind", "is_core", "audience", "verification", "valid_from", "valid_to", *DIMENSIONS,
)  # fmt: skip


def row_facts(row: Live) -> list[Any]:
    """What two rows that say the same have in common: all that follows from the page."""
    return [getattr(row, name) for name in FACTS]


def element_facts(element: LiveElement) -> list[str]:
    return [_comparable(getattr(element, name)) for name in ELEMENT_FACTS]


def _comparable(value: Any) -> str:
    """A moment as the database gives it back, in whatever zone it was written."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def companion_facts(plan: Any) -> tuple[list[Any], list[str]]:
    """What belongs beside the rows of a plan: elements by row, in no order, and uses."""
    pairs = zip(rows_of(plan), plan.assembly.documents, strict=True)
    elements = [
        sorted(element_facts(element_row(row, passage)) for passage in document.passages)
        for row, document in pairs
    ]
    return elements, [use.ref for use in _uses_of(plan)]


def remove(page_ids: Iterable[int]) -> None:
    ids = list(page_ids)
    # By their numbers: a join here took PostgreSQL seconds while it did not know the tables' sizes.
    rows = list(Live.objects.filter(page_id__in=ids).values_list("pk", flat=True))
    LiveElement.objects.filter(live__in=rows).delete()
    Live.objects.filter(pk__in=rows).delete()
    LiveUse.objects.filter(page_id__in=ids).delete()
    Dirty.objects.filter(page_id__in=ids).delete()
    following.note_done(ids)
