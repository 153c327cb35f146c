"""Which answers a proposal reaches and the person may be told of, the most read first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone

from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term
from kb.authoring.uses.queries import answers_reached
from kb.authoring.uses.rights import answers_told, may_look_up, own_answers
from kb.publication.impact.proposals import Proposal, proposal_of
from kb.publication.impact.viewers import Viewer, covers, viewer_of
from kb.publication.models import Live
from kb.publication.ports import reads_of

# Reads are counted by the day; this many days back say what is read nowadays.
DAYS = 30
MODELS: dict[str, type[Any]] = {
    model._meta.label_lower: model for model in (KnowledgePage, Fact, SharedElement, Term)
}


@dataclass(frozen=True, slots=True)
class Reached:
    """`page_ids` in the order in which they are shown; `reads` by page and channel; `hidden`: how
    many more the person may not be told of."""

    proposal: Proposal
    page_ids: tuple[int, ...]
    reads: Mapping[int, Mapping[str, int]]
    hidden: int
    viewer: Viewer


def find_subject(label: str, pk: int, *, user: Any) -> Any:
    """Raises Http404, for what is not there as for what the person has nothing to do with."""
    model = MODELS.get(label)
    found = model.objects.filter(pk=pk).first() if model else None
    if found is None or not _may_see(found, user):
        raise Http404
    return found


def find_reached(subject: Any, *, user: Any, revision: str, now: datetime) -> Reached:
    """Raises Http404 for a revision that does not wait to go out."""
    proposal = proposal_of(subject, revision=revision, now=now)
    if proposal is None:
        raise Http404
    if isinstance(subject, KnowledgePage):
        ids, told = [subject.pk], {subject.pk}
    else:
        ids = list(answers_reached(subject))
        told = answers_told(user, ids, now=now)
    reads = _reads(told, now=now)
    order = sorted(told, key=lambda pk: (-sum(reads.get(pk, {}).values()), pk))
    viewer = viewer_of(user, order, now=now)
    return Reached(proposal, tuple(order), reads, len(ids) - len(told), viewer)


def _may_see(subject: Any, user: Any) -> bool:
    if not isinstance(subject, KnowledgePage):
        return may_look_up(user, type(subject))
    return may_see_drafts(subject, user, now=timezone.now())


def may_see_drafts(page: Any, user: Any, *, now: datetime) -> bool:
    """In the person's part of the tree, or theirs to decide on: what is live may be read by many
    more."""
    if own_answers(user, [page.pk]):
        return True
    task = page.current_workflow_task
    if task is None or not task.user_can_access_editor(page, user):
        return False
    return covers(viewer_of(user, [page.pk], now=now), page)


def _reads(page_ids: set[int], *, now: datetime) -> dict[int, Mapping[str, int]]:
    rows = Live.objects.filter(page_id__in=page_ids).values_list("key", "locale", "page_id")
    pages = {(key, locale): pk for key, locale, pk in rows}
    since = (now - timedelta(days=DAYS)).date()
    return {pages[answer]: by for answer, by in reads_of(list(pages), since=since).items()}
