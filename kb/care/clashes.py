"""Which wordings of an unsaved answer stand on another live answer too, with what that one says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from kb.access import Labels
from kb.assembly.passages import labels_of
from kb.authoring.models import KnowledgePage
from kb.authoring.same_wordings import Clash
from kb.care.models import ConflictDecision, Wording
from kb.care.seeing import as_told, editable_answers, told_answers
from kb.care.wordings import rows_of
from kb.document import CORE_KINDS, Document
from kb.publication.stock import documents_of

SETS = ("channels", "regions", "segments", "products")
TEXT_SHOWN = 240


def find(unsaved: Any, user: Any) -> Sequence[Clash]:
    """One question to the database where there is nothing to find."""
    mine = {
        folded: (text, is_question) for _p, locale, folded, text, is_question in rows_of(unsaved)
    }
    if not mine:
        return ()
    locale = next(iter(rows_of(unsaved)))[1]
    same = Wording.objects.filter(folded__in=mine, locale=locale).exclude(page_id=unsaved.pk or 0)
    found = _undecided(list(same.order_by("pk")), unsaved)
    if not found:
        return ()
    now = timezone.now()
    pages = {row.page_id for row in found}
    own = set(editable_answers(user).filter(pk__in=pages).values_list("pk", flat=True))
    documents = documents_of(told_answers(user, pages, now=now))
    told = as_told(documents, user, now=now)
    here = core_labels_of(unsaved)
    return [
        _clash(row, mine[row.folded], told[row.page_id], unsaved, may_edit=row.page_id in own)
        for row in found
        if row.page_id in documents and not differing(here, core_labels(documents[row.page_id]))
    ]


def digest_of_pair(locale: str, folded: str, one: int, other: int) -> str:
    first, second = sorted((one, other))
    return hashlib.sha256(f"{locale}\n{folded}\n{first}\n{second}".encode()).hexdigest()


def core_labels(document: Document) -> list[Labels]:
    return [passage.labels for passage in document.passages if passage.kind in CORE_KINDS]


def core_labels_of(unsaved: Any) -> list[Labels]:
    return [labels_of(c.value) for c in unsaved.elements if c.block_type in ("answer", "steps")]


def differing(one: Sequence[Labels], other: Sequence[Labels]) -> str:
    """The label that keeps their readers apart: every core element of both has it, and no value is
    in both; or the two are for other audiences altogether. Empty where nothing does."""
    if not one or not other:
        return ""
    for name in SETS:
        mine, theirs = _values(one, name), _values(other, name)
        if mine and theirs and mine.isdisjoint(theirs):
            return name
    audiences = {label.audience for label in one}
    return "audience" if audiences.isdisjoint(label.audience for label in other) else ""


def _values(labels: Sequence[Labels], name: str) -> frozenset[str]:
    """Empty where one of them is for everybody."""
    sets: list[frozenset[str]] = [getattr(label, name) for label in labels]
    return frozenset().union(*sets) if all(sets) else frozenset()


def _undecided(rows: list[Wording], unsaved: Any) -> list[Wording]:
    if not rows:
        return []
    digests = {
        digest_of_pair(row.locale, row.folded, unsaved.pk or 0, row.page_id): row for row in rows
    }
    known = ConflictDecision.objects.filter(digest__in=digests)
    decided = set(known.values_list("digest", flat=True))
    return [row for digest, row in digests.items() if digest not in decided]


def _clash(
    row: Wording, mine: tuple[str, bool], document: Document, unsaved: Any, *, may_edit: bool
) -> Clash:
    return Clash(
        id=digest_of_pair(row.locale, row.folded, 0, row.page_id)[:12],
        wording=mine[0],
        is_question=mine[1],
        page_id=row.page_id,
        question=document.question,
        key=document.key,
        is_question_there=row.is_question,
        text=says(document),
        may_edit=may_edit,
    )


def text_of(wording: Any) -> str:
    """With the keys of facts where their values go."""
    return "".join(r if isinstance(r, str) else f"{{{{ {r.key} }}}}" for r in wording.runs)


def says(document: Document) -> str:
    """The beginning of the answer itself."""
    core = [p for p in document.passages if p.kind in CORE_KINDS]
    return text_of(core[0].standard)[:TEXT_SHOWN] if core else ""


def question_of(page_id: int) -> str:
    return str(KnowledgePage.objects.values_list("title", flat=True).get(pk=page_id))
