"""The five kinds of things that are looked after, and what lists show of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kb.authoring.models import Fact, KnowledgePage, Offer, SharedElement, Term
from kb.care.models import Care

SNIPPETS: Mapping[str, Any] = {
    "shared": SharedElement, "fact": Fact, "term": Term, "offer": Offer
}  # fmt: skip
MODELS: Mapping[str, Any] = {"answer": KnowledgePage, **SNIPPETS}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list says of one: `place` is the topic of an answer, or the team of shared content."""

    title: str
    locale: str
    place: str
    is_live: bool


def originals(subject: str) -> Any:
    """All of a kind; a second place of an answer is no answer of its own."""
    if subject == "answer":
        return KnowledgePage.objects.filter(alias_of__isnull=True)
    return MODELS[subject].objects.all()


def subject_of(thing: Any) -> str:
    """`answer`, `shared`, `fact`, `term` or `offer`; empty for anything else."""
    return next((name for name, model in MODELS.items() if isinstance(thing, model)), "")


def edit_url(care: Care) -> str:
    if care.subject == "answer":
        return reverse("wagtailadmin_pages:edit", args=[care.object_id])
    name = MODELS[care.subject].snippet_viewset.get_url_name("edit")
    return reverse(name, args=[care.object_id])


def shown(rows: Iterable[Care]) -> dict[int, Shown]:
    """By number of the row: a few queries for a whole page of a list."""
    rows = list(rows)
    found: dict[int, Shown] = {}
    for subject in {row.subject for row in rows}:
        ours = {row.object_id: row for row in rows if row.subject == subject}
        describe = _answers if subject == "answer" else _snippets
        found |= describe(subject, ours)
    return found


def _answers(subject: str, rows: dict[int, Care]) -> dict[int, Shown]:
    pages = list(originals(subject).filter(pk__in=rows).select_related("locale").defer("elements"))
    topics = _titles_of_topics({page.path[: -page.steplen] for page in pages})
    return {
        rows[page.pk].pk: Shown(
            title=page.draft_title or page.title,
            locale=page.locale.get_display_name(),
            place=topics.get(page.path[: -page.steplen], ""),
            is_live=page.live,
        )
        for page in pages
    }


def _titles_of_topics(paths: set[str]) -> dict[str, str]:
    from wagtail.models import Page

    return dict(Page.objects.filter(path__in=paths).values_list("path", "title"))


def _snippets(subject: str, rows: dict[int, Care]) -> dict[int, Shown]:
    model = MODELS[subject]
    things = model.objects.filter(pk__in=rows)
    has_locale = hasattr(model, "locale")
    if has_locale:
        things = things.select_related("locale")
    return {
        rows[thing.pk].pk: Shown(
            title=str(thing),
            locale=thing.locale.get_display_name() if has_locale else "",
            place=team.title if (team := rows[thing.pk].team) else "",
            is_live=thing.live,
        )
        for thing in things
    }
