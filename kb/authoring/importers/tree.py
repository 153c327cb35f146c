"""Places in the page tree for many new pages at once, as Wagtail gives them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from wagtail.models import Page


def give_places(pages: Sequence[Any], *, parent_id: int) -> None:
    """Sets path, depth, slug and URL path of new pages under one parent, after its last child.

    Counts them in the parent at once; the caller holds the transaction.
    """
    parent = Page.objects.select_for_update().get(pk=parent_id)
    children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    step = _last_step(children)
    wishes = {page.slug for page in pages}
    taken = set(children.filter(slug__in=wishes).values_list("slug", flat=True))
    for page in pages:
        step += 1
        page.depth = parent.depth + 1
        page.path = Page._get_path(parent.path, page.depth, step)
        page.slug = _free_slug(page.slug, taken)
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.numchild = 0
    Page.objects.filter(pk=parent_id).update(numchild=F("numchild") + len(pages))


def _last_step(children: Any) -> int:
    path = children.order_by("-path").values_list("path", flat=True).first()
    return Page._str2int(path[-Page.steplen :]) if path else 0


def _free_slug(wish: str, taken: set[str]) -> str:
    slug, number = wish, 2
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    taken.add(slug)
    return slug
