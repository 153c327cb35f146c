"""The elements of an answer as the desk draws them: what is said, and what only staff may know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from channels.channel import Part
from channels.desk.changes import ValueChange
from channels.guide_pages import GuidePage
from channels.kinds import KIND_NAMES, LINKED_KINDS
from kb.access import Audience
from kb.access.labels import DIMENSIONS
from kb.document import STAFF_KINDS, Basis, Kind, Passage
from kb.publication.attachments import attachments_of, bases_of
from kb.publication.readers import label_names

NAMED_DIMENSIONS = [name for name in DIMENSIONS if name != "channels"]
NO_GUIDES: Mapping[str, GuidePage] = MappingProxyType({})
Names = Mapping[tuple[str, str], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class DeskElement:
    """`kind`: its name on screen; `title`: the editor's own, where it has one; `only_for`: names
    of the regions, segments and products it holds for; `is_staff_only`: though its kind is one for
    customers; `until`: the end of its window; `may_grant`: what may be granted, this agent may;
    `html`: of the part, with its terms explained; `changes`: of values in it."""

    part: Part
    kind: Any
    title: str
    only_for: tuple[str, ...]
    is_staff_only: bool
    is_for_customers: bool
    basis: Basis | None
    attachments: Sequence[Any]
    until: datetime | None
    guide: GuidePage | None = None
    may_grant: bool = False
    html: str = ""
    changes: Sequence[ValueChange] = ()


def desk_elements(
    parts: Iterable[Part],
    passages: Iterable[Passage],
    *,
    locale: str,
    as_of: datetime | None = None,
    guides: Mapping[str, GuidePage] = NO_GUIDES,
    groups: Callable[[], Collection[str]] | None = None,
) -> tuple[DeskElement, ...]:
    """In the order of the parts. `locale`: the language in which labels are named; `as_of`: with
    the attachments valid then, which can be had of live answers alone; `groups`: asked only where
    something may be granted, None for whoever may grant it all."""
    known = {passage.element: passage for passage in passages}
    labelled = any(getattr(p.labels, name) for p in known.values() for name in NAMED_DIMENSIONS)
    names = label_names() if labelled else {}
    shown = [part for part in parts if part.element in known]
    cited = [known[part.element] for part in shown]
    attached = attachments_of(cited, as_of=as_of) if as_of else {}
    drawn = (_drawn(part, known[part.element], names, locale, attached) for part in shown)
    own = frozenset(groups()) if groups and any(part.grant for part in shown) else None
    return tuple(
        replace(
            one,
            guide=guides.get(one.part.element),
            may_grant=own is None or may_grant(one.part, own),
        )
        for one in drawn
    )


def may_grant(part: Part, groups: Collection[str]) -> bool:
    """Without anybody named every agent may."""
    named = part.grant.groups if part.grant else ()
    return not named or not set(named).isdisjoint(groups)


def _drawn(
    part: Part, passage: Passage, names: Names, locale: str, attached: Mapping[int, Sequence[Any]]
) -> DeskElement:
    kind = Kind(part.kind)
    return DeskElement(
        part=part,
        kind=KIND_NAMES[kind],
        title="" if kind in LINKED_KINDS else passage.title,
        only_for=_only_for(passage, names, locale),
        is_staff_only=passage.labels.audience is Audience.AGENT and kind not in STAFF_KINDS,
        is_for_customers=passage.labels.audience is Audience.CUSTOMER,
        basis=passage.basis,
        # A basis is shown to staff alone, and so are its files.
        attachments=tuple(row for pk in bases_of(passage) for row in attached.get(pk, ()))
        if passage.basis
        else (),
        until=passage.labels.valid_to,
        html=part.html,
    )


def _only_for(passage: Passage, names: Names, locale: str) -> tuple[str, ...]:
    held = (
        (dimension, code)
        for dimension in NAMED_DIMENSIONS
        for code in sorted(getattr(passage.labels, dimension))
    )
    return tuple(dict(names.get(label, ())).get(locale, label[1]) for label in held)
