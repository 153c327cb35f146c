"""Attachments of bases: given to whoever may see an element that cites the basis, while valid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from kb.access import Audience, Scope
from kb.authoring.bases import BasisAttachment, valid_on
from kb.document import Passage
from kb.publication.models import LiveUse
from kb.publication.queries import Candidate, authorize


def find_attachment(*, scope: Scope, pk: int) -> BasisAttachment | None:
    """None where there is none, it is not valid today, or nothing this scope sees cites it. A basis
    is for staff alone, so its attachments are too."""
    if scope.audience is not Audience.AGENT:
        return None
    today = timezone.localdate(scope.now)
    found = BasisAttachment.objects.filter(valid_on(today), pk=pk).first()
    return found if found is not None and _is_cited(found.basis_id, scope=scope) else None


def attachments_of(
    passages: Iterable[Passage], *, as_of: datetime
) -> Mapping[int, Sequence[BasisAttachment]]:
    """By the number of the basis: what is valid then of those that these passages cite. For
    passages that the scope sees, of staff."""
    cited = {pk for passage in passages for pk in bases_of(passage)}
    if not cited:
        return {}
    found: dict[int, list[BasisAttachment]] = {}
    valid = BasisAttachment.objects.filter(valid_on(timezone.localdate(as_of)), basis__in=cited)
    for row in valid.order_by("pk"):
        found.setdefault(row.basis_id, []).append(row)
    return found


def bases_of(passage: Passage) -> list[int]:
    """The numbers of what it cites."""
    refs = (ref.partition(":") for ref in sorted(passage.uses))
    return [int(number) for name, _colon, number in refs if name == "basis"]


def _is_cited(basis: Any, *, scope: Scope) -> bool:
    ref = f"basis:{basis}"
    places = LiveUse.objects.filter(ref=ref, locale__in=scope.locales)
    candidates = [Candidate(key, locale) for key, locale in places.values_list("key", "locale")]
    answers = authorize(scope=scope, candidates=candidates)
    return any(ref in passage.uses for a in answers for passage in a.document.passages)
