"""What an agent may grant by herself (授权): how much at most, and who may."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.access import Scope
from kb.wording import Wording, wording_from_json


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted is the text of its element. `limit`: a fact or an amount; `groups`: names of
    the groups of staff who may grant it by themselves, none meaning every agent."""

    limit: Wording | None = None
    groups: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[Wording, ...]:
        return (self.limit,) if self.limit else ()

    def may_be_given_by(self, groups: Collection[str]) -> bool:
        """`groups`: those a person belongs to."""
        return not self.groups or not set(self.groups).isdisjoint(groups)

    def seen_by(self, scope: Scope) -> Grant:
        return self.reworded(lambda wording: wording.seen_by(scope))

    def reworded(self, change: Callable[[Wording], Wording]) -> Grant:
        return replace(self, limit=self.limit and change(self.limit))


def grant_from_json(data: Mapping[str, Any]) -> Grant:
    limit = wording_from_json(data["limit"]) if "limit" in data else None
    return Grant(limit, tuple(data.get("groups", ())))
