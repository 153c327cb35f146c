"""Who uses it: directly, and through the shared elements that hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kb.authoring.uses.names import answer_ref, ref_of
from kb.authoring.uses.resolving import HELD
from kb.authoring.uses.tables import WrittenUse
from kb.authoring.uses.versions import State
from kb.locales import DJANGO_TO_OUTSIDE

# The farther from readers, the higher.
HOLDERS = ("answer", "shared", "fact", "offer")
ORDER = (State.LIVE.value, State.SCHEDULED.value, State.DRAFT.value)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a use. `holder`: `answer`, `shared`, `fact` or `offer`, with its primary key;
    `through`: the shared element that brings it there, if one does; the state is then the farther
    of both."""

    holder: str
    pk: int
    state: str
    element: str = ""
    field: str = ""
    starts_at: datetime | None = None
    through: int | None = None


def places_of(source: Any) -> tuple[Place, ...]:
    """Every place, shared elements' own places and the answers they bring it to alike."""
    ref = ref_of(source)
    direct = _places(WrittenUse.objects.filter(ref=ref)) if ref else []
    by_shared: dict[int, list[Place]] = {}
    for place in direct:
        if place.holder == "shared":
            by_shared.setdefault(place.pk, []).append(place)
    brought = WrittenUse.objects.filter(shared__in=by_shared) if by_shared else ()
    return (*direct, *_brought(brought, by_shared))


def reach_of(source: Any) -> int:
    """How many live answers, each language counted, show it now: 1 for an answer itself. Drafts
    reach nobody."""
    if source._meta.model_name == "knowledgepage":
        return 1
    reached: int = answers_reached(source).count()
    return reached


def answers_reached(source: Any) -> Any:
    """Primary keys of the live answers, as a queryset."""
    live = WrittenUse.objects.filter(state=State.LIVE).exclude(field=HELD)
    named = live.filter(ref=ref_of(source))
    shared = named.filter(in_shared__isnull=False).values("in_shared")
    reached = live.filter(Q(ref=ref_of(source)) | Q(shared__in=shared), in_answer__isnull=False)
    return reached.values_list("in_answer", flat=True).distinct()


def leads_here(key: str) -> bool:
    """Some guide names the answer by its key, in any language."""
    refs = [answer_ref(key, locale=locale) for locale in DJANGO_TO_OUTSIDE.values()]
    return WrittenUse.objects.filter(ref__in=refs).exists()


def _places(rows: Any) -> list[Place]:
    columns = [f"in_{holder}" for holder in HOLDERS]
    rest = ("state", "element", "field", "starts_at")
    found = []
    for row in rows.values_list(*columns, *rest).order_by("pk"):
        named = zip(HOLDERS, row, strict=False)
        holder, pk = next((holder, pk) for holder, pk in named if pk)
        found.append(Place(holder, pk, *row[len(HOLDERS) :]))
    return found


def _brought(rows: Any, by_shared: dict[int, list[Place]]) -> Iterable[Place]:
    if not by_shared:
        return
    columns = ("shared", "in_answer", "state", "element", "starts_at")
    rows = rows.filter(in_answer__isnull=False).exclude(field=HELD)
    for shared, answer, state, element, starts_at in rows.values_list(*columns):
        for inner in by_shared[shared]:
            yield Place(
                "answer", answer, farther(state, inner.state), element, inner.field,
                starts_at or inner.starts_at, through=shared,
            )  # fmt: skip


def farther(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)


def holders(places: Collection[Place], kind: str) -> set[int]:
    return {place.pk for place in places if place.holder == kind}
