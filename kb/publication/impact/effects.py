"""The dry run: an answer assembled with the proposed version as publication would, and what each
channel would say, beside what it says now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from kb.assembly.operations import Assembly, assemble
from kb.assembly.sources import sources_for
from kb.authoring.models import KnowledgePage
from kb.document import Document
from kb.locales import to_outside
from kb.problem import Problem
from kb.publication.budgets import problems_on
from kb.publication.impact.proposals import Proposal
from kb.publication.impact.viewers import Viewer
from kb.publication.models import Live
from kb.publication.ports import Outlet, Spoken, outlets

Documents = Sequence[Document]
Pair = tuple[datetime, Document | None, Document | None]


@dataclass(frozen=True, slots=True)
class Stage:
    """From `at` on a channel says `after`; it would say `before`, or says it until then."""

    at: datetime
    before: Spoken | None
    after: Spoken | None


@dataclass(frozen=True, slots=True)
class OnChannel:
    """`now`: what is said at the beginning, for the sizes where nothing changes."""

    code: str
    name: Any
    stages: tuple[Stage, ...]
    problems: tuple[Problem, ...]
    now: Spoken | None

    @property
    def overflows(self) -> bool:
        return bool(self.problems)


@dataclass(frozen=True, slots=True)
class Effect:
    """One answer. `problems`: it cannot go out at all, on no channel."""

    page_id: int
    key: str
    locale: str
    question: str
    question_before: str
    channels: tuple[OnChannel, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> bool:
        return self.question != self.question_before or any(c.stages for c in self.channels)

    @property
    def overflows(self) -> bool:
        return bool(self.problems) or any(c.overflows for c in self.channels)


def effects_on(
    proposal: Proposal, page_ids: Collection[int], *, viewer: Viewer
) -> tuple[Effect, ...]:
    """In the order of `page_ids`. For an answer that is proposed itself, its own id alone."""
    live = _live_documents(page_ids)
    found = {
        page.pk: _effect(page, assembly, live.get(page.pk, ()), proposal, viewer)
        for page, assembly in _assembled(proposal, page_ids)
    }
    return tuple(found[pk] for pk in page_ids if pk in found)


def _assembled(proposal: Proposal, page_ids: Collection[int]) -> Iterator[tuple[Any, Assembly]]:
    draft = proposal.draft
    if isinstance(draft, KnowledgePage):
        yield draft, _assemble(draft, sources_for([draft], locale_id=draft.locale_id))
        return
    pages = KnowledgePage.objects.filter(pk__in=page_ids, live=True).select_related("locale")
    groups: dict[int, list[Any]] = {}
    for page in pages:
        groups.setdefault(page.locale_id, []).append(page)
    for locale_id, group in groups.items():
        stand_in = [draft] if proposal.is_change else []
        sources = sources_for(group, locale_id=locale_id, drafts=stand_in)
        for page in group:
            yield page, _assemble(page, sources)


def _assemble(page: Any, sources: Any) -> Assembly:
    locale = to_outside(page.locale.language_code)
    return assemble(page, key=page.key or "draft", locale=locale, sources=sources)


def _live_documents(page_ids: Collection[int]) -> Mapping[int, list[Document]]:
    rows = Live.objects.filter(page_id__in=page_ids).order_by("valid_from")
    found: dict[int, list[Document]] = {}
    for page_id, document in rows.values_list("page_id", "document"):
        found.setdefault(page_id, []).append(Document.from_json(document))
    return found


def _effect(
    page: Any, assembly: Assembly, live: Documents, proposal: Proposal, viewer: Viewer
) -> Effect:
    pairs = list(_pairs(live, assembly.documents, proposal))
    before = document_at(live, proposal.starts_at)
    channels = [
        on
        for outlet in outlets()
        if (on := _on_channel(outlet, page, assembly, pairs, proposal, viewer)) is not None
    ]
    return Effect(
        page_id=page.pk,
        key=page.key,
        locale=to_outside(page.locale.language_code),
        question=page.title,
        question_before=before.question if before else page.title,
        channels=() if assembly.problems else tuple(channels),
        problems=assembly.problems,
    )


def _pairs(old: Documents, new: Documents, proposal: Proposal) -> Iterator[Pair]:
    """Both versions at each moment from the start on; where nothing is proposed, what is live
    before and after each change it has planned."""
    start = proposal.starts_at
    moments = sorted({start, *_edges(old, after=start), *_edges(new, after=start)})
    if proposal.is_change:
        for moment in moments:
            yield moment, document_at(old, moment), document_at(new, moment)
        return
    now = document_at(new, start)
    yield start, now, now
    for earlier, moment in pairwise(moments):
        yield moment, document_at(new, earlier), document_at(new, moment)


def _edges(documents: Documents, *, after: datetime) -> set[datetime]:
    ends = {d.valid_from for d in documents} | {d.valid_to for d in documents}
    return {moment for moment in ends if moment and after < moment and moment.year < 9999}


def document_at(documents: Documents, moment: datetime) -> Document | None:
    for document in documents:
        begun = document.valid_from is None or document.valid_from <= moment
        if begun and (document.valid_to is None or moment < document.valid_to):
            return document
    return None


def _on_channel(
    outlet: Outlet,
    page: Any,
    assembly: Assembly,
    pairs: Sequence[Pair],
    proposal: Proposal,
    viewer: Viewer,
) -> OnChannel | None:
    """None where the person may not read this channel."""
    if not viewer.may_hear(outlet, page.pk):
        return None
    stages: list[Stage] = []
    said: list[Spoken | None] = []
    for moment, old, new in pairs:
        before = _say(outlet, old, page, moment, viewer)
        after = before if old is new else _say(outlet, new, page, moment, viewer)
        said.append(after)
        if before != after and not (stages and _same(stages[-1], before, after)):
            stages.append(Stage(moment, before, after))
    coming = [d for d in assembly.documents if not d.valid_to or d.valid_to > proposal.starts_at]
    problems = dict.fromkeys(p for d in coming for p in _problems(outlet, d, page, viewer))
    return OnChannel(outlet.code, outlet.name, tuple(stages), tuple(problems), said[0])


def _same(stage: Stage, before: Spoken | None, after: Spoken | None) -> bool:
    return stage.before == before and stage.after == after


def _say(
    outlet: Outlet, document: Document | None, page: Any, moment: datetime, viewer: Viewer
) -> Spoken | None:
    if document is None:
        return None
    reader = viewer.reader(document, outlet=outlet, page_id=page.pk)
    seen = document.seen_by(reader.at(moment)) if reader else None
    return outlet.say(seen) if seen else None


def _problems(outlet: Outlet, document: Document, page: Any, viewer: Viewer) -> Iterator[Problem]:
    """For every reader there can be; of a foreign answer only what its visible part tells."""
    if page.pk in viewer.own:
        yield from problems_on(outlet, document)
        return
    reader = viewer.reader(document, outlet=outlet, page_id=page.pk)
    seen = document.seen_by(reader) if reader else None
    if seen:
        yield from (p for p in outlet.check(seen) if p.severity == "error")
