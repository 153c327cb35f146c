"""How much of an answer a person is shown: all of it in their own part of the tree, elsewhere what
their grants let them read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kb.access import Scope
from kb.authoring.models import TopicPage
from kb.authoring.staff_scopes import staff_scope
from kb.authoring.uses.rights import own_answers
from kb.document import Document
from kb.publication.budgets import ANY_OTHER, widest_reader
from kb.publication.ports import Outlet


@dataclass(frozen=True, slots=True)
class Viewer:
    """`own`: answers in the person's part of the tree; `scope` None: no grant at all; `region`:
    shown as somebody there reads it, empty as the widest reader does."""

    own: frozenset[int]
    scope: Scope | None
    region: str = ""

    def reader(self, document: Document, *, outlet: Outlet, page_id: int) -> Scope | None:
        """The widest reader of the channel, no wider than the person; None: nothing is shown."""
        widest = widest_reader(document, outlet=outlet)
        found = widest if page_id in self.own else self.cap(widest, channel=outlet.code)
        if found is None or not self.region:
            return found
        return replace(found, regions=found.regions & {self.region})

    def may_ask_for(self, region: str) -> bool:
        """Of any region in their own part of the tree, elsewhere of those they may read."""
        return bool(self.own) or (self.scope is not None and region in self.scope.regions)

    def may_hear(self, outlet: Outlet, page_id: int) -> bool:
        held = self.scope.channels if self.scope else ()
        return page_id in self.own or outlet.code in held

    def cap(self, wanted: Scope, *, channel: str) -> Scope | None:
        """Topics are asked elsewhere: which answers are shown at all."""
        mine = self.scope
        if mine is None or channel not in mine.channels:
            return None
        if not wanted.locales <= mine.locales:
            return None
        return replace(
            wanted,
            audience=min(wanted.audience, mine.audience),
            verification=min(wanted.verification, mine.verification),
            regions=wanted.regions & (mine.regions | {ANY_OTHER}),
            segments=wanted.segments & (mine.segments | {ANY_OTHER}),
            products=wanted.products & (mine.products | {ANY_OTHER}),
        )


def viewer_of(user: Any, page_ids: Collection[int], *, now: datetime) -> Viewer:
    own = own_answers(user, page_ids) if page_ids else set()
    return Viewer(frozenset(own), staff_scope(user, now=now))


def covers(viewer: Viewer, page: Any) -> bool:
    """The page's topic is among those the person may read, whether anything is live there."""
    if viewer.scope is None:
        return False
    steps = range(page.steplen, len(page.path), page.steplen)
    above = [page.path[:length] for length in steps]
    keys = TopicPage.objects.filter(path__in=above).values_list("key", flat=True)
    return viewer.scope.covers_topics(keys)
