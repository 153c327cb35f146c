"""An answer on a day to come, with every approved version that goes live until then: its own, and
those of the facts, shared elements and terms it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from kb.assembly.operations import Assembly, assemble
from kb.assembly.sources import keys_in, sources_for, stream_json
from kb.authoring.models import Fact, KnowledgePage, SharedElement, Term
from kb.authoring.placeholders import TERM_PREFIX
from kb.authoring.uses.names import ref_of
from kb.authoring.uses.rights import may_look_up
from kb.locales import to_outside

SNIPPETS = (SharedElement, Fact, Term)
Waiting = Mapping[type[Any], Mapping[int, Revision]]


@dataclass(frozen=True, slots=True)
class Coming:
    """A version that waits for its day. Of one object only one can be scheduled."""

    obj: Any
    starts_at: datetime

    @property
    def name(self) -> str:
        return str(self.obj)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`versions`: those that are in it and not live yet."""

    assembly: Assembly
    versions: tuple[Coming, ...]


def foresee(page: Any, *, at: datetime, user: Any, with_drafts: bool) -> Foreseen | None:
    """None where what is live stays as it is, as far as this person may know."""
    waiting = _waiting(at, user=user)
    own = waiting[KnowledgePage].get(page.pk) if with_drafts else None
    if own is None and not page.live:
        return None
    version: Any = own.as_object() if own else page
    coming = list(_snippets(waiting, version))
    if own is None and not coming:
        return None
    assembly = assemble(
        version,
        key=page.key or "draft",
        locale=to_outside(page.locale.language_code),
        sources=sources_for(
            [version], locale_id=page.locale_id, drafts=[one.obj for one in coming]
        ),
    )
    uses = {ref for d in assembly.documents for p in d.passages for ref in p.uses}
    used = [one for one in coming if ref_of(one.obj) in uses or assembly.problems]
    if own:
        used.insert(0, _coming(own))
    return Foreseen(assembly, tuple(used)) if used else None


def reads_every_schedule(user: Any, *, with_drafts: bool) -> bool:
    """Where not, the picture of a day to come may lack versions; whether it does is not told."""
    return with_drafts and all(may_look_up(user, model) for model in SNIPPETS)


def _waiting(at: datetime, *, user: Any) -> Waiting:
    models = [KnowledgePage, *(model for model in SNIPPETS if may_look_up(user, model))]
    types = ContentType.objects.get_for_models(*models)
    found: dict[type[Any], dict[int, Revision]] = {m: {} for m in (KnowledgePage, *SNIPPETS)}
    by_type = {kind.pk: model for model, kind in types.items()}
    rows = Revision.objects.filter(approved_go_live_at__lte=at, content_type__in=by_type)
    for row in rows:
        found[by_type[row.content_type_id]][int(row.object_id)] = row
    return found


def _snippets(waiting: Waiting, page: Any) -> Iterator[Coming]:
    """All that the answer may use; what it does not mention is told apart by its assembly."""
    here = {"locale_id": page.locale_id}
    shared = [_coming(row) for row in _rows(waiting, SharedElement, here)]
    yield from shared
    placed = sources_for([page], locale_id=page.locale_id).shared.values()
    streams = [page.elements, *(s.element for s in placed), *(one.obj.element for one in shared)]
    keys = keys_in(stream_json(stream) for stream in streams)
    terms = {key.removeprefix(TERM_PREFIX) for key in keys if key.startswith(TERM_PREFIX)}
    for row in _rows(waiting, Fact, {"key__in": keys}):
        yield _coming(row)
    for row in _rows(waiting, Term, {"key__in": terms, **here}):
        yield _coming(row)


def _rows(waiting: Waiting, model: type[Any], which: Mapping[str, Any]) -> Iterator[Revision]:
    rows = waiting[model]
    if rows:
        for pk in model.objects.filter(pk__in=rows, **which).values_list("pk", flat=True):
            yield rows[pk]


def _coming(row: Revision) -> Coming:
    starts_at: Any = row.approved_go_live_at
    return Coming(row.as_object(), starts_at)
