"""Shared elements, facts, terms and offers: a change is one row in the log, the answers that use
it are noted to be assembled again, and what narrows is withheld at once. Offers stand by
themselves: no answer uses one, and each is put together when it is said."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from kb.access import Labels
from kb.assembly.passages import labels_of
from kb.assembly.sources import stream_json
from kb.authoring.announcements import Change
from kb.authoring.models import Fact, Offer, SharedElement, Term
from kb.authoring.uses.names import ref_of
from kb.document import Kind, digest_of
from kb.publication import following, log
from kb.publication.models import Dirty, LiveUse, SourceState
from kb.publication.narrowing import withhold
from kb.publication.people import people_behind

GONE = ""
MODELS: dict[str, Any] = {"shared": SharedElement, "fact": Fact, "term": Term, "offer": Offer}
# What an offer says, to whom and how often: all of it was approved, so all of it is proved.
OF_OFFER = ("title", "purpose", "why", "priority", "shown_most", "shown_days", "declined_days")
OFFER_STREAMS = ("element", "conditions")


@dataclass(frozen=True, slots=True)
class State:
    """A source as readers get it; `digest` empty where it is not live. `written`: what the log
    keeps of it word for word."""

    ref: str
    kind: str
    digest: str
    labels: Labels | None
    people: tuple[log.Person, ...] = ()
    written: tuple[Any, ...] = ()


def settle(changes: Sequence[Change], *, now: datetime) -> bool:
    """True if the log grew."""
    states = [_state(change) for change in changes]
    written = [_settle_one(state, now=now) for state in states if state is not None]
    return any(written)


def names_of(refs: Collection[str]) -> dict[str, str]:
    """How people call what the log names so; what was deleted since has no name."""
    keys: dict[str, set[str]] = {}
    for ref in refs:
        keys.setdefault(ref.partition(":")[0], set()).add(ref.rpartition(":")[2])
    shared = SharedElement.objects.filter(translation_key__in=keys.get("shared", ()))
    terms = Term.objects.filter(key__in=keys.get("term", ()))
    offers = Offer.objects.filter(key__in=keys.get("offer", ()))
    found = [
        *Fact.objects.filter(key__in=keys.get("fact", ())),
        *shared.select_related("locale"),
        *terms.select_related("locale"),
        *offers.select_related("locale"),
    ]
    return {ref: str(source) for source in found if (ref := ref_of(source)) in refs}


def unknown_to_the_log() -> list[str]:
    """Sources of which the log does not say what they are now."""
    known = dict(SourceState.objects.exclude(digest=GONE).values_list("ref", "digest"))
    now = {state.ref: state.digest for state in _live_states()}
    return sorted(ref for ref in known.keys() | now.keys() if known.get(ref) != now.get(ref))


def settle_named(refs: Collection[str], *, now: datetime) -> bool:
    """Tell the log of these, whatever became of them; True if it grew."""
    found = {state.ref: state for state in _live_states() if state.ref in refs}
    gone = {ref: State(ref, ref.partition(":")[0], GONE, None) for ref in refs}
    return any([_settle_one(state, now=now) for state in (gone | found).values()])


def _live_states() -> Iterator[State]:
    for source in Fact.objects.filter(live=True).prefetch_related("variants"):
        yield _state_of(source, "fact")
    for model, kind in ((SharedElement, "shared"), (Term, "term"), (Offer, "offer")):
        for source in model.objects.filter(live=True).select_related("locale"):
            yield _state_of(source, kind)


def _state(change: Change) -> State | None:
    found = MODELS[change.subject].objects.filter(pk=change.pk).first()
    if found is None:
        return None
    people = people_behind(found.live_revision_id)
    if change.gone or not found.live:
        return State(ref_of(found), change.subject, GONE, None, people)
    return replace(_state_of(found, change.subject), people=people)


def digest_of_unsaved(source: Any) -> str:
    """What the log will say of it if it goes out as it stands."""
    return _state_of(source, source.subject).digest


def _state_of(source: Any, kind: str) -> State:
    describe = {"shared": _shared, "fact": _fact, "term": _term, "offer": _offer}[kind]
    content, labels = describe(source)
    written = (content,) if kind == "offer" else ()
    return State(ref_of(source), kind, digest_of(content), labels, written=written)


def _shared(shared: Any) -> tuple[Any, Labels]:
    block = shared.element[0] if len(shared.element) else None
    labels = labels_of(block.value, kind=Kind(block.block_type)) if block else Labels()
    return stream_json(shared.element), labels


def _fact(fact: Any) -> tuple[Any, Labels]:
    names = ("type", "unit", "basis", "value", "value_en", "next_value", "next_value_en")
    variant_names = ("regions", "segments", "products", *names[3:], "next_from")
    content = [getattr(fact, name) for name in names] + [_text(fact.next_from)]
    for variant in fact.variants.all():
        content.append([_text(getattr(variant, name)) for name in variant_names])
    return content, Labels()


def _text(value: Any) -> str:
    """A moment as the database gives it, wherever it was read."""
    return str(value.astimezone(UTC) if isinstance(value, datetime) else value)


def _term(term: Any) -> tuple[Any, Labels]:
    return [term.jargon, term.plain, term.customer_words], Labels()


def _offer(offer: Any) -> tuple[Any, Labels]:
    block = offer.element[0] if len(offer.element) else None
    labels = labels_of(block.value, kind=Kind(block.block_type)) if block else Labels()
    content = {name: getattr(offer, name) for name in OF_OFFER}
    streams = {name: json.loads(stream_json(getattr(offer, name))) for name in OFFER_STREAMS}
    return content | streams | {"expire_at": _text(offer.expire_at)}, labels


def _settle_one(state: State, *, now: datetime) -> bool:
    known = SourceState.objects.filter(ref=state.ref).first()
    if (known.digest if known else GONE) == state.digest:
        return False
    row = log.NewRow(
        kind=state.kind, at=now, ref=state.ref, digest=state.digest, people=state.people,
        documents=list(state.written),
    )  # fmt: skip
    seq = log.append([row])[0].seq
    before = Labels.from_json(known.labels) if known and known.labels is not None else None
    if state.kind != "offer":
        if known and is_narrower(state.labels, before):
            withhold(state.ref, labels=state.labels, seq=seq, now=now)
        _note_users(state.ref, seq=seq, now=now)
    labels = None if state.labels is None else state.labels.to_json()
    SourceState.objects.update_or_create(
        ref=state.ref, defaults={"digest": state.digest, "labels": labels}
    )
    return True


def is_narrower(new: Labels | None, old: Labels | None) -> bool:
    """Somebody who could see the old may not see the new."""
    if old is None:
        return False
    return new is None or old.intersect(new) != old


def _note_users(ref: str, *, seq: int, now: datetime) -> None:
    """One row an answer, however many changes reach it; each change has its own progress."""
    pages = list(LiveUse.objects.filter(ref=ref).values_list("page_id", flat=True).distinct())
    Dirty.objects.bulk_create(
        [Dirty(page_id=page, ref=ref, since=seq, parked="") for page in pages],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["ref", "since", "parked"],
    )
    following.begin(seq=seq, ref=ref, at=now, page_ids=pages)
