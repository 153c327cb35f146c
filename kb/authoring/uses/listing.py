"""The uses of something as a person may read them: by holder, with a link to each element."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from kb.authoring.channel_names import name_of
from kb.authoring.uses.queries import ORDER, Place, holders, places_of
from kb.authoring.uses.resolving import HELD
from kb.authoring.uses.rights import answers_told, may_look_up
from kb.authoring.uses.tables import WrittenUse
from kb.authoring.uses.versions import STREAMS
from kb.locales import to_outside


@dataclass(frozen=True, slots=True)
class Spot:
    """One element, or field of one, with the address that opens the editor there."""

    url: str
    kind: str
    fields: tuple[str, ...]
    through: str = ""


@dataclass(slots=True)
class User:
    """An answer, shared element, fact or offer that uses it, in one state."""

    name: str
    key: str
    locale: str
    url: str
    state: str
    starts_at: datetime | None
    spots: list[Spot] = field(default_factory=list)

    @property
    def state_name(self) -> str:
        return str(WrittenUse.State(self.state).label)


@dataclass(frozen=True, slots=True)
class Uses:
    """`hidden`: how many further holders the person is not told of."""

    told: tuple[User, ...]
    hidden: int

    @property
    def total(self) -> int:
        """Holders, each counted once however many of its versions use it."""
        return len({user.url for user in self.told}) + self.hidden


def uses_told(source: Any, *, user: Any, now: datetime) -> Uses:
    """Live ones first, then by name."""
    places = places_of(source)
    objects = _objects(places, user=user, now=now)
    all_holders = {(place.holder, place.pk) for place in places}
    hidden = len(all_holders - objects.keys())
    users: dict[tuple[str, int, str], User] = {}
    grouped: dict[tuple[str, int, str], list[Place]] = {}
    for place in places:
        if (place.holder, place.pk) in objects:
            grouped.setdefault((place.holder, place.pk, place.state), []).append(place)
    names = _field_names() if grouped else {}
    for (holder, pk, state), found in grouped.items():
        users[holder, pk, state] = _user(objects[holder, pk], state, found, objects, names)
    told = sorted(users.values(), key=lambda u: (ORDER.index(u.state), u.name, u.key))
    return Uses(tuple(told), hidden)


def _objects(places: Sequence[Place], *, user: Any, now: datetime) -> dict[tuple[str, int], Any]:
    """The holders the person may be told of."""
    from kb.authoring.models import Fact, KnowledgePage, Offer, SharedElement

    told = answers_told(user, holders(places, "answer"), now=now)
    found: dict[tuple[str, int], Any] = {}
    pages = KnowledgePage.objects.filter(pk__in=told).select_related("locale", "latest_revision")
    found |= {("answer", page.pk): page for page in pages}
    for kind, model in (("shared", SharedElement), ("fact", Fact), ("offer", Offer)):
        pks = holders(places, kind)
        if pks and may_look_up(user, model):
            found |= {(kind, row.pk): row for row in _rows(model, pks)}
    return found


def _rows(model: Any, pks: Iterable[int]) -> Any:
    related = ("locale", "latest_revision") if hasattr(model, "locale") else ()
    rows = model.objects.filter(pk__in=pks)
    return rows.select_related(*related) if related else rows


def _user(
    obj: Any,
    state: str,
    places: Sequence[Place],
    objects: Mapping[tuple[str, int], Any],
    names: Mapping[str, str],
) -> User:
    is_fact = obj._meta.model_name == "fact"
    spots: dict[tuple[str, str], list[str]] = {}
    for place in places:
        through = objects.get(("shared", place.through or 0))
        name = str(through) if through else ""
        spots.setdefault((place.element, name), []).append(place.field)
    kinds = {} if is_fact else _kinds(obj)
    url = edit_url(obj)
    return User(
        name=obj.title if hasattr(obj, "title") else str(obj),
        key=obj.key,
        locale="" if is_fact else to_outside(obj.locale.language_code),
        url=url,
        state=state,
        starts_at=next((place.starts_at for place in places if place.starts_at), None),
        spots=[
            Spot(
                url=f"{url}#block-{element}-section" if element else url,
                kind=kinds.get(element, ""),
                fields=tuple(dict.fromkeys(_named(fields, names))) if not through else (),
                through=through,
            )
            for (element, through), fields in spots.items()
        ],
    )


def edit_url(obj: Any) -> str:
    if obj._meta.model_name == "knowledgepage":
        return reverse("wagtailadmin_pages:edit", args=[obj.pk])
    return reverse(obj.snippet_viewset.get_url_name("edit"), args=[obj.pk])


def _kinds(obj: Any) -> dict[str, str]:
    """Block id → the kind's name on screen, of the live and of the newest version."""
    name = STREAMS[obj._meta.model_name]
    blocks = obj._meta.get_field(name).stream_block.child_blocks
    raw: list[Any] = [*getattr(obj, name).raw_data]
    if obj.latest_revision_id:
        raw += _parsed(obj.latest_revision.content.get(name))
    return {
        str(block.get("id")): str(blocks[block["type"]].label)
        for block in raw
        if block["type"] in blocks
    }


def _parsed(stream: Any) -> Iterable[Any]:
    return json.loads(stream or "[]") if isinstance(stream, str) else stream or ()


def _named(fields: Iterable[str], names: Mapping[str, str]) -> Iterator[str]:
    """As the editor calls them on screen; a wording by its channel."""
    for name in fields:
        if name.startswith("overrides."):
            yield str(name_of(name.partition(".")[2]))
        elif name in names and name != HELD:
            yield names[name]


def _field_names() -> dict[str, str]:
    from kb.authoring.models import KnowledgePage

    kinds = KnowledgePage._meta.get_field("elements").stream_block.child_blocks.values()
    return {n: capfirst(str(b.label)) for kind in kinds for n, b in kind.child_blocks.items()}
