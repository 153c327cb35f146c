"""The versions of a holder that count: what is live, what is scheduled, and the newest draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from wagtail.models import Revision

from kb.authoring.uses.mentions import LABELS, Mention, in_stream, in_variants
from kb.authoring.uses.tables import WrittenUse
from kb.locales import to_outside

State = WrittenUse.State
STREAMS = {"knowledgepage": "elements", "sharedelement": "element", "offer": "element"}
# For whom an offer is names labels too.
BESIDE = {"offer": "conditions"}


@dataclass(frozen=True, slots=True)
class Version:
    state: str
    mentions: frozenset[Mention]
    starts_at: datetime | None = None


def live_version(holder: Any) -> Version:
    """As the object stands in memory: it was just saved so, or just read."""
    mentions = mentions_in(holder) if holder.live else frozenset()
    return Version(State.LIVE, mentions)


def waiting_versions(holders: Sequence[Any]) -> Mapping[int, list[Version]]:
    """Primary key → scheduled revisions and the draft, for holders of one model."""
    revisions = _revisions(holders)
    return {h.pk: list(_waiting(h, revisions.get(str(h.pk), ()))) for h in holders}


def _waiting(holder: Any, revisions: Iterable[Revision]) -> Iterator[Version]:
    is_draft_held = False
    for revision in revisions:
        mentions = _in_content(holder, revision.content)
        if revision.approved_go_live_at:
            yield Version(State.SCHEDULED, mentions, revision.approved_go_live_at)
            is_draft_held |= revision.pk == holder.latest_revision_id
        elif revision.pk == holder.latest_revision_id:
            is_draft_held = True
            if _has_draft(holder):
                yield Version(State.DRAFT, mentions)
    if not is_draft_held and not holder.live:
        # Saved without a revision, as the shell does.
        yield Version(State.DRAFT, mentions_in(holder))


def _has_draft(holder: Any) -> bool:
    return bool(holder.has_unpublished_changes or not holder.live)


def _revisions(holders: Sequence[Any]) -> dict[str, list[Revision]]:
    latest = [h.latest_revision_id for h in holders if h.latest_revision_id]
    found: dict[str, list[Revision]] = {}
    rows = Revision.objects.filter(
        Q(pk__in=latest) | Q(approved_go_live_at__isnull=False),
        base_content_type=holders[0].get_base_content_type(),
        object_id__in=[str(h.pk) for h in holders],
    )
    for row in rows.only("object_id", "content", "approved_go_live_at", "created_at"):
        found.setdefault(row.object_id, []).append(row)
    return found


def mentions_in(holder: Any) -> frozenset[Mention]:
    """As the object stands in memory."""
    name = STREAMS.get(holder._meta.model_name)
    if name is None:
        rows = holder.variants.all()
        return in_variants([{key: getattr(row, key) for key in LABELS} for row in rows])
    streams = filter(None, (name, BESIDE.get(holder._meta.model_name)))
    found = (
        in_stream(getattr(holder, s).get_prep_value(), locale=_locale(holder)) for s in streams
    )
    return frozenset().union(*found)


def _in_content(holder: Any, content: Mapping[str, Any]) -> frozenset[Mention]:
    name = STREAMS.get(holder._meta.model_name)
    if name is None:
        return in_variants(content.get("variants") or ())
    streams = filter(None, (name, BESIDE.get(holder._meta.model_name)))
    return frozenset().union(*(in_stream(content.get(s), locale=_locale(holder)) for s in streams))


def _locale(holder: Any) -> str:
    return to_outside(holder.locale.language_code)
