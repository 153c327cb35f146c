"""Every question and wording of what is live, folded and indexed: written with each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.authoring.announcements import Change
from kb.authoring.models import KnowledgePage
from kb.care.intervals import batches
from kb.care.models import Wording
from kb.locales import to_outside
from kb.search.segmentation import is_han, normalise, runs

LONGEST = 255
Row = tuple[int, str, str, str, bool]


def fold(text: str) -> str:
    """One spelling for one meaning: width, case, Traditional characters, signs and spaces."""
    found = runs(normalise(text))
    between = "" if any(is_han(run) for run in found) else " "
    return between.join(found)[:LONGEST]


def follow(changes: Sequence[Change], **_unused: Any) -> None:
    """Authoring's announcement, in the transaction of the change."""
    pages = [change.pk for change in changes if change.subject == "answer"]
    if pages:
        index(pages)


def index(page_ids: Iterable[int]) -> None:
    for ids in batches(page_ids):
        wanted = set(_rows_of(KnowledgePage.objects.filter(pk__in=ids, live=True)))
        stored = Wording.objects.filter(page_id__in=ids).values_list(
            "page_id", "locale", "folded", "text", "is_question"
        )
        if wanted == set(stored):
            continue
        Wording.objects.filter(page_id__in=ids).delete()
        names = ("page_id", "locale", "folded", "text", "is_question")
        rows = [Wording(**dict(zip(names, row, strict=True))) for row in sorted(wanted)]
        Wording.objects.bulk_create(rows, batch_size=500)


def settle_wordings(**_unused: Any) -> None:
    """What was live before this table was, and what has gone without an announcement."""
    live = KnowledgePage.objects.filter(live=True, alias_of__isnull=True)
    known = Wording.objects.values("page_id")
    index(live.exclude(pk__in=known).values_list("pk", flat=True))
    Wording.objects.exclude(page_id__in=live.order_by().values("pk")).delete()


def _rows_of(pages: Any) -> Iterator[Row]:
    pages = pages.filter(alias_of__isnull=True).select_related("locale")
    for page in pages.only("title", "wordings", "locale__language_code"):
        yield from rows_of(page)


def rows_of(page: Any) -> Iterator[Row]:
    """Each meaning once, the question first."""
    locale = to_outside(page.locale.language_code)
    seen: set[str] = set()
    for number, text in enumerate((page.title, *page.wording_list)):
        folded = fold(text)
        if folded and folded not in seen:
            seen.add(folded)
            yield page.pk or 0, locale, folded, text[:LONGEST], number == 0
