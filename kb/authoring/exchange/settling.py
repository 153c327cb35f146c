"""Acts on plans: each kind of thing in its own way, with the rights of whoever brings it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kb.authoring.exchange import answers_in, bases_in, lists_in, snippets_in
from kb.authoring.exchange.plans import Plan
from kb.authoring.exchange.raw import Names
from kb.authoring.importers.admin_indexes import index_for_admin


@dataclass(slots=True)
class Settling:
    """`user`: whose rights count, None for an operator's; `author`: who stands in the history;
    `said`: more about single things, by name; `coming`: names of what a dry run would have
    added by now, so that others may name it."""

    user: Any
    author: Any
    now: datetime
    publish: bool
    dry_run: bool
    load: Callable[[str], bytes]
    names: Names
    coming: set[tuple[str, str, str]] = field(default_factory=set)
    said: dict[tuple[str, str, str], str] = field(default_factory=dict)
    added_pages: list[Any] = field(default_factory=list)
    published: int = 0

    def begin(self) -> None:
        """A batch, or the same one again after a deadlock."""
        self.said.clear()
        self.added_pages.clear()
        self.published = 0

    def may(self, permission: str) -> bool:
        return self.user is None or bool(self.user.has_perm(permission))

    def take_published(self) -> int:
        published, self.published = self.published, 0
        return published

    def index(self) -> None:
        """What Wagtail keeps beside its pages."""
        index_for_admin(self.added_pages)
        self.added_pages = []


SETTLERS: dict[str, Callable[[Sequence[Plan], Settling], list[Plan]]] = {
    "label": lists_in.settle_labels,
    "topic": lists_in.settle_topics,
    "image": lists_in.settle_images,
    "basis": bases_in.settle_bases,
    "fact": snippets_in.settle_snippets,
    "term": snippets_in.settle_snippets,
    "shared": snippets_in.settle_snippets,
    "answer": answers_in.settle_answers,
}


def settle(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    """In the same order; what cannot be done comes back as refused."""
    if not plans:
        return []
    done = SETTLERS[plans[0].item.subject](plans, settling)
    settling.coming |= {one.item.name for one in done if one.verdict in ("added", "changed")}
    return done
