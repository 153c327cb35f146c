"""What of an import is there already? What people have changed since is never touched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision, WorkflowState

from kb.authoring.importers.bulk import NewAnswer, Unsavable, make_page
from kb.authoring.models import AnswerKey, KnowledgePage
from kb.locales import to_django


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`waiting`: drafts of an earlier run that may go out as they are, with their answers;
    `changed`: there, but saying something else; `taken`: the key belongs to another answer."""

    new: tuple[NewAnswer, ...]
    waiting: tuple[tuple[NewAnswer, Any], ...]
    same: tuple[NewAnswer, ...]
    changed: tuple[NewAnswer, ...]
    taken: tuple[NewAnswer, ...]


def sort_arrivals(answers: Sequence[NewAnswer]) -> Arrivals:
    """A handful of queries for one batch of one language."""
    pages = _known_pages(answers)
    contents = _contents(pages.values())
    in_approval = _in_approval(pages.values())
    owners = dict(
        AnswerKey.objects.filter(key__in=[a.key for a in answers]).values_list(
            "key", "translation_key"
        )
    )
    found: dict[str, list[Any]] = {n: [] for n in ("new", "waiting", "same", "changed", "taken")}
    for answer in answers:
        page = pages.get(answer.translation_key)
        if page is None:
            taken = owners.get(answer.key, answer.translation_key) != answer.translation_key
            found["taken" if taken else "new"].append(answer)
        elif contents.get(page.pk) != _content_of(answer):
            found["changed"].append(answer)
        elif answer.publish and page.first_published_at is None and page.pk not in in_approval:
            found["waiting"].append((answer, page))
        else:
            found["same"].append(answer)
    return Arrivals(**{name: tuple(rows) for name, rows in found.items()})


def _known_pages(answers: Sequence[NewAnswer]) -> dict[Any, Any]:
    pages = KnowledgePage.objects.filter(
        translation_key__in=[answer.translation_key for answer in answers],
        locale__language_code__in={to_django(answer.locale) for answer in answers},
    )
    return {page.translation_key: page for page in pages}


Content = tuple[str, str, Any]


def _contents(pages: Any) -> dict[int, Content]:
    """Page id → question, wordings and elements of its latest revision."""
    revisions = Revision.objects.filter(pk__in=[page.latest_revision_id for page in pages])
    return {
        int(object_id): (content["title"], content["wordings"], json.loads(content["elements"]))
        for object_id, content in revisions.values_list("object_id", "content")
    }


def _content_of(answer: NewAnswer) -> Content | None:
    try:
        page = make_page(answer)
    except Unsavable:
        return None
    elements = KnowledgePage._meta.get_field("elements").value_to_string(page)
    return page.title, page.wordings, json.loads(elements)


def _in_approval(pages: Any) -> set[int]:
    """Somebody is at it: an import does not overtake them."""
    ids = [str(page.pk) for page in pages]
    kind = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=ids)
    return {int(pk) for pk in states.values_list("object_id", flat=True)}
