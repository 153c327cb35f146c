"""Keeps the index of uses in step with what is saved, in the transaction of each save."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kb.authoring.uses.names import ref_of
from kb.authoring.uses.resolving import fill_rows, with_places
from kb.authoring.uses.tables import WrittenUse
from kb.authoring.uses.versions import State, Version, live_version, mentions_in, waiting_versions

COLUMNS = {
    "sharedelement": "shared", "labelvalue": "label", "basisrecord": "basis",
    "knowledgepage": "answer",
}  # fmt: skip
ALL_STATES = frozenset(State.values)
WAITING = ALL_STATES - {State.LIVE.value}
HOLDERS = {"knowledgepage": "in_answer", "sharedelement": "in_shared", "fact": "in_fact",
           "offer": "in_offer"}  # fmt: skip
CONTENT = frozenset({"elements", "element", "variants", "conditions", "live"})
# What an answer was adopted as, on the object itself.
ADOPTED = "_adopted_as"
COMPARED = ("ref", "state", "element", "field", "starts_at")
BATCH = 500
Row = tuple[Any, ...]


def note_saved(holder: Any, *, update_fields: Iterable[str] | None = None) -> None:
    """The object's own row was written as it stands in memory, or only these fields of it."""
    if not _is_holder(holder):
        return
    if update_fields is None:
        note([holder])
    elif CONTENT & set(update_fields):
        note([type(holder).objects.get(pk=holder.pk)])


def note_revised(holder: Any) -> None:
    """Its draft or its schedule changed; what is live did not, whatever stands in memory."""
    if _is_holder(holder):
        note([holder], states=WAITING)


def note(holders: Sequence[Any], *, states: Collection[str] = ALL_STATES) -> int:
    """Holders of one model; returns how many rows were wrong."""
    waiting = waiting_versions(holders)
    versions = {h.pk: _chosen(h, waiting[h.pk], states) for h in holders}
    column = HOLDERS[holders[0]._meta.model_name]
    return _settle(column, _wanted(holders, versions), states=states)


def note_new(holders: Sequence[Any]) -> None:
    """Many of one model that were just inserted, each live or else a draft, as in memory."""
    if not holders:
        return
    versions = {h.pk: [_only_version(h)] for h in holders}
    column = HOLDERS[holders[0]._meta.model_name]
    wanted = _wanted(holders, versions)
    if column == "in_answer":
        adopt_answers(holders)
    _insert(column, [(pk, *row) for pk, rows in wanted.items() for row in rows])


def note_published(pks: Collection[int]) -> None:
    """These answers were drafts, and are live now as the draft stood."""
    rows = WrittenUse.objects.filter(in_answer__in=pks)
    rows.filter(state=State.LIVE).delete()
    rows.update(state=State.LIVE, starts_at=None)


def adopt(source: Any) -> None:
    """Texts may have named it before it was there, or before its key was changed."""
    if source._meta.model_name == "offer":
        return  # no text can
    column = COLUMNS.get(source._meta.model_name, source._meta.model_name)
    ref = ref_of(source)
    WrittenUse.objects.filter(**{column: source}).exclude(ref=ref).update(**{column: None})
    WrittenUse.objects.filter(ref=ref, **{column: None}).update(**{column: source})


def adopt_answers(pages: Sequence[Any]) -> None:
    """Guides may have led to these before they were there; asked once for each key."""
    wanted = {ref_of(page): page for page in pages}
    wanted = {ref: page for ref, page in wanted.items() if vars(page).get(ADOPTED) != ref}
    for ref, page in wanted.items():
        setattr(page, ADOPTED, ref)
    if not wanted:
        return
    lost = WrittenUse.objects.filter(ref__in=wanted, answer=None)
    for ref in set(lost.values_list("ref", flat=True)):
        lost.filter(ref=ref).update(answer=wanted[ref])


def _is_holder(holder: Any) -> bool:
    """An alias is a second place of an answer, which holds nothing itself."""
    return holder._meta.model_name in HOLDERS and not getattr(holder, "alias_of_id", None)


def _chosen(holder: Any, waiting: list[Version], states: Collection[str]) -> list[Version]:
    return [*([live_version(holder)] if State.LIVE in states else []), *waiting]


def _only_version(holder: Any) -> Version:
    return Version(State.LIVE if holder.live else State.DRAFT, mentions_in(holder))


def _wanted(holders: Sequence[Any], versions: Mapping[int, list[Version]]) -> dict[int, set[Row]]:
    mentions = {m for found in versions.values() for v in found for m in v.mentions}
    named = with_places(mentions)
    locales = {h.pk: getattr(h, "locale_id", None) for h in holders}
    return {
        pk: {
            (ref, version.state, mention.element, field, version.starts_at)
            for version in found
            for mention in version.mentions
            for ref, field in named(mention, locale_id=locales[pk])
        }
        for pk, found in versions.items()
    }


def _settle(column: str, wanted: Mapping[int, set[Row]], *, states: Collection[str]) -> int:
    """Only what differs is written: most saves change no use."""
    there: dict[Row, int] = {}
    rows = WrittenUse.objects.filter(**{f"{column}__in": list(wanted)}, state__in=states)
    for pk, holder, *row in rows.values_list("pk", column, *COMPARED):
        there[(holder, *row)] = pk
    should = {(pk, *row) for pk, found in wanted.items() for row in found}
    gone = [pk for row, pk in there.items() if row not in should]
    if gone:
        WrittenUse.objects.filter(pk__in=gone).delete()
    new = [row for row in should if row not in there]
    _insert(column, new)
    return len(gone) + len(new)


def _insert(column: str, rows: Iterable[Row]) -> None:
    made = [
        WrittenUse(**{f"{column}_id": holder}, **dict(zip(COMPARED, row, strict=True)))
        for holder, *row in rows
    ]
    if made:
        fill_rows(made)
        WrittenUse.objects.bulk_create(made, batch_size=BATCH)
