"""Page → documents: one for each interval between two edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from kb.access import Labels, is_in_force
from kb.assembly.passages import labels_of, passage_of
from kb.assembly.sources import Sources
from kb.assembly.wordings import Writer
from kb.authoring.element_ids import element_id
from kb.authoring.placeholders import TITLE_WITH_FACT
from kb.document import CORE_KINDS, Document, Kind, Passage
from kb.problem import Problem
from kb.problem import msgid as _
from kb.text import clean

BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)
Edge = tuple[datetime, Labels]
NO_ANSWER = _("Add an answer or steps: nothing here answers the question.")
NOBODY = _("Nobody can see this element: its labels and those of its place exclude each other.")
MISSING = _(
    "The shared element is missing or not published in this language. Choose another or have it "
    "approved first."
)
TWICE = _("This shared element stands here twice. Remove one.")


@dataclass(frozen=True, slots=True)
class Assembly:
    """`documents` are complete only where `problems` is empty. `edges`: the moments at which
    something changes, with the labels of what does."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()
    edges: tuple[Edge, ...] = ()


def assemble(
    page: Any, *, key: str, locale: str, sources: Sources, needs_answer: bool = True
) -> Assembly:
    """Every interval of an answer, past and coming, so that equal sources give equal documents.

    `locale`: outside tag. Intervals in which nothing answers the question are left out, unless
    `needs_answer` is false: a shared element by itself need not answer anything.
    """
    first = _Moment(page, key=key, locale=locale, sources=sources, as_of=BEFORE_ALL)
    edges = [*first.edges, *([(page.expire_at, Labels())] if page.expire_at else [])]
    moments = sorted({moment for moment, _labels in edges})
    if page.expire_at:
        moments = [moment for moment in moments if moment < page.expire_at]
    starts, ends = [None, *moments], [*moments, page.expire_at]
    head = _head(page, key=key, locale=locale)
    documents = []
    for start, end in zip(starts, ends, strict=True):
        at = first if start is None else first.at(start)
        kept = tuple(p for p in at.passages if is_in_force(p.labels, as_of=at.as_of))
        if any(p.kind in CORE_KINDS or not needs_answer for p in kept):
            documents.append(replace(head, passages=kept, valid_from=start, valid_to=end))
    problems = [*first.problems, *_about_title(page)]
    if needs_answer and not documents and not first.problems:
        problems.append(Problem(code="no_answer", message=NO_ANSWER))
    return Assembly(tuple(documents), tuple(problems), tuple(sorted(set(edges), key=_edge_order)))


def _edge_order(edge: Edge) -> tuple[datetime, str]:
    return edge[0], str(edge[1].to_json())


def _head(page: Any, *, key: str, locale: str) -> Document:
    wordings = tuple(clean(wording).text for wording in page.wording_list)
    return Document(key, locale, clean(page.title).text.strip(), (), wordings=wordings)


def _about_title(page: Any) -> Iterator[Problem]:
    if "{{" in page.title:
        yield Problem(code="fact_in_title", message=TITLE_WITH_FACT)


class _Moment:
    """The passages of a page as they are at one moment."""

    def __init__(
        self, page: Any, *, key: str, locale: str, sources: Sources, as_of: datetime
    ) -> None:
        self.page, self.key, self.locale = page, key, locale
        self.sources, self.as_of = sources, as_of
        self.problems: list[Problem] = []
        self.edges: list[Edge] = []
        self.places = {
            str(child.id): (element_id(page, child), child.block_type) for child in page.elements
        }
        made = (self._passage(child) for child in page.elements)
        self.passages = tuple(p for p in made if p is not None)
        self._refuse_doubles()

    def at(self, as_of: datetime) -> _Moment:
        return _Moment(
            self.page, key=self.key, locale=self.locale, sources=self.sources, as_of=as_of
        )

    def _passage(self, child: Any) -> Passage | None:
        if child.block_type == "shared":
            return self._shared(child)
        return self._own(element_id(self.page, child), child.block_type, child.value)

    def _own(
        self, element: str, kind: str, value: Any, *, place: Labels | None = None, shared: str = ""
    ) -> Passage | None:
        writer = Writer(
            element, self.locale, self.as_of, self.sources, key=self.key, places=self.places
        )
        if shared:
            writer.uses.add(f"shared:{self.locale}:{shared}")
        passage = passage_of(Kind(kind), value, writer=writer)
        labels = passage.labels.intersect(place or Labels())
        self.problems.extend(writer.problems)
        if labels is None or labels.is_empty_window:
            self._refuse(element, "nobody", NOBODY)
            return None
        self._note_edges(labels, writer.edges)
        return replace(passage, labels=labels, shared=shared)

    def _shared(self, child: Any) -> Passage | None:
        chosen = child.value.get("element")
        live = self.sources.shared.get(str(chosen.translation_key)) if chosen else None
        if live is None or not len(live.element):
            self._refuse(element_id(self.page, child), "missing_shared", MISSING)
            return None
        inner, shared = live.element[0], str(live.translation_key)
        return self._own(
            shared, inner.block_type, inner.value, shared=shared, place=labels_of(child.value)
        )

    def _refuse_doubles(self) -> None:
        seen: set[str] = set()
        for passage in self.passages:
            if passage.element in seen:
                self._refuse(passage.element, "twice", TWICE)
            seen.add(passage.element)

    def _note_edges(self, labels: Labels, fact_edges: list[Edge]) -> None:
        lasting = labels.without_window()
        self.edges.extend((m, lasting) for m in (labels.valid_from, labels.valid_to) if m)
        for moment, variant in fact_edges:
            if both := lasting.intersect(variant):
                self.edges.append((moment, both))

    def _refuse(self, element: str, code: str, message: str) -> None:
        self.problems.append(Problem(code=code, message=message, element=element))
