"""Proposed answers → drafts, each once, however often and wherever it was interrupted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from kb.authoring.granulating.models import ProposedPoint, SourceDocument
from kb.authoring.granulating.proposal import Piece, Point, digest_of
from kb.authoring.importers.admin_indexes import index_for_admin
from kb.authoring.importers.bulk import Editor, NewAnswer, Unsavable, add_answers, make_page
from kb.authoring.importers.elements import Raw, raw_element, raw_table
from kb.authoring.importers.questions import source_name
from kb.authoring.models import AnswerKey, KnowledgePage
from kb.problem import Problem
from kb.problem import msgid as _
from kb.transactions import in_one_transaction

# Each batch is kept whole or not at all, with what Wagtail keeps beside its pages.
BATCH = 25
KEY_TAKEN = Problem("key_taken", _("Another answer has its key already; look at that one first."))


@dataclass(frozen=True, slots=True)
class NotMade:
    """A proposed answer that became no draft, and why."""

    point: int
    question: str
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Made:
    drafts: list[int] = field(default_factory=list)
    not_made: list[NotMade] = field(default_factory=list)


def create_drafts(
    document: SourceDocument,
    *,
    topic: int,
    editor: Editor,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Made:
    """Every proposed answer that is open becomes a draft under this topic. Begun again after an
    interruption, it goes on where it was."""
    waiting = [row.pk for row in document.points.filter(drafted_at=None) if row.can_be_drafted]
    made = Made()
    progress(0, len(waiting))
    for batch in _cut(waiting):
        done = in_one_transaction(partial(_draft, batch, topic=topic, editor=editor))
        made.drafts += done.drafts
        made.not_made += done.not_made
        progress(len(made.drafts) + len(made.not_made), len(waiting))
    return made


def _cut(pks: Sequence[int]) -> Iterator[list[int]]:
    source = iter(pks)
    while batch := list(islice(source, BATCH)):
        yield batch


def _draft(pks: Sequence[int], *, topic: int, editor: Editor) -> Made:
    """In one transaction: pages, their revisions, the admin's indexes, and our memory of it."""
    rows = ProposedPoint.objects.select_for_update().select_related("document").filter(pk__in=pks)
    open_rows = [row for row in rows if row.can_be_drafted]
    wanted = {row.pk: new_answer(row, topic=topic) for row in open_rows}
    made = Made()
    refused = _refusals(wanted)
    made.not_made = [
        NotMade(row.pk, row.question, refused[row.pk]) for row in open_rows if row.pk in refused
    ]
    new = [row for row in open_rows if row.pk not in refused]
    pages = add_answers([wanted[row.pk] for row in new], editor=editor)
    index_for_admin(pages)
    for row, page in zip(new, pages, strict=True):
        row.page, row.drafted_at, row.made = page, editor.at, content_digest(page)
        # What a newer version says meanwhile is still to be decided, now on the draft.
        row.change = row.change if row.incoming else ProposedPoint.Change.NONE
        made.drafts.append(row.pk)
    ProposedPoint.objects.bulk_update(new, ["page", "drafted_at", "made", "change"])
    return made


def _refusals(wanted: dict[int, NewAnswer]) -> dict[int, tuple[Problem, ...]]:
    names = {answer.key: answer.translation_key for answer in wanted.values()}
    owners = dict(AnswerKey.objects.filter(key__in=names).values_list("key", "translation_key"))
    there = set(
        KnowledgePage.objects.filter(translation_key__in=names.values()).values_list(
            "translation_key", flat=True
        )
    )
    found: dict[int, tuple[Problem, ...]] = {}
    for pk, answer in wanted.items():
        taken = owners.get(answer.key, answer.translation_key) != answer.translation_key
        if taken or answer.translation_key in there:
            found[pk] = (KEY_TAKEN,)
            continue
        try:
            make_page(answer)
        except Unsavable as error:
            found[pk] = error.problems
    return found


def new_answer(row: ProposedPoint, *, topic: int) -> NewAnswer:
    """Key and ids follow from the document and the place, so nothing is ever made twice."""
    point, document = row.point, row.document
    name = uuid.uuid5(document.uid, row.anchor)
    return NewAnswer(
        key=f"{source_name_of(document)}.{digest_of(str(document.uid), row.anchor)[:12]}",
        translation_key=name,
        locale=document.locale,
        topic=topic,
        question=point.question,
        wordings=point.wordings,
        elements=tuple(raw_pieces(point, answer=name)),
        publish=False,
    )


def source_name_of(document: SourceDocument) -> str:
    return source_name(Path(f"{document.name}.x"))


def raw_pieces(point: Point, *, answer: uuid.UUID) -> Iterator[Raw]:
    return (
        raw_element(piece.kind, _value(piece), answer=answer, name=piece.name)
        for piece in point.kept
    )


def _value(piece: Piece) -> dict[str, Any]:
    if piece.kind == "steps":
        return {"steps": list(piece.steps)}
    if piece.kind == "table":
        return {"title": piece.title, "table": raw_table(piece.rows)}
    if piece.kind == "link":
        targets = [{"type": "url", "value": piece.url}]
        return {"title": piece.title, "text": piece.text, "targets": targets}
    value = {"text": piece.text, "brief": piece.brief}
    if piece.kind in TITLED_TEXTS:
        value["title"] = piece.title
    return value


TITLED_TEXTS = frozenset({"explanation", "condition", "fee", "caution", "note", "example"})


def content_digest(page: Any) -> str:
    """Of what an editor can change of an answer: question, wordings and elements."""
    elements = KnowledgePage._meta.get_field("elements").value_to_string(page)
    return digest_of(page.title, page.wordings, json.dumps(json.loads(elements), sort_keys=True))
