"""The conflict report: wordings that stand on several answers, and what contradicts each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kb.authoring.models import Fact, KnowledgePage
from kb.care.clashes import core_labels, differing, digest_of_pair
from kb.care.contradictions import says_so
from kb.care.models import ConflictDecision, Contradiction, Wording
from kb.care.seeing import as_told, told_answers, visible_answers
from kb.publication.stock import documents_of


@dataclass(frozen=True, slots=True)
class Place:
    """One answer that has the wording."""

    page_id: int
    question: str
    key: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class SameWording:
    """`open`: pairs of places about which nobody has decided, and no label tells apart."""

    locale: str
    folded: str
    text: str
    places: tuple[Place, ...]
    open: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What a report is about. `own`: what the person looks after or oversees; `pages`: that, and
    whatever of others conflicts with it and may be read. Both are query sets of answers."""

    user: Any
    now: datetime
    own: Any
    pages: Any


def stock_of(user: Any, *, now: datetime) -> Stock:
    own = visible_answers(user)
    others = told_answers(user, _conflicting_with(own), now=now)
    numbers = own.order_by().values("pk")
    pages = KnowledgePage.objects.filter(Q(pk__in=numbers) | Q(pk__in=others))
    return Stock(user, now, own, pages)


def _conflicting_with(own: Any) -> set[int]:
    """Answers that share a wording with one of these, or contradict one."""
    numbers = own.order_by().values("pk")
    others = Wording.objects.exclude(page_id__in=numbers).filter(_also_of(own))
    found = set(others.values_list("page_id", flat=True))
    sides = Q(page_id__in=numbers) | Q(other_page_id__in=numbers)
    rows = Contradiction.objects.filter(sides).values_list("page_id", "other_page_id")
    return found | {n for row in rows for n in row if n}


def _also_of(own: Any) -> Any:
    same = {"locale": OuterRef("locale"), "folded": OuterRef("folded")}
    return Exists(Wording.objects.filter(page_id__in=own.order_by().values("pk"), **same))


def repeated_wordings(stock: Stock) -> Any:
    """Query set of `locale`, `folded` that stand on more than one of these pages, one of them the
    person's own."""
    rows = Wording.objects.filter(page_id__in=stock.pages.order_by().values("pk"))
    rows = rows.filter(_also_of(stock.own))
    counted = rows.values("locale", "folded").annotate(count=Count("page_id", distinct=True))
    return counted.filter(count__gt=1).order_by("-count", "locale", "folded")


def details(groups: Sequence[dict[str, Any]], pages: Any) -> list[SameWording]:
    """For one page of the report: a handful of questions to the database."""
    wanted = {(group["locale"], group["folded"]) for group in groups}
    rows = [
        row
        for row in Wording.objects.filter(
            folded__in={folded for _locale, folded in wanted},
            page_id__in=pages.order_by().values("pk"),
        ).order_by("-is_question", "page_id")
        if (row.locale, row.folded) in wanted
    ]
    known = KnowledgePage.objects.filter(pk__in={row.page_id for row in rows})
    names = {pk: (title, key) for pk, title, key in known.values_list("pk", "title", "key")}
    documents = documents_of({row.page_id for row in rows})
    decided = _decided(rows)
    return [
        _one(locale, folded, [r for r in rows if (r.locale, r.folded) == (locale, folded)],
             names, documents, decided)
        for locale, folded in ((group["locale"], group["folded"]) for group in groups)
    ]  # fmt: skip


def _pairs(rows: Sequence[Wording]) -> list[tuple[Wording, Wording]]:
    return [(one, other) for i, one in enumerate(rows) for other in rows[i + 1 :]]


def _decided(rows: Sequence[Wording]) -> set[str]:
    groups: dict[tuple[str, str], list[Wording]] = {}
    for row in rows:
        groups.setdefault((row.locale, row.folded), []).append(row)
    digests = [
        digest_of_pair(one.locale, one.folded, one.page_id, other.page_id)
        for group in groups.values()
        for one, other in _pairs(group)
    ]
    known = ConflictDecision.objects.filter(digest__in=digests)
    return set(known.values_list("digest", flat=True))


def _one(
    locale: str, folded: str, rows: list[Wording], names: dict[int, tuple[str, str]],
    documents: dict[int, Any], decided: set[str],
) -> SameWording:  # fmt: skip
    def is_open(one: int, other: int) -> bool:
        if digest_of_pair(locale, folded, one, other) in decided:
            return False
        if one not in documents or other not in documents:
            return True
        return not differing(core_labels(documents[one]), core_labels(documents[other]))

    places = tuple(
        Place(r.page_id, *names[r.page_id], r.is_question) for r in rows if r.page_id in names
    )
    pairs = ((one.page_id, other.page_id) for one, other in _pairs(rows))
    return SameWording(
        locale, folded, rows[0].text, places, tuple(pair for pair in pairs if is_open(*pair))
    )


def contradictions(stock: Stock) -> Any:
    """Not decided about, with one side the person's own; the other may be read, too, or is a
    fact."""
    own, pages = (some.order_by().values("pk") for some in (stock.own, stock.pages))
    found = Contradiction.objects.filter(Q(page_id__in=own) | Q(other_page_id__in=own))
    found = found.filter(page_id__in=pages)
    found = found.filter(Q(other_page_id=None) | Q(other_page_id__in=pages))
    decided = ConflictDecision.objects.values("digest")
    found = found.exclude(digest__in=decided).exclude(pk__in=_unreadable(found, stock))
    return found.order_by("thing", "pk")


def _unreadable(found: Any, stock: Stock) -> list[int]:
    """Where the other team's sentence stands in an element that the person may not read."""
    own = stock.own.order_by().values("pk")
    rows = list(found.exclude(Q(page_id__in=own), Q(other_page_id=None) | Q(other_page_id__in=own)))
    numbers = {n for row in rows for n in (row.page_id, row.other_page_id) if n}
    told = as_told(documents_of(numbers), stock.user, now=stock.now) if numbers else {}

    def is_read(page_id: int | None, sentence: str) -> bool:
        return not page_id or (page_id in told and says_so(told[page_id], sentence))

    return [
        row.pk
        for row in rows
        if not is_read(row.page_id, row.sentence)
        or not is_read(row.other_page_id, row.other_sentence)
    ]


def name_sides(rows: list[Contradiction]) -> None:
    """What the table shows beside what is stored."""
    numbers = {n for row in rows for n in (row.page_id, row.other_page_id) if n}
    questions = dict(KnowledgePage.objects.filter(pk__in=numbers).values_list("pk", "title"))
    facts = {f.key: f for f in Fact.objects.filter(key__in={r.fact for r in rows if r.fact})}
    for row in rows:
        row.question = questions.get(row.page_id, "")  # type: ignore[attr-defined]
        other = facts.get(row.fact) if row.fact else questions.get(row.other_page_id or 0, "")
        row.other = str(other or row.fact)  # type: ignore[attr-defined]
