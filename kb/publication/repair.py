"""Puts right what verification names: what is live, from the pages and the log. The log itself is
only ever added to; a broken chain stays broken, since nobody can know what stood there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from kb.acting import acting
from kb.authoring.announcements import Change
from kb.authoring.models import KnowledgePage, TopicPage
from kb.document import Document
from kb.publication import aliases, answers, live, log, sources, topics
from kb.publication.differences import Difference, Kind
from kb.publication.errors import Refused
from kb.publication.marks import Mark, next_marks
from kb.publication.models import BEGINNING, LiveTopic, Publication
from kb.publication.verification import last_said
from kb.transactions import in_one_transaction

logger = logging.getLogger(__name__)


def mend(found: Iterable[Difference], *, now: datetime, cause: str) -> int:
    """Each on its own, topics before the answers in them; returns how many were taken in hand.

    What the log lacks is appended; what it has is written into `Live` again, and a row says so.
    One that cannot be put right is logged and stays for the next look.
    """
    return sum(_mend_one(one, now=now, cause=cause) for one in sorted(found, key=_order))


def _order(difference: Difference) -> tuple[int, str]:
    return (list(WAYS).index(difference.kind) if difference.kind in WAYS else 0, difference.name)


def _mend_one(difference: Difference, *, now: datetime, cause: str) -> int:
    way = WAYS.get(difference.kind)
    if way is None:
        return 0
    try:
        with acting(cause=cause):
            in_one_transaction(partial(_locked, partial(way, difference, now=now)))
    except Refused as refused:
        logger.warning("%s cannot be put right: %s", difference.name, refused)
        return 0
    except Exception:
        logger.exception("%s cannot be put right", difference.name)
        return 0
    return 1


def _locked(act: Callable[[], None]) -> None:
    log.lock()
    act()


def _topic(difference: Difference, *, now: datetime) -> None:
    gone = not TopicPage.objects.filter(pk=difference.pk).exists()
    topics.settle([Change("topic", difference.pk, gone=gone)], now=now)


def _place(difference: Difference, *, now: datetime) -> None:
    pages = list(KnowledgePage.objects.filter(pk=difference.pk).select_related("locale"))
    aliases.settle(pages, gone=set() if pages else {difference.pk}, now=now)


def _source(difference: Difference, *, now: datetime) -> None:
    sources.settle_named({difference.ref}, now=now)


def _surplus(difference: Difference, *, now: datetime) -> None:
    if not KnowledgePage.objects.filter(pk=difference.pk, live=True, alias_of=None).exists():
        answers.withdraw([difference.pk], now=now)


def _page(difference: Difference, *, now: datetime) -> None:
    """Looked at again under the lock: somebody may have put it right in the meantime."""
    pages = KnowledgePage.objects.filter(pk=difference.pk, live=True, alias_of__isnull=True)
    for plan in answers.plan_all(pages.select_related("locale")):
        if last_said({plan.key}).get((plan.key, plan.locale)) == plan.state:
            _write_live_again(plan, now=now)
            continue
        if live.states({(plan.key, plan.locale)}).get((plan.key, plan.locale)) == plan.state:
            # `Live` claims what the log never said, so it is no measure of what is new.
            live.remove([plan.page.pk])
        answers.publish([plan.page], now=now, cause="", refuse=False)


def _write_live_again(plan: answers.Planned, *, now: datetime) -> None:
    """As the log's rows of this answer made it. A row says so, for the audit and so that
    projections look at it; it touches nothing, so no reader is told of a change."""
    marks, published_at = _folded(plan)
    topic = LiveTopic.objects.filter(pk=plan.topic_id).first()
    lineage = list(topic.lineage) if topic else []
    row = log.NewRow(
        kind="publish", at=now, key=plan.key, locale=plan.locale, page_id=plan.page.pk,
        documents=plan.documents, digest=plan.state, lineage_before=lineage, lineage=lineage,
        core_before=live.core_labels(plan.assembly.documents),
    )  # fmt: skip
    seq = log.append([row])[0].seq
    told = {"seq": seq, "published_at": published_at, "marks": [mark.to_json() for mark in marks]}
    live.replace([live.Entry(plan, live.rows_of(plan, **told), [], [], [])])


def _folded(plan: answers.Planned) -> tuple[tuple[Mark, ...], datetime]:
    """When each element last changed, and when the answer last went out with something new."""
    marks: tuple[Mark, ...] = ()
    published_at, digest = BEGINNING, ""
    kinds = [Publication.Kind.PUBLISH, Publication.Kind.WITHDRAW]
    rows = Publication.objects.filter(key=plan.key, locale=plan.locale, kind__in=kinds)
    for row in rows.order_by("seq").iterator(chunk_size=100):
        documents = [Document.from_json(document) for document in row.documents]
        is_out = row.kind == Publication.Kind.PUBLISH
        marks = next_marks(marks, documents, seq=row.seq, at=row.at) if is_out else ()
        if row.digest != digest:
            published_at, digest = row.at, row.digest
    return marks, published_at


Way = Callable[..., None]
WAYS: dict[Kind, Way] = {
    Kind.TOPIC: _topic,
    Kind.LIVE_SURPLUS: _surplus,
    Kind.LIVE_PAGE: _page,
    Kind.LIVE_LOG: _page,
    Kind.LIVE_LABELS: _page,
    Kind.PLACE: _place,
    Kind.SOURCE: _source,
}
