"""Attachments of bases: given to whoever may see an element that cites the basis, while valid."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kb.access import Audience, Scope
from kb.authoring.bases import BasisAttachment, valid_on
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


def _is_cited(basis: Any, *, scope: Scope) -> bool:
    ref = f"basis:{basis}"
    places = LiveUse.objects.filter(ref=ref, locale__in=scope.locales)
    candidates = [Candidate(key, locale) for key, locale in places.values_list("key", "locale")]
    answers = authorize(scope=scope, candidates=candidates)
    return any(ref in passage.uses for a in answers for passage in a.document.passages)
