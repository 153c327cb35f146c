"""An answer → what each audience tier's index holds of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kb.access import Audience, Labels
from kb.document import CORE_KINDS, STAFF_KINDS, Document, FactUse, Passage, Wording
from kb.formats import BadValue, neutral_text
from kb.search.engine import IndexDocument

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class _Draft:
    """One index document before its id; `labels` without a window."""

    element: str
    question: str
    wordings: tuple[str, ...]
    body: str
    labels: Labels


def index_documents(
    documents: Sequence[Document], *, lineage: Iterable[str], as_of: datetime
) -> tuple[IndexDocument, ...]:
    """`documents`: the intervals of one answer in one locale, this one and the coming ones.

    Each tier gets a head with the question, the wordings and every element that is free of
    labels, and a document for each labelled element. Where whatever answers is labelled, the
    head is too, once for each distinct set of labels. Equal parts of following intervals become
    one document, and a window that has begun by `as_of` counts as open at that end.
    """
    topics = frozenset(lineage)
    return tuple(
        IndexDocument(
            id=f"{documents[0].key}:{number}",
            key=documents[0].key,
            locale=documents[0].locale,
            tier=tier,
            question=draft.question,
            wordings=draft.wordings,
            body=draft.body,
            element=draft.element,
            labels=replace(draft.labels, valid_from=start, valid_to=end),
            topics=topics,
        )
        for tier in Audience
        for number, (draft, (start, end)) in enumerate(_of_tier(documents, tier, as_of))
    )


def _of_tier(
    documents: Sequence[Document], tier: Audience, as_of: datetime
) -> Iterator[tuple[_Draft, Window]]:
    windows: dict[_Draft, list[Window]] = {}
    for document in documents:
        interval = Labels(valid_from=document.valid_from, valid_to=document.valid_to)
        for draft, labels in _drafts(document, tier):
            both = labels.intersect(interval)
            if both is not None:
                window = (_begun(both.valid_from, as_of), both.valid_to)
                windows.setdefault(draft, []).append(window)
    for draft, found in windows.items():
        for window in _joined(found):
            yield draft, window


def _drafts(document: Document, tier: Audience) -> Iterator[tuple[_Draft, Labels]]:
    seen = [passage for passage in document.passages if _tier_of(passage) <= tier]
    free = [passage for passage in seen if _is_free(passage.labels)]
    body = "\n".join(_text(passage, document.locale) for passage in free)
    for labels in _head_labels(seen):
        plain = _plain(labels)
        yield _Draft("", document.question, document.wordings, body, plain), labels
    if any(passage.kind in CORE_KINDS for passage in seen):
        for passage in seen:
            if not _is_free(passage.labels):
                text = _text(passage, document.locale)
                yield _Draft(passage.element, "", (), text, _plain(passage.labels)), passage.labels


def _head_labels(seen: Sequence[Passage]) -> tuple[Labels, ...]:
    """None at all where nothing answers in this tier."""
    core = [passage.labels for passage in seen if passage.kind in CORE_KINDS]
    if any(map(_is_free, core)):
        return (Labels(),)
    return tuple(dict.fromkeys(replace(labels, audience=Audience.PUBLIC) for labels in core))


def _tier_of(passage: Passage) -> Audience:
    return Audience.AGENT if passage.kind in STAFF_KINDS else passage.labels.audience


def _is_free(labels: Labels) -> bool:
    return labels == Labels(audience=labels.audience)


def _plain(labels: Labels) -> Labels:
    return replace(labels.without_window(), audience=Audience.PUBLIC)


def _text(passage: Passage, locale: str) -> str:
    said = _for_everybody(passage.standard)
    try:
        text = neutral_text(said, locale=locale)
    except BadValue:
        # A value that cannot be said is reported where the answer is published; the words count.
        words = Wording(runs=tuple(run for run in said.runs if isinstance(run, str)))
        text = neutral_text(words, locale=locale)
    alt = passage.image.alt if passage.image else ""
    return "\n".join(filter(None, (passage.title, text, alt)))


def _for_everybody(wording: Wording) -> Wording:
    """Without values that only some labels may see: they would be found by everybody else."""
    runs: list[str | FactUse] = []
    for run in wording.runs:
        if isinstance(run, str):
            runs.append(run)
        elif default := tuple(variant for variant in run.variants if variant.is_default):
            runs.append(replace(run, variants=default))
    return replace(wording, runs=tuple(runs))


def _begun(start: datetime | None, as_of: datetime) -> datetime | None:
    return start if start is not None and start > as_of else None


def _joined(windows: Iterable[Window]) -> list[Window]:
    """Windows in order of time, those that touch made one."""
    joined: list[Window] = []
    for start, end in windows:
        if joined and joined[-1][1] is not None and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
