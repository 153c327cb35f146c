"""A withdrawn or narrowed source is obeyed on the very next read, before any answer that uses it
has been assembled again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.access import Labels
from kb.document import Document, Passage
from kb.publication.models import Withheld


@dataclass(frozen=True, slots=True)
class Withholding:
    """`labels` None: wholly withdrawn; else nothing wider than these."""

    ref: str
    seq: int
    labels: Labels | None


def current_withholdings() -> tuple[Withholding, ...]:
    """All in force; nearly always none, since the slow lane clears them."""
    return tuple(
        Withholding(ref, seq, None if labels is None else Labels.from_json(labels))
        for ref, seq, labels in Withheld.objects.values_list("ref", "seq", "labels")
    )


def narrowed(
    labels: Labels, *, uses: Iterable[str], seq: int, withheld: Sequence[Withholding]
) -> Labels | None:
    """What is left of an element's labels in an answer published at `seq`; None: nothing."""
    left: Labels | None = labels
    held = set(uses)
    for one in withheld:
        if left is None or one.seq <= seq or one.ref not in held:
            continue
        left = None if one.labels is None else left.intersect(one.labels)
    return left


def withhold(document: Document, *, seq: int, withheld: Sequence[Withholding]) -> Document:
    """The document without what is withheld, and narrower where that is asked."""
    if not withheld:
        return document
    kept: list[Passage] = []
    for passage in document.passages:
        labels = narrowed(passage.labels, uses=passage.uses, seq=seq, withheld=withheld)
        if labels is not None:
            kept.append(replace(passage, labels=labels))
    return replace(document, passages=tuple(kept))
