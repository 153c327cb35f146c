"""Every list that people take along from the admin, with a text of somebody's in each of its
cells."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from kb.acting import acting
from kb.authoring.models import KnowledgePage
from kb.care.conflict_admin import EXPORT
from kb.care.models import Contradiction, Wording
from kb.feedback.complaints.models import Complaint
from kb.feedback.models import Feedback
from kb.offers.models import OfferWording
from tests.authoring.making import draft_answer, make_topic, published_answer

FORMS = ("csv", "xlsx")


def exporting_routes() -> set[str]:
    """As the addresses say: a list of Wagtail's that has an export."""
    return {
        route
        for route, view in _views(get_resolver().url_patterns)
        if issubclass(view, SpreadsheetExportMixin) and view.list_export
        if not route.endswith("results/")
    }


def _views(patterns: Any, prefix: str = "") -> Iterator[tuple[str, type]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            while not hasattr(view, "view_class") and hasattr(view, "__wrapped__"):
                view = view.__wrapped__
            if hasattr(view, "view_class"):
                yield route, view.view_class
        else:
            yield from _views(pattern.url_patterns, route)


def downloads(client: Client, place: Path) -> list[Path]:
    """Each list in each form; of those of care, the one that has all rows."""
    found = []
    for route in sorted(exporting_routes()):
        address = route.replace("<slug:code>", "everything")
        for form in FORMS:
            path = place / f"{address.strip('/').replace('/', '-')}.{form}"
            found.append(_keep(client.get(f"/{address}?export={form}"), path))
    found.append(_keep(client.get(reverse(EXPORT)), place / "conflicts.csv"))
    return found


def _keep(response: Any, path: Path) -> Path:
    assert response.status_code == 200, path
    path.write_bytes(response.getvalue())
    return path


def fill_lists(texts: list[str], *, user: Any) -> None:
    """Titles, comments, causes, complaints, wordings; each wording on two answers."""
    topic = make_topic("cards")
    topic.title = texts[0]
    topic.save()
    Feedback.objects.bulk_create(
        Feedback(key=f"a.{number}", verdict="wrong", comment=text, channel="web", locale="zh-Hans",
                 at=timezone.now()) for number, text in enumerate(texts)
    )  # fmt: skip
    pages = [draft_answer(f"a.{number}", title=text[:200], topic=topic, user=user)
             for number, text in enumerate(texts[:: len(texts) // 20])]  # fmt: skip
    for number, text in enumerate(texts[:: len(texts) // 12]):
        with acting(cause=text):
            published_answer(f"p.{number}", title=text[:200], topic=topic, user=user)
    for page in pages[:10]:
        page.get_workflow().start(page, user)
    KnowledgePage.objects.update(locked=True, locked_at=timezone.now(), locked_by=user)
    first, second = pages[:2]
    Wording.objects.all().delete()
    Wording.objects.bulk_create(
        Wording(page_id=page.pk, locale="zh-Hans", text=text, folded=str(number), is_question=False)
        for number, text in enumerate(texts)
        for page in (first, second)
    )
    _fill_complaints(texts, user=user)
    OfferWording.objects.bulk_create(
        OfferWording(rendition=str(number), key="guidance.mobile", locale="zh-Hans", text=text,
                     channel="agent_desk", source="", first_said_at=timezone.now())
        for number, text in enumerate(texts)
    )  # fmt: skip
    Contradiction.objects.bulk_create(
        Contradiction(digest=str(number), page_id=first.pk, locale="zh-Hans", thing=text,
                      said=text, other_said=text) for number, text in enumerate(texts)
    )  # fmt: skip


def _fill_complaints(texts: list[str], *, user: Any) -> None:
    now = timezone.now()
    Complaint.objects.bulk_create(
        Complaint(number=str(number), request=uuid.uuid4(), taken_at=now, due_at=now, words=text,
                  result=text, team=text[:150], taken_by=text[:150], taken_by_id=user.pk,
                  owner=text[:150], owner_id=user.pk, locale="zh-Hans", cause="process")
        for number, text in enumerate(texts)
    )  # fmt: skip
