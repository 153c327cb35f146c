"""What only reading a live answer tells: its channels, its brief form, how plain it is, and how
often it was read. Looked at again after each publication and once a day, a few answers a minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from kb.authoring.models import KnowledgePage
from kb.authoring.plain_language.background import background_for
from kb.authoring.plain_language.elements import texts_of
from kb.authoring.plain_language.linting import lint
from kb.care.intervals import batches
from kb.care.models import Health
from kb.care.operations import Progress, say_nothing
from kb.document import CORE_KINDS, Document
from kb.publication import stock
from kb.publication.budgets import problems_on, readers_of
from kb.publication.ports import Outlet, outlets, reads_of

# The clock looks at so many in a minute: ten thousand answers in less than an hour.
A_MINUTE = 200
STALE_AFTER = timedelta(days=1)
READ_WITHIN = timedelta(days=90)


def look_at_some(*, now: datetime) -> int:
    """For the clock: what has changed first, then what nobody has looked at for a day."""
    seqs = stock.seqs()
    known = dict(Health.objects.values_list("page_id", "seq"))
    changed = [page for page, seq in seqs.items() if known.get(page) != seq]
    stale = Health.objects.filter(at__lt=now - STALE_AFTER).order_by("at")
    wanted = [*changed, *stale.values_list("page_id", flat=True)[:A_MINUTE]][:A_MINUTE]
    gone = [page for page in known if page not in seqs]
    for ids in batches(gone):
        Health.objects.filter(page_id__in=ids).delete()
    if wanted:
        _look(wanted, seqs=seqs, now=now)
    return len(wanted)


def look_at_all(*, now: datetime, progress: Progress = say_nothing) -> int:
    seqs = stock.seqs()
    Health.objects.exclude(page_id__in=list(seqs)).delete()
    done = 0
    for ids in batches(seqs):
        _look(ids, seqs=seqs, now=now)
        done += len(ids)
        progress(done, len(seqs))
    return done


def _look(page_ids: Iterable[int], *, seqs: dict[int, int], now: datetime) -> None:
    ids = list(dict.fromkeys(page_ids))
    documents = stock.documents_of(ids)
    answers = {(d.key, d.locale) for d in documents.values()}
    reads = reads_of(answers, since=timezone.localdate(now - READ_WITHIN))
    scores = _scores(documents)
    rows = [
        Health(
            page_id=page,
            seq=seqs.get(page, 0),
            at=now,
            lacks_brief=lacks_brief(document),
            gaps=_stored(gap_channels(document)),
            score=scores.get(page, 100),
            reads=sum(reads.get((document.key, document.locale), {}).values()),
        )
        for page, document in documents.items()
    ]
    fields = ["seq", "at", "lacks_brief", "gaps", "score", "reads"]
    Health.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["page_id"], update_fields=fields, batch_size=200
    )


def lacks_brief(document: Document) -> bool:
    """Nothing that answers has a form for short messages."""
    core = [passage for passage in document.passages if passage.kind in CORE_KINDS]
    return bool(core) and all(passage.brief is None for passage in core)


def gap_channels(document: Document) -> list[str]:
    """Channels on which no reader is answered, or where it does not fit for some."""
    return [outlet.code for outlet in outlets() if _is_gap(outlet, document)]


def _is_gap(outlet: Outlet, document: Document) -> bool:
    answered = any(document.seen_by(s) is not None for s in readers_of(document, outlet=outlet))
    return not answered or next(problems_on(outlet, document), None) is not None


def _scores(documents: dict[int, Document]) -> dict[int, int]:
    known = lru_cache(background_for)
    pages: Any = KnowledgePage.objects.filter(pk__in=documents)
    return {
        page.pk: lint(texts_of(page), background=known(documents[page.pk].locale)).score
        for page in pages
    }


def _stored(codes: list[str]) -> str:
    return f"|{'|'.join(codes)}|" if codes else ""
