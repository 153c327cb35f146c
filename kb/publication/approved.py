"""What an approval is of: the digest of what would go out now. For an answer, a shared element, a
fact or a term it is the digest that its row in the log will carry
(docs/decisions/0026-approval-is-of-a-digest.md)."""

from __future__ import annotations

from typing import Any

from kb.authoring.models import KnowledgePage, TopicPage
from kb.document import digest_of
from kb.publication.answers import plan_all
from kb.publication.sources import digest_of_unsaved as digest_of_source


def digest_of_unsaved(obj: Any) -> str:
    """Registered with approval when the app starts."""
    if isinstance(obj, KnowledgePage):
        return _of_answer(obj)
    if isinstance(obj, TopicPage):
        flags = ["without offers"] if obj.without_offers else []
        return digest_of(["topic", obj.key, obj.title, obj.path[: -obj.steplen], *flags])
    return digest_of_source(obj)


def _of_answer(page: KnowledgePage) -> str:
    """Its documents with every fact and shared element filled in, and its topic; where a second
    place waits for this approval, that too."""
    (plan,) = plan_all([page])
    waiting = KnowledgePage.objects.filter(alias_of_id=page.pk, live=False)
    places = sorted(waiting.values_list("path", flat=True))
    return digest_of([plan.state, places]) if places else plan.state
