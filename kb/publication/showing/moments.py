"""An answer as it was, is or will be live at a moment: from the log for the past, from what is live
for the present, for the future with what is scheduled until then, from a version that waits by
choice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from kb.access import Labels
from kb.assembly.operations import assemble
from kb.assembly.sources import sources_for
from kb.document import Document, Passage
from kb.locales import to_outside
from kb.problem import Problem
from kb.publication.impact.effects import document_at
from kb.publication.impact.proposals import Proposal
from kb.publication.models import Live, LiveTopic, Publication
from kb.publication.showing.coming import Coming, Foreseen
from kb.publication.withholding import Withholding, current_withholdings, narrowed


@dataclass(frozen=True, slots=True)
class Answer:
    key: str
    locale: str
    page_id: int


@dataclass(frozen=True, slots=True)
class AtMoment:
    """`document`: of the interval, None where nothing was live; `elsewhere`: elements of the same
    version that only other intervals hold; `held`: elements that a withdrawn or narrowed source
    hides, with what is left of their labels. `row`: the entry of the log it stands in. `coming`:
    versions in it that are approved and not live yet.
    """

    document: Document | None
    elsewhere: tuple[Passage, ...] = ()
    held: Mapping[str, Labels | None] = field(default_factory=dict)
    row: Publication | None = None
    is_closed: bool = False
    problems: tuple[Problem, ...] = ()
    coming: tuple[Coming, ...] = ()


def as_it_was(answer: Answer, *, at: datetime) -> AtMoment:
    """From the log, which nobody can change."""
    rows = Publication.objects.filter(key=answer.key, locale=answer.locale, at__lte=at)
    row = rows.filter(kind__in=("publish", "withdraw")).order_by("-seq").first()
    if row is None or row.kind == "withdraw":
        return AtMoment(None, row=row)
    documents = [Document.from_json(data) for data in row.documents]
    later = rows.filter(kind="withhold", seq__gt=row.seq).values_list("ref", flat=True)
    held = [Withholding(ref, row.seq + 1, None) for ref in later]
    closed = _was_closed(row, at=at)
    return _at(documents, at=at, seq=row.seq, withheld=held, row=row, is_closed=closed)


def _was_closed(row: Publication, *, at: datetime) -> bool:
    """The topic it stood in, by what the log last said of it until then. Of one that was never
    open the log says nothing, and it is closed now, too."""
    key = row.lineage[-1] if row.lineage else ""
    told = Publication.objects.filter(kind="topic", locale=row.locale, at__lte=at)
    # SQLite cannot look into a list, but every database keeps it as this text.
    told = told.annotate(text=Cast("documents", TextField()))
    told = told.filter(text__contains=f'"key": {json.dumps(key)}')
    for changes in told.order_by("-seq").values_list("documents", flat=True).iterator():
        for change in changes:
            if change["key"] == key:
                return not change["after"]
    return not LiveTopic.objects.filter(key=key, locale=row.locale, open=True).exists()


def as_it_is(answer: Answer, *, at: datetime) -> AtMoment:
    """Now and in the future, if nobody changes anything."""
    rows = list(Live.objects.filter(key=answer.key, locale=answer.locale).order_by("valid_from"))
    if not rows:
        return AtMoment(None)
    documents = [Document.from_json(row.document) for row in rows]
    topic = LiveTopic.objects.filter(pk=rows[0].topic_id).first()
    return _at(
        documents,
        at=at,
        seq=rows[0].seq,
        withheld=current_withholdings(),
        row=Publication.objects.filter(seq=rows[0].seq).first(),
        is_closed=topic is None or not topic.open,
    )


def as_it_will_be(foreseen: Foreseen, *, topic_id: int, at: datetime) -> AtMoment:
    """In the future, with every version that is scheduled until then."""
    if foreseen.assembly.problems:
        problems = foreseen.assembly.problems
        return AtMoment(None, problems=problems, coming=foreseen.versions)
    topic = LiveTopic.objects.filter(pk=topic_id).first()
    closed = topic is None or not topic.open
    found = _at(foreseen.assembly.documents, at=at, seq=0, withheld=(), is_closed=closed)
    return replace(found, coming=foreseen.versions)


def as_proposed(proposal: Proposal, *, at: datetime) -> AtMoment:
    """A draft, or what is scheduled, as if it were live then."""
    page: Any = proposal.draft
    assembly = assemble(
        page,
        key=page.key or "draft",
        locale=to_outside(page.locale.language_code),
        sources=sources_for([page], locale_id=page.locale_id),
    )
    if assembly.problems:
        return AtMoment(None, problems=assembly.problems)
    return _at(assembly.documents, at=at, seq=0, withheld=())


def _at(
    documents: Sequence[Document],
    *,
    at: datetime,
    seq: int,
    withheld: Sequence[Withholding],
    row: Publication | None = None,
    is_closed: bool = False,
) -> AtMoment:
    document = document_at(documents, at)
    here = {passage.element for passage in document.passages} if document else set()
    others = {p.element: p for d in documents for p in d.passages if p.element not in here}
    held = {}
    for passage in document.passages if document else ():
        left = narrowed(passage.labels, uses=passage.uses, seq=seq, withheld=withheld)
        if left != passage.labels:
            held[passage.element] = left
    return AtMoment(document, tuple(others.values()), held, row, is_closed)
